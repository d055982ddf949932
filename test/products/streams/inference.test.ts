import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { inferStream, toIdentifier } from "../../../src/products/streams/inference.ts";
import { DataTypeSchema } from "../../../src/spine/model.ts";
import type { Value } from "../../../src/spine/point.ts";

const infer = (values: readonly Value[], key = "k") => inferStream({ key, devices: 1, values, lastTs: 5 });
const many = (...values: Value[]) => Array.from({ length: 30 }, (_, i) => values[i % values.length] as Value);

describe("the type of a stream", () => {
  test.each([
    ["switches", [true, false], { type: "bool" }],
    ["whole numbers", [3, 120, 88], { type: "int", min: 0, max: 180 }],
    ["numbers below zero too", [-20, 60], { type: "int", min: -60, max: 100 }],
    ["short decimals", [20.5, 21.25], { type: "float", min: 18, max: 24 }],
    ["long decimals", [1.234567890123, 2], { type: "double", min: 0.85, max: 2.4 }],
    ["a single value", [220], { type: "int", min: 190, max: 250 }],
    ["nothing but zero", [0, 0], { type: "int", min: 0, max: 1 }],
    ["numbers beyond 32 bits", [5_000_000_000], { type: "long" }],
    ["numbers beyond 2^53", [9_007_199_254_740_993n], { type: "long" }],
    ["times", [1_700_000_000_000], { type: "date" }],
    ["text", ["AUTO", "MANUAL"], { type: "text", length: 64 }],
    ["long text", ["x".repeat(300)], { type: "text", length: 1_024 }],
    ["lists", [[1, 2], [3]], { type: "array", size: 4, item: { type: "int" } }],
    ["lists of mixed things", [[1, "a"]], null],
    [
      "objects",
      [{ lat: 31.2, ok: true }, { lat: 31 }],
      {
        type: "struct",
        fields: [
          { identifier: "lat", name: "lat", dataType: { type: "double" } },
          { identifier: "ok", name: "ok", dataType: { type: "bool" } },
        ],
      },
    ],
    ["objects within objects", [{ a: { b: 1 } }], null],
    ["nothing", [], null],
  ] as const)("%s", (_, values, dataType) => {
    expect(infer(values as readonly Value[]).dataType).toEqual(dataType as never);
  });

  test("what else fits is offered", () => {
    expect(infer(many(0, 1)).alternatives.map(({ type }) => type)).toEqual(["bool", "float"]);
    expect(infer(many(1, 4, 7)).alternatives[0]).toEqual({
      type: "enum",
      items: { "1": "1", "4": "4", "7": "7" },
    });
    expect(infer([1, 4, 7]).alternatives.map(({ type }) => type)).toEqual(["float"]);
  });

  test("is that of most values, and the others are told", () => {
    expect(infer([1, 2, "n/a", 3, true])).toEqual({
      key: "k",
      identifier: "k",
      name: "K",
      dataType: { type: "int", min: 0, max: 4 },
      alternatives: [{ type: "float", min: 0, max: 4 }],
      samples: 5,
      devices: 1,
      min: 1,
      max: 3,
      distinct: null,
      conflicts: [
        { kind: "number", count: 3 },
        { kind: "text", count: 1 },
        { kind: "boolean", count: 1 },
      ],
      examples: [1, 2, "n/a", 3, true],
      lastTs: 5,
    });
  });

  test("is one that the thing model takes, and holds all that was seen", () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), (values) => {
        const { dataType } = infer(values);
        expect(v.safeParse(DataTypeSchema, dataType).success).toBe(true);
        if (dataType?.type !== "int" && dataType?.type !== "float" && dataType?.type !== "double") return;
        const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = dataType;
        expect(values.every((one) => one >= min && one <= max)).toBe(true);
      }),
      { numRuns: 500, seed: 9 },
    );
  });
});

test("a key names the property, or something near it does", () => {
  expect(["temp", "m1:temp", "node/temp", "温度", "__", "a".repeat(60)].map(toIdentifier)).toEqual([
    "temp",
    "m1:temp",
    "node_temp",
    "stream",
    "__",
    "a".repeat(50),
  ]);
  expect(["motor_temp", "motorTemp", "motor/temp", "温度"].map((key) => infer([1], key).name)).toEqual([
    "Motor temp",
    "Motor Temp",
    "Motor temp",
    "温度",
  ]);
});
