import { expect, test } from "bun:test";
import { fitResult, toFormulaValue, worseOf } from "../../../src/ingest/calculation/result.ts";
import type { DataType, Property } from "../../../src/spine/model.ts";

const property = (dataType: DataType): Property => ({
  identifier: "p",
  name: "P",
  accessMode: "r",
  required: false,
  dataType,
});

test("values as formulas see them", () => {
  expect(toFormulaValue(1, { type: "bool" })).toBe(true);
  expect(toFormulaValue(false, { type: "bool" })).toBe(false);
  expect(toFormulaValue("on", { type: "bool" })).toBeUndefined();
  expect(toFormulaValue(12n, { type: "long" })).toBe(12);
  expect(toFormulaValue("12", { type: "int" })).toBeUndefined();
  expect(toFormulaValue("a", { type: "text" })).toBe("a");
  expect(toFormulaValue([1], { type: "array", size: 1, item: { type: "int" } })).toBeUndefined();
});

test("a whole type rounds, and -0 is 0", () => {
  const as = { quality: 0, validation: "strict" } as const;
  expect(fitResult(2.5, property({ type: "int" }), as)).toEqual({ value: 3, quality: 0, failure: undefined });
  expect(Object.is(fitResult(-0, property({ type: "double" }), as).value, 0)).toBe(true);
});

test("what is out of range is refused, marked or stored, as the product says", () => {
  const type = property({ type: "float", min: 0, max: 100 });
  const why = { code: "property_range", params: { property: "p", received: 101, min: 0, max: 100 } } as const;
  const fit = (validation: "off" | "warn" | "strict") => fitResult(101, type, { quality: 0, validation });
  expect(fit("strict")).toEqual({ value: undefined, quality: 0, failure: why });
  expect(fit("warn")).toEqual({ value: 101, quality: 2, failure: why });
  expect(fit("off")).toEqual({ value: 101, quality: 0, failure: undefined });
});

test("enums, texts and long bounds", () => {
  const as = { quality: 0, validation: "warn" } as const;
  expect(fitResult(2, property({ type: "enum", items: { "1": "on" } }), as).quality).toBe(2);
  expect(fitResult(1, property({ type: "enum", items: { "1": "on" } }), as).quality).toBe(0);
  expect(fitResult("abc", property({ type: "text", length: 2 }), as).quality).toBe(2);
  expect(fitResult(5, property({ type: "long", max: "4" }), as).quality).toBe(2);
  expect(fitResult(3e9, property({ type: "int" }), as).quality).toBe(2);
});

test("the worse quality wins", () => {
  expect([worseOf(0, 0), worseOf(0, 2), worseOf(2, 1), worseOf(3, 0), worseOf(1, 4)]).toEqual([
    0, 2, 2, 3, 1,
  ]);
});
