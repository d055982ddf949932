import { expect, test } from "bun:test";
import fc from "fast-check";
import { trimTail } from "../../src/kit/trimmed-tail.ts";

test.each([
  ["a==", "=", "a"],
  ["=a=b", "=", "=a=b"],
  ["===", "=", ""],
  ["", "=", ""],
  ["a\r\n\0", "\0\r\n", "a"],
])("%j without %j is %j", (text, signs, trimmed) => {
  expect(trimTail(text, signs)).toBe(trimmed);
});

test("does what the expression would", () => {
  const texts = fc.string({ unit: fc.constantFrom("=", "\0", "a"), maxLength: 30 });
  fc.assert(fc.property(texts, (text) => trimTail(text, "=\0") === text.replace(/[=\0]+$/, "")));
});
