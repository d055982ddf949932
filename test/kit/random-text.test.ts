import { expect, test } from "bun:test";
import { ALPHANUMERIC, randomText } from "../../src/kit/random-text.ts";

test("has the asked length and only characters of the alphabet", () => {
  for (const length of [0, 1, 11, 32, 500])
    expect(randomText(length)).toMatch(new RegExp(`^[A-Za-z0-9]{${length}}$`));
  expect(randomText(64, "ab")).toMatch(/^[ab]{64}$/);
});

test("favours no character", () => {
  const counts = new Map<string, number>();
  for (const character of randomText(62_000)) counts.set(character, (counts.get(character) ?? 0) + 1);
  expect(counts.size).toBe(ALPHANUMERIC.length);
  // 1,000 expected of each; 8 standard deviations either side.
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(250);
});
