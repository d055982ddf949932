import { expect, test } from "bun:test";
import { makeBackoff } from "../../src/kit/backoff.ts";

test("waits double up to the bound and begin anew after a reset", () => {
  const backoff = makeBackoff({ firstMs: 100, maxMs: 1_000, random: () => 0.999_999_999 });
  const draw = () => Math.round(backoff.next());
  expect([draw(), draw(), draw(), draw(), draw(), draw()]).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  backoff.reset();
  expect(draw()).toBe(100);
});

test("a wait is never under half of its bound", () => {
  const backoff = makeBackoff({ firstMs: 100, maxMs: 400, random: () => 0 });
  expect([backoff.next(), backoff.next(), backoff.next(), backoff.next()]).toEqual([50, 100, 200, 200]);
});
