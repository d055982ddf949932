import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { checkOf, explainMismatch, makeCheck, preview, toValue } from "../../src/codec/check.ts";
import { type DataType, ThingModelSchema } from "../../src/spine/model.ts";
import type { Value } from "../../src/spine/point.ts";

const pointType: DataType = {
  type: "struct",
  fields: [{ identifier: "x", name: "X", dataType: { type: "int" } }],
};

const accepted: [DataType, unknown, Value][] = [
  [{ type: "int" }, -2_147_483_648, -2_147_483_648],
  [{ type: "int", min: 0, max: 5 }, 5, 5],
  [{ type: "float" }, 1, 1],
  [{ type: "double", min: -1 }, -1, -1],
  [{ type: "long" }, 9_007_199_254_740_993n, 9_007_199_254_740_993n],
  [{ type: "long" }, "9223372036854775807", 9_223_372_036_854_775_807n],
  [{ type: "long" }, 12, 12],
  [{ type: "text", length: 6 }, "温度", "温度"],
  [{ type: "date" }, "1524448722000", 1_524_448_722_000],
  [{ type: "date" }, 1_524_448_722_000, 1_524_448_722_000],
  [{ type: "bool" }, 1, true],
  [{ type: "bool" }, false, false],
  [{ type: "enum", items: { "0": "off", "-1": "fault" } }, -1, -1],
  [pointType, { x: 3 }, { x: 3 }],
  [{ type: "array", size: 2, item: { type: "float" } }, [1, 2.5], [1, 2.5]],
  [{ type: "array", size: 2, item: pointType } as DataType, [{ x: 1 }], [{ x: 1 }]],
];

const refused: [DataType, unknown, string][] = [
  [{ type: "int" }, 2_147_483_648, "property_range"],
  [{ type: "int" }, 1.5, "property_type"],
  [{ type: "int" }, "1", "property_type"],
  [{ type: "int", min: 0, max: 5 }, 6, "property_range"],
  [{ type: "float", max: 10 }, 10.1, "property_range"],
  [{ type: "float" }, null, "property_type"],
  [{ type: "long", max: "10" }, 11, "property_range"],
  [{ type: "long" }, "12x", "property_type"],
  [{ type: "text", length: 5 }, "温度", "property_length"],
  [{ type: "text" }, 5, "property_type"],
  [{ type: "date" }, "yesterday", "property_type"],
  [{ type: "bool" }, 2, "property_type"],
  [{ type: "bool" }, "1", "property_type"],
  [{ type: "enum", items: { "0": "off" } }, 1, "property_type"],
  [pointType, { x: 1.5 }, "property_type"],
  [pointType, { y: 1 }, "property_type"],
  [pointType, [1], "property_type"],
  [{ type: "array", size: 1, item: { type: "int" } }, [1, 2], "property_length"],
  [{ type: "array", size: 3, item: { type: "int" } }, [1, "2"], "property_type"],
];

describe("values", () => {
  test.each(accepted)("%j takes %p", (type, sent, stored) => {
    expect(makeCheck(type)(sent)).toEqual(stored);
  });

  test.each(refused)("%j refuses %p", (type, sent, code) => {
    expect(makeCheck(type)(sent)).toBeUndefined();
    expect(explainMismatch("p", type, sent).code as string).toBe(code);
  });
});

test("a model is compiled once, and knows whether it has 64-bit integers", () => {
  const plainModel = v.parse(ThingModelSchema, {
    properties: [{ identifier: "a", name: "A", required: true, dataType: { type: "int" } }],
  });
  const longModel = v.parse(ThingModelSchema, {
    properties: [{ identifier: "a", name: "A", dataType: { type: "long" } }],
  });
  expect(checkOf(plainModel)).toBe(checkOf(plainModel));
  expect(checkOf(plainModel)).toMatchObject({ required: ["a"], hasLong: false });
  expect(checkOf(longModel).hasLong).toBe(true);
});

test("what can be stored without a model", () => {
  expect(toValue({ a: [1, "x", true, { b: 2n }] })).toEqual({ a: [1, "x", true, { b: 2n }] });
  expect(toValue(null)).toBeUndefined();
  expect(toValue({ a: [null] })).toBeUndefined();
  expect(toValue(undefined)).toBeUndefined();
  expect(toValue(JSON.parse("1e999"))).toBeUndefined();
  expect(toValue(JSON.parse("[-1e999]"))).toBeUndefined();
});

test("previews are short", () => {
  expect(preview("x".repeat(100))).toHaveLength(64);
  expect(preview(12n)).toBe("12");
});

test("64-bit integers are shown wherever they are", () => {
  expect([preview(9007199254740993n), preview({ a: [9007199254740993n] }), preview(undefined)]).toEqual([
    "9007199254740993",
    '{"a":[9007199254740993]}',
    "undefined",
  ]);
});
