import { expect, test } from "bun:test";
import { Compiler } from "../../../src/kit/formula/compile.ts";
import { parseFormula } from "../../../src/kit/formula/syntax.ts";

test("a name has one slot, however often it is read", () => {
  const compiler = new Compiler(() => "number");
  const { type, run } = compiler.compile(parseFormula("a * a + prev(a) * b"));
  expect({ type, names: compiler.names }).toEqual({ type: "number", names: ["a", "b"] });
  const scope = { values: [3, 10], previous: [2], dtS: undefined, fault: undefined };
  expect(run(scope)).toBe(29);
});

test("a property named pi comes before the number", () => {
  const known = new Compiler((name) => (name === "pi" ? "number" : undefined));
  known.compile(parseFormula("pi"));
  expect(known.names).toEqual(["pi"]);
  const unknown = new Compiler(() => undefined);
  unknown.compile(parseFormula("pi"));
  expect(unknown.names).toEqual([]);
});
