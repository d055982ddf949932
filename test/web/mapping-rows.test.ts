import { expect, test } from "bun:test";
import * as v from "valibot";
import { tryMapping } from "../../src/codec/codec.ts";
import { MappingRowSchema, MappingSchema } from "../../src/spine/mapping.ts";
import { EMPTY_MODEL } from "../../src/spine/model.ts";
import type { MappingRow } from "../../web/src/contract.ts";
import { PRESETS, sampleTopic } from "../../web/src/products/mapping/presets.ts";
import { draftRow, isNumberOrEmpty, readRow } from "../../web/src/products/mapping/row-draft.ts";

const ROWS = [
  {
    topic: "a/{deviceName}",
    payload: "json",
    take: "pairs",
    from: "d",
    pairName: "id",
    pairValue: "v",
    skip: ["x", "y.z"],
    properties: [
      { property: "temp", path: "t", isOptional: true, scale: 0.1, offset: -40 },
      { property: "on", path: "s", isOptional: false, values: { ON: true, OFF: false, 2: "two" } },
    ],
    time: { path: "at", unit: "s" },
    event: "over",
  },
  { topic: "a/{property}", payload: "text", kind: "number", scale: 2 },
  { topic: "a", payload: "text", kind: "auto", property: "temp" },
  { topic: "spBv1.0/+/+/{deviceName}/#", payload: "sparkplug-b", names: { "Line 1/t=x": "temp" } },
].map((row) => v.parse(MappingRowSchema, row));

test.each(ROWS)("a row that is opened and applied is the same: $topic", (row) => {
  expect(v.parse(MappingRowSchema, readRow(draftRow(row as MappingRow)))).toEqual(row);
});

test("a new row is flat JSON", () => {
  const row = readRow({ ...draftRow(undefined), topic: " a " });
  expect(row).toMatchObject({ topic: "a", payload: "json", take: "keys" });
});

test("numbers or nothing", () => {
  expect(["", " 1.5", "-2e3", "x"].map(isNumberOrEmpty)).toEqual([true, true, true, false]);
});

test.each(PRESETS)("preset $name stores something of its sample", ({ rows, sample }) => {
  const mapping = v.parse(MappingSchema, { rows });
  const device = {
    productKey: "pk",
    deviceName: "d1",
    product: { nodeType: "direct", mapping, model: EMPTY_MODEL, validation: "warn" } as const,
  };
  const payload = Buffer.from(
    sample.payload.replace(/ /g, sample.encoding === "hex" ? "" : " "),
    sample.encoding === "hex" ? "hex" : "utf8",
  );
  const topic = sampleTopic(sample.topic, "pk", "d1");
  const outcome = tryMapping({ device, topic, payload, nowMs: 1_600_000_000_000, retentionDays: 30 });
  expect(outcome).toMatchObject({ row: 0, failure: undefined, left: [] });
  expect(outcome.points.length).toBeGreaterThan(0);
});

test("patterns become topics", () => {
  expect(sampleTopic("spBv1.0/+/+/{deviceName}/#", "pk", "d1")).toBe("spBv1.0/plant/NDATA/d1");
  expect(sampleTopic("{productKey}/+/{any}/{property}", "pk", "d1")).toBe("pk/x/x/temperature");
});
