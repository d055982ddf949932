import { expect, test } from "bun:test";
import { QUALITY, type Quality } from "../../src/spine/point.ts";
import { LATE_MS, storedQuality, worseOf, worstOf } from "../../src/telemetry/quality.ts";

const { good, late, simulated, stale, bad } = QUALITY;

test("only a good point becomes late, and only beyond five minutes", () => {
  expect(LATE_MS).toBe(300_000);
  expect([storedQuality(good, LATE_MS), storedQuality(good, LATE_MS + 1)]).toEqual([good, late]);
  expect([storedQuality(bad, 9e9), storedQuality(stale, 9e9), storedQuality(good, -9e9)]).toEqual([
    bad,
    stale,
    good,
  ]);
});

test("of two the worse one counts, whichever comes first", () => {
  const rising: Quality[] = [good, late, simulated, stale, bad];
  for (const [a, one] of rising.entries()) {
    for (const [b, other] of rising.entries()) {
      expect(worseOf(one, other)).toBe(rising[Math.max(a, b)] as Quality);
    }
  }
});

test("the worst of a run, and good of none", () => {
  const qualities = Uint8Array.of(bad, good, late, stale, simulated, bad);
  expect([worstOf(qualities, 1, 5), worstOf(qualities, 1, 3), worstOf(qualities, 2, 2)]).toEqual([
    stale,
    late,
    good,
  ]);
});
