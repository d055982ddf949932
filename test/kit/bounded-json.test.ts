import { expect, test } from "bun:test";
import fc from "fast-check";
import { isDeep, JSON_DEPTH, parseJson, requireShallow } from "../../src/kit/bounded-json.ts";

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

test("the depth is that of a reader of every letter, whatever stands in the texts", () => {
  const parts = fc.constantFrom(
    "[",
    "]",
    "{",
    "}",
    '"',
    "\\",
    '\\"',
    "\\\\",
    "a",
    '"[[["',
    '"\\""',
    "[[[[[[[[[[[[",
  );
  const depthOf = (text: string) => {
    let [depth, most, isText] = [0, 0, false];
    for (let at = 0; at < text.length; at++) {
      const letter = text[at] ?? "";
      if (isText && letter === "\\") at++;
      else if (letter === '"') isText = !isText;
      else if (!isText && "[{".includes(letter)) most = Math.max(most, ++depth);
      else if (!isText && "]}".includes(letter)) depth--;
    }
    return most;
  };
  fc.assert(
    fc.property(fc.array(parts, { minLength: 60, maxLength: 200 }), (list) => {
      const text = `${list.join("")}${" ".repeat(2 * JSON_DEPTH)}`;
      const isShallow = () => requireShallow(text);
      if (depthOf(text) > JSON_DEPTH) expect(isShallow).toThrow(SyntaxError);
      else expect(isShallow).not.toThrow();
    }),
    { numRuns: 300 },
  );
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
