import { expect, test } from "bun:test";
import { bitOf, NUMBER_FUNCTIONS, OTHER_FUNCTIONS } from "../../../src/kit/formula/functions.ts";

test("every function has a name of its own, a usage that begins with it, and words in both languages", () => {
  const all = [...NUMBER_FUNCTIONS, ...OTHER_FUNCTIONS];
  expect(new Set(all.map((one) => one.name)).size).toBe(all.length);
  for (const { name, usage, en, zh } of all) {
    expect(usage.startsWith(`${name}(`)).toBe(true);
    expect(en).not.toBe("");
    expect(zh).toMatch(/\p{Script=Han}/u);
  }
});

test("bits of whole numbers, also negative ones and beyond 32", () => {
  expect([bitOf(5, 0), bitOf(5, 1), bitOf(2 ** 40, 40), bitOf(-1, 63)]).toEqual([true, false, true, true]);
  expect([bitOf(0.5, 0), bitOf(1, -1), bitOf(1, 64), bitOf(2 ** 60, 1)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
