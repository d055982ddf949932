import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { FormulaFault, FormulaScope, FormulaValue } from "../../../src/kit/formula/compile.ts";
import { readFormula } from "../../../src/kit/formula/formula.ts";
import type { FormulaType } from "../../../src/kit/formula/functions.ts";
import type { FormulaProblem } from "../../../src/kit/formula/problem.ts";

type Values = Readonly<Record<string, FormulaValue | undefined>>;

const TYPES: Readonly<Record<string, FormulaType | "composite">> = {
  a: "number",
  b: "number",
  x: "number",
  on: "boolean",
  off: "boolean",
  mode: "text",
  "line:speed": "number",
  "3phase": "number",
  gps: "composite",
};

interface Outcome {
  readonly problem?: FormulaProblem;
  readonly value?: FormulaValue | undefined;
  readonly fault?: FormulaFault | undefined;
}

function run(text: string, values: Values, past: { previous?: Values; dtS?: number } = {}): Outcome {
  const read = readFormula(text, (name) => (Object.hasOwn(TYPES, name) ? TYPES[name] : undefined));
  if (!read.ok) return { problem: read.error };
  const { names } = read.value;
  const scope: FormulaScope = {
    values: names.map((name) => values[name]),
    previous: names.map((name) => past.previous?.[name]),
    dtS: past.dtS,
    fault: undefined,
  };
  const value = read.value.run(scope);
  return scope.fault === undefined ? { value } : { value, fault: scope.fault };
}

const NUMBERS = { a: 7, b: 2, x: -3, on: true, off: false, mode: "AUTO", "line:speed": 12, "3phase": 380 };

