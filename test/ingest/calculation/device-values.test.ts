import { expect, test } from "bun:test";
import * as v from "valibot";
import { DeviceValues } from "../../../src/ingest/calculation/device-values.ts";
import { stepsOf } from "../../../src/ingest/calculation/steps.ts";
import { ThingModelSchema } from "../../../src/spine/model.ts";

const steps = stepsOf(
  v.parse(ThingModelSchema, {
    properties: [
      { identifier: "raw", name: "raw", dataType: { type: "double" } },
      {
        identifier: "total",
        name: "total",
        dataType: { type: "double" },
        calculated: { kind: "counter", source: "raw" },
      },
    ],
  }),
);
if (steps === undefined) throw new Error("the model calculates something");

test("a total goes on where the store left it", () => {
  const values = new DeviceValues(steps, [
    { property: "raw", ts: 5, value: 100, quality: 3 },
    { property: "total", ts: 5, value: 40, quality: 0 },
  ]);
  expect(values.bases).toEqual([{ raw: 100, ts: 5 }]);
  const shown = values.slots.map(({ ts, value, quality }) => ({ ts, value, quality }));
  expect(Object.fromEntries(shown.map((slot, i) => [steps.names[i], slot]))).toEqual({
    raw: { ts: 5, value: 100, quality: 0 },
    total: { ts: 5, value: 40, quality: 0 },
  });
});

test("a total without a past begins with the next value", () => {
  expect(new DeviceValues(steps, [{ property: "raw", ts: 5, value: 100, quality: 0 }]).bases).toEqual([
    undefined,
  ]);
  const bad = new DeviceValues(steps, [
    { property: "raw", ts: 5, value: 100, quality: 2 },
    { property: "total", ts: 4, value: 40, quality: 0 },
  ]);
  expect(bad.bases).toEqual([undefined]);
});

test("a late value is looked at, but does not come into force", () => {
  const values = new DeviceValues(steps, []);
  const raw = steps.slotOf.get("raw") ?? -1;
  values.round++;
  values.take(raw, 1, { ts: 10, quality: 0 });
  values.take(raw, 2, { ts: 9, quality: 0 });
  const { value, fresh, isLate, ts } = values.slots[raw] ?? {};
  expect({ value, fresh, isLate, ts }).toEqual({ value: 1, fresh: 2, isLate: true, ts: 10 });
});
