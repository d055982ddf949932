import { expect, test } from "bun:test";
import { cutFormula } from "../../../src/kit/formula/tokens.ts";

test("words keep their places, with quotes and wide signs", () => {
  expect(
    cutFormula(`"m:x"＞=1.5 && 'a b'`).map(({ kind, text, position, length }) => [
      kind,
      text,
      position,
      length,
    ]),
  ).toEqual([
    ["name", "m:x", 0, 5],
    ["sign", ">=", 5, 2],
    ["number", "1.5", 7, 3],
    ["sign", "&&", 11, 2],
    ["text", "a b", 14, 5],
    ["end", "", 19, 0],
  ]);
});
