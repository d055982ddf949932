import { expect, test } from "bun:test";
import * as v from "valibot";
import { CalculationSchema } from "../../src/spine/calculation.ts";

test("the three kinds, with what each may say", () => {
  for (const calculated of [
    { kind: "formula", formula: "a + b" },
    { kind: "counter", source: "pulses" },
    { kind: "counter", source: "pulses", rollover: 65_536, maxStep: 1_000, scale: 0.1 },
    { kind: "integral", source: "power", perS: 3_600 },
    { kind: "integral", source: "m:power", perS: 3_600, maxGapS: 600, scale: -1 },
  ])
    expect(v.parse(CalculationSchema, calculated)).toEqual(calculated as never);
});

test("what is no calculation", () => {
  for (const calculated of [
    { kind: "formula", formula: "" },
    { kind: "formula", formula: "a".repeat(2_001) },
    { kind: "counter", source: "pulses", rollover: 0 },
    { kind: "counter", source: "pulses", scale: 0 },
    { kind: "integral", source: "power" },
    { kind: "integral", source: "power", perS: -1 },
    { kind: "mean", source: "power" },
    { kind: "formula", formula: "a", source: "a" },
  ])
    expect(v.safeParse(CalculationSchema, calculated).success).toBe(false);
});
