import { expect, test } from "bun:test";
import { parseFormula } from "../../../src/kit/formula/syntax.ts";

test("each part knows which words it covers", () => {
  expect(parseFormula("a + 2 * -b")).toEqual({
    kind: "binary",
    sign: "+",
    left: { kind: "name", name: "a", isQuoted: false, position: 0, length: 1 },
    right: {
      kind: "binary",
      sign: "*",
      left: { kind: "constant", value: 2, position: 4, length: 1 },
      right: {
        kind: "unary",
        sign: "-",
        operand: { kind: "name", name: "b", isQuoted: false, position: 9, length: 1 },
        position: 8,
        length: 2,
      },
      position: 4,
      length: 6,
    },
    position: 0,
    length: 10,
  });
});
