import { expect, test } from "bun:test";
import { makeRandom } from "../../src/kit/random.ts";

function take(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

test("the same seed gives the same sequence, another seed another", () => {
  const first = makeRandom("PRESS-01");
  const again = makeRandom("PRESS-01");
  const other = makeRandom("PRESS-02");
  const sequence = take(50, first.next);
  expect(take(50, again.next)).toEqual(sequence);
  expect(take(50, other.next)).not.toEqual(sequence);
});

test("uniform draws stay in their range and fill it", () => {
  const random = makeRandom(7);
  const draws = take(20_000, () => random.between(10, 20));
  expect(draws.every((value) => value >= 10 && value < 20)).toBe(true);
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  expect(mean).toBeCloseTo(15, 0);
  expect(new Set(take(1_000, () => random.index(6)))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
});

test("normal draws have the asked mean and deviation", () => {
  const random = makeRandom(11);
  const draws = take(20_000, () => random.normal(50, 4));
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
  expect(Math.abs(mean - 50)).toBeLessThan(0.2);
  expect(Math.abs(Math.sqrt(variance) - 4)).toBeLessThan(0.2);
});

test("chance 0 never and chance 1 always happens", () => {
  const random = makeRandom(3);
  expect(take(100, () => Number(random.chance(0)))).toEqual(take(100, () => 0));
  expect(take(100, () => Number(random.chance(1)))).toEqual(take(100, () => 1));
});
