import { expect, test } from "bun:test";
import { LoopLag } from "../../src/ops/loop-lag.ts";
import type { Clock } from "../../src/spine/clock.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

/** A loop that is late by `lateMs` with each tick. */
function lateClock() {
  const clock = makeManualClock(0);
  const state = { lateMs: 0, nowMs: 0, tick: () => {} };
  const late: Clock = {
    ...clock,
    monotonicMs: () => state.nowMs,
    every: (_, fn) => {
      state.tick = fn;
      return { cancel() {} };
    },
  };
  const run = (ticks: number, lateMs: number) => {
    for (let i = 0; i < ticks; i++) {
      state.nowMs += 50 + lateMs;
      state.tick();
    }
  };
  return { late, run };
}

test("reports how late ticks were", () => {
  const { late, run } = lateClock();
  const lag = new LoopLag(late);
  expect(lag.report()).toEqual({ p50Ms: 0, p99Ms: 0, maxMs: 0 });
  run(90, 1);
  run(10, 20);
  expect(lag.report()).toEqual({ p50Ms: 1, p99Ms: 20, maxMs: 20 });
  run(1_000, -3);
  expect(lag.report()).toEqual({ p50Ms: 0, p99Ms: 0, maxMs: 0 });
});

test("stops its timer", () => {
  const clock = makeManualClock(0);
  new LoopLag(clock).stop();
  expect(clock.pending()).toBe(0);
});
