import { expect, test } from "bun:test";
import * as v from "valibot";
import { stepsOf } from "../../../src/ingest/calculation/steps.ts";
import { EMPTY_MODEL, ThingModelSchema } from "../../../src/spine/model.ts";

test("every name that is read has one place", () => {
  const number = (identifier: string, formula?: string) => ({
    identifier,
    name: identifier,
    dataType: { type: "double" },
    ...(formula && { calculated: { kind: "formula", formula } }),
  });
  const model = v.parse(ThingModelSchema, {
    properties: [number("a"), number("x", "a + prev(x)"), number("y", "x * a"), number("unused")],
  });
  const steps = stepsOf(model);
  expect(steps?.names).toEqual(["a", "x", "y"]);
  expect(steps?.list.map(({ slot, inputs, names }) => ({ slot, inputs, names }))).toEqual([
    { slot: 1, inputs: [0], names: [0, 1] },
    { slot: 2, inputs: [1, 0], names: [1, 0] },
  ]);
  expect(stepsOf(model)).toBe(steps as NonNullable<typeof steps>);
  expect(stepsOf(EMPTY_MODEL)).toBeUndefined();
});
