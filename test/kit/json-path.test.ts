import { expect, test } from "bun:test";
import fc from "fast-check";
import { followJsonPath, parseJsonPath } from "../../src/kit/json-path.ts";

const BODY = {
  a: { b: [1, { c: "x" }] },
  "switch:0": { apower: 12.5 },
  "x.y": 7,
  list: [{ name: { toString: 1 } }, { name: "temp", value: 21 }, { name: "rpm", value: 1450 }],
};

function follow(path: string): unknown {
  const parsed = parseJsonPath(path);
  return parsed === undefined ? "no path" : followJsonPath(BODY, parsed);
}

test.each([
  ["", BODY],
  ["$", BODY],
  ["a.b[0]", 1],
  ["$.a.b[1].c", "x"],
  ["switch:0.apower", 12.5],
  ['["x.y"]', 7],
  ['$["x.y"]', 7],
  ["list[name=rpm].value", 1450],
  ["list[name=none].value", undefined],
  ["a.b[9]", undefined],
  ["a.b.c", undefined],
  ["constructor.name", undefined],
  ["a.__proto__", undefined],
])("%s", (path, value) => {
  expect(follow(path)).toEqual(value as never);
});

test.each([".a", "a.", "a..b", "a[", "a[x]", "a[0]b", "[?(@.x)]", "a".repeat(201), `${"a.".repeat(17)}a`])(
  "%s is no path",
  (path) => {
    expect(parseJsonPath(path)).toBeUndefined();
  },
);

test("any text is a path or none, and any path can be followed", () => {
  const words = ["a", "list", "name", "toString", "__proto__", "constructor"];
  const word = fc.constantFrom(...words);
  const written = fc
    .array(
      fc.oneof(
        word.map((key) => `.${key}`),
        word.map((key) => `[${key}=1]`),
        fc.constant("[0]"),
      ),
    )
    .map((parts) => `$${parts.join("")}`);
  const part = fc.jsonValue({ maxDepth: 1 });
  const list = fc.array(fc.dictionary(word, part), { maxLength: 3 });
  const twisted = fc.oneof(part, list, fc.dictionary(word, fc.oneof(list, fc.dictionary(word, list))));
  fc.assert(
    fc.property(fc.oneof(fc.string(), written), twisted, (text, value) => {
      const path = parseJsonPath(text);
      if (path) followJsonPath(value, path);
    }),
  );
});
