import { expect, test } from "bun:test";
import fc from "fast-check";
import { PatternError, parseNamePattern } from "../../src/kit/name-pattern.ts";

function expand(text: string): string[] {
  const pattern = parseNamePattern(text);
  return Array.from({ length: pattern.count }, (_, index) => pattern.nth(index));
}

test("ranges, padded ranges, steps, downwards, and lists", () => {
  expect(expand("L{1..2}-P{08..10}")).toEqual(["L1-P08", "L1-P09", "L1-P10", "L2-P08", "L2-P09", "L2-P10"]);
  expect(expand("{3..1}")).toEqual(["3", "2", "1"]);
  expect(expand("{0..10..5}")).toEqual(["0", "5", "10"]);
  expect(expand("{a, b,c}x")).toEqual(["ax", "bx", "cx"]);
  expect(expand("{001..2}")).toEqual(["001", "002"]);
  expect(expand("plain")).toEqual(["plain"]);
});

test("what cannot be read is told with its place", () => {
  const places = [
    ["a{1..2", 2],
    ["a}b", 2],
    ["{}", 1],
    ["{x}", 1],
    ["{1..}", 1],
    ["{1..5..0}", 1],
    ["{a,{b}", 1],
  ] as const;
  for (const [text, at] of places) expect(() => parseNamePattern(text)).toThrow(new PatternError(at));
});

test("a count beyond all names is told without making them", () => {
  expect(parseNamePattern("{0..999999}{0..999999}{0..999999}").count).toBe(1e18);
});

test("names of ranges are distinct and as many as told", () => {
  const range = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }));
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 2 }), (ranges) => {
      const text = ranges.map(([from, to]) => `{${from}..${to}}`).join("-");
      const names = expand(text);
      expect(new Set(names).size).toBe(names.length);
      expect(names.length).toBe(
        ranges.reduce((product, [from, to]) => product * (Math.abs(to - from) + 1), 1),
      );
    }),
    { numRuns: 100, seed: 3 },
  );
});
