import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { TokenBucket } from "../../src/kit/token-bucket.ts";

test("gives a burst, then what comes in", () => {
  const bucket = new TokenBucket({ ratePerS: 10, burst: 3 }, 0);
  expect([0, 0, 0, 0, 50, 100, 100, 5_000].map((nowMs) => bucket.tryTake(nowMs))).toEqual([
    true,
    true,
    true,
    false,
    false,
    true,
    false,
    true,
  ]);
});

test("says how long a debt takes to pay", () => {
  const bucket = new TokenBucket({ ratePerS: 10, burst: 1 }, 0);
  expect([0, 0, 0, 300].map((nowMs) => bucket.spend(nowMs))).toEqual([0, 100, 200, 0]);
});

test("who waits as told is held to the rate, whatever the rhythm", () => {
  const gap = fc.double({ min: 0, max: 30, noNaN: true });
  fc.assert(
    fc.property(fc.array(gap, { minLength: 50, maxLength: 50 }), (gaps) => {
      const limits = { ratePerS: 100, burst: 5 };
      const bucket = new TokenBucket(limits, 0);
      let nowMs = 0;
      for (const gapMs of gaps) {
        nowMs += gapMs;
        nowMs += bucket.spend(nowMs);
      }
      expect(gaps.length).toBeLessThanOrEqual(limits.burst + (nowMs / 1_000) * limits.ratePerS + 1e-6);
    }),
  );
});
