import { expect, test } from "bun:test";
import * as v from "valibot";
import { type TrialValue, tryCalculation } from "../../../src/products/streams/trial.ts";
import { PropertySchema, ThingModelSchema } from "../../../src/spine/model.ts";

const part = (identifier: string, type: string, calculated?: object) => ({
  ...{ identifier, name: identifier, dataType: { type } },
  ...(calculated && { calculated }),
});
const model = v.parse(ThingModelSchema, {
  properties: [part("a", "double"), part("on", "bool"), part("n", "int"), part("x", "double")],
});

function attempt(formula: string, values: Record<string, TrialValue>, type = "double") {
  const property = v.parse(PropertySchema, part("x", type, { kind: "formula", formula }));
  const outcome = tryCalculation(model, property, { nowMs: 10_000, values: new Map(Object.entries(values)) });
  return { ...outcome, problems: outcome.problems.map(({ en }) => en) };
}

test("gives what the formula would for known values", () => {
  const a = { value: 3, ts: 5_000, previous: 1 };
  expect(attempt("a * 2", { a })).toEqual({
    problems: [],
    operands: [{ identifier: "a", known: a }],
    result: 6,
    fault: undefined,
  });
  expect(attempt("a - prev(a)", { a }).result).toBe(2);
  expect(attempt("prev(x) + a * dt()", { a, x: { value: 100, ts: 8_000 } }).result).toBe(106);
  expect(attempt("on ? a : 0", { a, on: { value: 1, ts: 1 } }).result).toBe(3);
  expect(attempt("a / 2", { a }, "int").result).toBe(2);
});

test("tells why there is nothing", () => {
  expect(attempt("a / n", { a: { value: 1, ts: 1 }, n: { value: 0, ts: 1 } })).toMatchObject({
    result: undefined,
    fault: "division_by_zero",
  });
  expect(attempt("a + n", { a: { value: 1, ts: 1 } })).toMatchObject({
    result: undefined,
    operands: [{ identifier: "a" }, { identifier: "n", known: undefined }],
  });
  expect(attempt("a +", {})).toMatchObject({
    problems: ["character 4: the formula ends too early"],
    operands: [],
  });
  expect(attempt("x + a", {}).problems).toHaveLength(1);
});

test("counters and integrals are only looked over", () => {
  const property = v.parse(
    PropertySchema,
    part("x", "double", { kind: "integral", source: "a", perS: 3_600 }),
  );
  const values = new Map([["a", { value: 5, ts: 1 }]]);
  expect(tryCalculation(model, property, { nowMs: 1, values })).toEqual({
    problems: [],
    operands: [{ identifier: "a", known: { value: 5, ts: 1 } }],
    result: undefined,
    fault: undefined,
  });
});
