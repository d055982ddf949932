import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { formulaTypeOf, planCalculations } from "../../src/spine/calculation-plan.ts";
import { type ThingModel, ThingModelSchema } from "../../src/spine/model.ts";

type Part = { type?: string; calculated?: unknown; accessMode?: string };

function modelOf(properties: Record<string, Part>): ThingModel {
  return v.parse(ThingModelSchema, {
    properties: Object.entries(properties).map(([identifier, { type = "double", ...rest }]) => ({
      identifier,
      name: identifier,
      dataType: type === "gps" ? GPS : { type },
      ...rest,
    })),
  });
}

const GPS = { type: "struct", fields: [{ identifier: "lat", name: "lat", dataType: { type: "double" } }] };
const formula = (text: string) => ({ calculated: { kind: "formula", formula: text } });
const counter = (source: string, more = {}) => ({ calculated: { kind: "counter", source, ...more } });
const integral = (source: string) => ({ calculated: { kind: "integral", source, perS: 3_600 } });

function problemsOf(properties: Record<string, Part>) {
  return planCalculations(modelOf(properties)).problems.map(({ identifier, field, en }) => [
    identifier,
    field,
    en,
  ]);
}

describe("calculated properties of a model", () => {
  test("come in the order in which they can be calculated, whatever the model's", () => {
    const model = modelOf({
      cost: formula("energy * 0.8"),
      apparent: formula("sqrt(power ^ 2 + reactive ^ 2)"),
      energy: integral("power"),
      power: formula("u * i / 1000"),
      u: {},
      i: {},
      reactive: {},
      total: { type: "int", ...counter("pulses") },
      pulses: { type: "int" },
    });
    const { calculations, problems } = planCalculations(model);
    expect(problems).toEqual([]);
    expect(calculations.map(({ property, inputs }) => [property.identifier, inputs])).toEqual([
      ["power", ["u", "i"]],
      ["total", ["pulses"]],
      ["apparent", ["power", "reactive"]],
      ["energy", ["power"]],
      ["cost", ["energy"]],
    ]);
    expect(planCalculations(model)).toBe(planCalculations(model));
  });

  test("cost a model without any nothing but a look-up", () => {
    const model = modelOf({ a: {} });
    expect(planCalculations(model)).toEqual({ calculations: [], problems: [] });
  });

  test("may look back at themselves, but not be calculated from themselves", () => {
    expect(problemsOf({ a: {}, sum: formula("coalesce(prev(sum), 0) + a") })).toEqual([]);
    const circular =
      "it is calculated from itself, directly or through others (only prev() of itself is allowed)";
    expect(problemsOf({ a: {}, b: formula("a + b") })).toEqual([["b", "calculated.formula", circular]]);
    expect(
      problemsOf({ a: {}, x: formula("a + y"), y: formula("z * 2"), z: formula("x"), fine: formula("a") }),
    ).toEqual([
      ["x", "calculated.formula", circular],
      ["y", "calculated.formula", circular],
      ["z", "calculated.formula", circular],
    ]);
    expect(problemsOf({ a: {}, x: formula("a + prev(y)"), y: counter("x") })).toEqual([
      ["x", "calculated.formula", circular],
      ["y", "calculated.source", circular],
    ]);
    expect(problemsOf({ n: counter("n") })).toEqual([["n", "calculated.source", circular]]);
  });

  test("name what there is, of types that fit", () => {
    expect(
      problemsOf({
        a: {},
        on: { type: "bool" },
        mode: { type: "text" },
        place: { type: "gps" },
        w: { accessMode: "rw", ...formula("a") },
        unknown: formula("a + speed"),
        self: formula("prev(self) + 1"),
        composite: formula("place + 1"),
        truth: { type: "bool", ...formula("a") },
        text: { type: "double", ...formula("mode") },
        none: counter("speed"),
        switched: counter("on"),
        hours: integral("on"),
        whole: { type: "int", ...integral("a") },
        scaled: { type: "int", ...counter("raw", { scale: 0.5 }) },
        raw: { type: "long" },
      }),
    ).toEqual([
      ["w", "accessMode", "a calculated property is read-only"],
      ["unknown", "calculated.formula", "character 5: there is no property speed"],
      [
        "self",
        "calculated.formula",
        "character 1: the formula names no property, so nothing would ever make it calculate",
      ],
      [
        "composite",
        "calculated.formula",
        "character 1: property place is a struct or an array, with which a formula cannot calculate",
      ],
      ["truth", "dataType", "the formula gives a number, which is no bool"],
      ["text", "dataType", "the formula gives a text, which is no double"],
      ["none", "calculated.source", "there is no property speed"],
      ["switched", "calculated.source", "property on is no number"],
      ["whole", "dataType", "must be float or double (int or long only for the count of a whole counter)"],
      ["scaled", "dataType", "must be float or double (int or long only for the count of a whole counter)"],
    ]);
  });

  test("tell their problems in Chinese too", () => {
    const [problem] = planCalculations(modelOf({ a: {}, b: formula("a +") })).problems;
    expect(problem).toEqual({
      index: 1,
      identifier: "b",
      field: "calculated.formula",
      en: "character 4: the formula ends too early",
      zh: "第 4 个字符：公式不完整",
      formula: { code: "unexpected_end", position: 3, length: 0, params: {} },
    });
  });
});

test("formulas see dates and enums as numbers", () => {
  expect(formulaTypeOf({ type: "date" })).toBe("number");
  expect(formulaTypeOf({ type: "enum", items: { "0": "off" } })).toBe("number");
});
