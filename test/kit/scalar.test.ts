import { expect, test } from "bun:test";
import { entryOf, numberOf, textOf } from "../../src/kit/scalar.ts";

const OBJECTS: unknown[] = [{ toString: 1, valueOf: 1 }, [{ toString: 1 }], {}, [], [5], null, undefined];

test("text and number of what is one", () => {
  expect(["a", 1.5, 12n, true].map(textOf)).toEqual(["a", "1.5", "12", "true"]);
  expect(["7", 1.5, 12n, true, "", "x"].map(numberOf)).toEqual([7, 1.5, 12, 1, 0, Number.NaN]);
});

test("of anything else, none, and nothing is thrown", () => {
  expect(OBJECTS.map(textOf)).toEqual(OBJECTS.map(() => ""));
  expect(OBJECTS.map(numberOf)).toEqual(OBJECTS.map(() => Number.NaN));
});

test("a table has its own words alone", () => {
  const table = { a: 1, 2: 3 };
  expect(["a", 2, "constructor", "__proto__", {}].map((word) => entryOf(table, word))).toEqual([
    1,
    3,
    undefined,
    undefined,
    undefined,
  ]);
});