describe("a formula", () => {
  test.each([
    ["a + b * 3", 13],
    ["(a + b) * 3", 27],
    ["a - b - 1", 4],
    ["a / b", 3.5],
    ["a % b", 1],
    ["b ^ 3 ^ 2", 512],
    ["-b ^ 2", -4],
    ["b ^ -1", 0.5],
    ["- -a", 7],
    ["a * -b", -14],
    ["x*0.1+5", 4.7],
    ["1e3 + .5 + 0xff + a - a", 1255.5],
    ['"line:speed" * 2', 24],
    ['"3phase" / 10', 38],
    ["a > b", true],
    ["a <= b or on", true],
    ["a = 7 and mode == 'AUTO'", true],
    ["a <> 7", false],
    ["not on or a != 7", false],
    ["!(on && off)", true],
    ["a > 5 ? a > 6 ? 3 : 2 : 1", 3],
    ["if(on, a, b)", 7],
    ["on ? 'run' : mode", "run"],
    ["min(a, b, x)", -3],
    ["max(a, b, x)", 7],
    ["avg(a, b)", 4.5],
    ["clamp(x, 0, 10)", 0],
    ["abs(x) + sign(x)", 2],
    ["round(a / 3, 2)", 2.33],
    ["round(1.005 + a - a, 2)", 1],
    ["round(a * 0 + 1.005, 2)", 1.01],
    ["round(-2.5 + 0 * a)", -3],
    ["floor(a / b) + ceil(a / b) + trunc(-a / b)", 4],
    ["sqrt(a + b)", 3],
    ["ln(exp(b))", 2],
    ["log10(1000 + a * 0)", 3],
    ["round(sin(pi / 2 + a * 0) + cos(a * 0) + tan(0 * a), 6)", 2],
    ["round(asin(0 * a) + acos(1 + 0 * a) + atan(0 * a) + atan2(0 * a, 1), 6)", 0],
    ["bit(a, 0) and bit(a, 2) and not bit(a, 3)", true],
    ["bitand(a, 0x6)", 6],
    ["coalesce(a, b)", 7],
    ["has(a) and a > 0", true],
    ["（a ＋ b） × 2", 18],
    ["max（a，b） ÷ 7", 1],
  ] as const)("%s is %p", (text, value) => {
    expect(run(text, NUMBERS)).toEqual({ value });
  });

  test("has no value where an operand has none, unless the rest decides", () => {
    expect(run("a + b", { a: 1 })).toEqual({ value: undefined });
    expect(run("a > 0 and on", { on: false })).toEqual({ value: false });
    expect(run("on and a > 0", { on: true })).toEqual({ value: undefined });
    expect(run("a > 0 or on", { on: true })).toEqual({ value: true });
    expect(run("on ? a : b", { on: true, a: 1 })).toEqual({ value: 1 });
    expect(run("on ? a : b", { a: 1, b: 2 })).toEqual({ value: undefined });
    expect(run("coalesce(a, b, 0)", {})).toEqual({ value: 0 });
    expect(run("has(a) ? a : -1", {})).toEqual({ value: -1 });
    expect(run("max(a, b)", { a: 1 })).toEqual({ value: undefined });
  });

  test("says why there is no value where all operands have one", () => {
    expect(run("a / b", { a: 1, b: 0 })).toEqual({ value: undefined, fault: "division_by_zero" });
    expect(run("a % b", { a: 1, b: 0 })).toEqual({ value: undefined, fault: "division_by_zero" });
    expect(run("sqrt(a)", { a: -1 })).toEqual({ value: undefined, fault: "not_defined" });
    expect(run("ln(a)", { a: 0 })).toEqual({ value: undefined, fault: "not_defined" });
    expect(run("exp(a)", { a: 1e6 })).toEqual({ value: undefined, fault: "not_defined" });
    expect(run("a ^ 0.5", { a: -1 })).toEqual({ value: undefined, fault: "not_defined" });
    expect(run("bit(a, 0)", { a: 1.5 })).toEqual({ value: undefined, fault: "not_defined" });
    expect(run("b == 0 ? 0 : a / b", { a: 1, b: 0 })).toEqual({ value: 0 });
  });

  test("looks back by prev and dt", () => {
    const past = { previous: { a: 4, on: false }, dtS: 3 };
    expect(run("(a - prev(a)) / dt()", { a: 10 }, past)).toEqual({ value: 2 });
    expect(run("on and not prev(on)", { on: true }, past)).toEqual({ value: true });
    expect(run("a - prev(a)", { a: 10 })).toEqual({ value: undefined });
    expect(run("coalesce(dt(), 0) + a", { a: 1 })).toEqual({ value: 1 });
  });

  test.each([
    ["", "empty", 0, 0],
    ["a +", "unexpected_end", 3, 0],
    ["a b", "unexpected", 2, 1],
    ["a + * b", "unexpected", 4, 1],
    ["(a", "unexpected_end", 2, 0],
    ["a)", "unexpected", 1, 1],
    ["a ? b", "unexpected_end", 5, 0],
    ["a < b < x", "wrong_type", 0, 5],
    ["a $ b", "bad_character", 2, 1],
    ["a + 12abc", "bad_number", 4, 5],
    ["a + 1.2.3", "bad_number", 4, 5],
    ["a + 1e999", "bad_number", 4, 5],
    ["'auto", "open_quote", 0, 5],
    ["a + speed", "unknown_name", 4, 5],
    ["gps + 1", "not_a_value", 0, 3],
    ["a + foo(b)", "unknown_function", 4, 3],
    ["clamp(a, b)", "argument_count", 0, 5],
    ["dt(a)", "argument_count", 0, 2],
    ["prev(a + 1)", "argument_name", 5, 5],
    ["a + on", "wrong_type", 4, 2],
    ["on ? a : on", "mixed_types", 9, 2],
    ["mode == 1", "mixed_types", 8, 1],
    ["mode > 'a'", "wrong_type", 0, 4],
    ["coalesce(a, on)", "mixed_types", 12, 2],
    ["1 + 2", "no_name", 0, 5],
    ["dt()", "no_name", 0, 4],
    ["a and and on", "unexpected", 6, 3],
  ] as const)("%s is refused: %s", (text, code, position, length) => {
    expect(run(text, NUMBERS)).toMatchObject({ problem: { code, position, length } });
  });

  test("is bounded in length and depth", () => {
    const deep = `${"(".repeat(60)}a${")".repeat(60)}`;
    expect(run(deep, NUMBERS)).toMatchObject({ problem: { code: "too_deep" } });
    expect(run(`${"-".repeat(1_000)}a`, NUMBERS)).toMatchObject({ problem: { code: "too_deep" } });
    expect(run(`${"a ^ ".repeat(400)}a`, NUMBERS)).toMatchObject({ problem: { code: "too_deep" } });
    expect(run(`${"(".repeat(20)}a${")".repeat(20)}`, NUMBERS)).toEqual({ value: 7 });
    expect(run(`a${" + a".repeat(400)}`, { a: 1 })).toEqual({ value: 401 });
    expect(run(`a${" + a".repeat(600)}`, NUMBERS)).toMatchObject({ problem: { code: "too_long" } });
  });

  test("reaches nothing but its names, whatever is written", () => {
    for (const word of ["constructor", "__proto__", "toString", "globalThis", "process"]) {
      expect(run(`${word} + a`, NUMBERS)).toMatchObject({ problem: { code: "unknown_name" } });
      expect(run(`${word}(a)`, NUMBERS)).toMatchObject({ problem: { code: "unknown_function" } });
    }
    expect(readFormula("constructor", (name) => (name === "constructor" ? "number" : undefined)).ok).toBe(
      true,
    );
  });

  test("tells what it reads", () => {
    const read = readFormula("a + prev(b) + (has(x) ? 1 : 0)", (name) => TYPES[name]);
    if (!read.ok) throw new Error("it is a formula");
    const { type, names, direct, isStateful } = read.value;
    expect({ type, names, direct, isStateful }).toEqual({
      type: "number",
      names: ["a", "b", "x"],
      direct: new Set(["a", "x"]),
      isStateful: true,
    });
  });

  test("never throws and never gives what is not finite, for any text", () => {
    const word = fc.constantFrom(
      ...["a", "b", "on", "mode", "1", "0", "2.5", "(", ")", "+", "-", "*", "/", "^", "%", "?", ":", ","],
      ...["and", "not", "min(", "if(", "prev(", "dt()", "'t'", '"line:speed"', "==", "<", "!", "sqrt("],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        const result = run(words.join(" "), NUMBERS, { previous: NUMBERS, dtS: 1 });
        const value = "value" in result ? result.value : undefined;
        expect(typeof value === "number" ? Number.isFinite(value) : true).toBe(true);
      }),
      { numRuns: 2_000, seed: 5 },
    );
  });

  test("calculates as its tree says", () => {
    type Tree = { text: string; value: number };
    const leaf: fc.Arbitrary<Tree> = fc.integer({ min: 0, max: 99 }).map((n) => ({ text: `${n}`, value: n }));
    const tree = fc.letrec<{ node: Tree }>((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.tuple(fc.constantFrom("+", "-", "*"), tie("node"), tie("node")).map(([sign, left, right]) => ({
          text: `(${left.text} ${sign} ${right.text})`,
          value:
            sign === "+"
              ? left.value + right.value
              : sign === "-"
                ? left.value - right.value
                : left.value * right.value,
        })),
      ),
    })).node;
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        const result = run(`${text} + a`, { a: 0 });
        if ("value" in result) expect(result.value).toBe(value + 0);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
