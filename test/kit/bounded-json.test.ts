import { expect, test } from "bun:test";
import fc from "fast-check";
import { isDeep, JSON_DEPTH, parseJson } from "../../src/kit/bounded-json.ts";

const nested = (depth: number, inner = "") => "[".repeat(depth) + inner + "]".repeat(depth);

test("reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
  expect(parseJson("[1,2]", (_key, value) => (value === 1 ? "one" : value))).toEqual(["one", 2]);
  for (const text of ["", "{", '"', '"\\', `"${"x".repeat(300)}`])
    expect(() => parseJson(text)).toThrow(SyntaxError);
});

test("ends where the nesting becomes too deep", () => {
  const tooDeep = "it is nested more than 64 levels deep";
  expect(parseJson(nested(JSON_DEPTH, "1"))).toBeArray();
  for (const text of [
    nested(JSON_DEPTH + 1),
    nested(100_000),
    "[".repeat(100_000),
    '{"a":'.repeat(50_000),
    `["]]]]\\"]]]]",${nested(JSON_DEPTH)}]`,
  ])
    expect(() => parseJson(text)).toThrow(tooDeep);
});

test("brackets within texts and beside one another are no nesting", () => {
  const texts = ["[".repeat(200), `"${"{".repeat(200)}`, "\\", '\\"['];
  expect(parseJson(JSON.stringify(texts))).toEqual(texts);
  const wide = Array.from({ length: 200 }, () => [{}]);
  expect(parseJson(JSON.stringify(wide))).toEqual(wide);
});

test("a value that holds itself has no end", () => {
  const ring: unknown[] = [];
  ring.push(ring, ring);
  expect(isDeep(ring)).toBe(true);
  expect(isDeep({ a: { b: ring } })).toBe(true);
  expect(isDeep(JSON.parse(nested(JSON_DEPTH)))).toBe(false);
  expect(isDeep(JSON.parse(nested(JSON_DEPTH + 1)))).toBe(true);
  const twice = { a: 1 };
  expect(isDeep([twice, twice, null, "x"])).toBe(false);
});
