import { expect, test } from "bun:test";
import { lows, type Sample, slopePerHour } from "./slope.ts";

const TEN_S = 10_000;
const series = (count: number, valueAt: (index: number) => number): Sample[] =>
  Array.from({ length: count }, (_, index) => ({ atMs: index * TEN_S, value: valueAt(index) }));

test("a straight line has its own slope, however many samples there are", () => {
  // 360 samples of ten seconds are an hour.
  for (const count of [2, 360, 3_600]) {
    expect(slopePerHour(series(count, (index) => 100 + index))).toBeCloseTo(360, 6);
  }
});

test("outliers and a saw tooth do not make a slope", () => {
  expect(slopePerHour(series(360, (index) => (index % 50 === 7 ? 9_000 : 100)))).toBe(0);
  const tooth = series(360, (index) => 100 + (index % 40));
  expect(Math.abs(slopePerHour(tooth))).toBeLessThan(15);
  expect(slopePerHour(lows(tooth, 40 * TEN_S))).toBe(0);
});

test("growth below a saw tooth shows in its lows", () => {
  const tooth = series(360, (index) => index + (index % 40) * 5);
  expect(slopePerHour(lows(tooth, 40 * TEN_S))).toBeCloseTo(360, 6);
});

test("too little to say anything is no growth", () => {
  expect(slopePerHour([])).toBe(0);
  expect(slopePerHour(series(1, () => 5))).toBe(0);
});
