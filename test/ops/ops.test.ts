import { expect, test } from "bun:test";
import { openSampleOps } from "./sample-ops.ts";

test("samples rates from what ingest tells, with refusals of all codes added up", () => {
  const { ops, clock, state } = openSampleOps();
  state.ingest = {
    messages: 560,
    events: 0,
    points: 1_180,
    refused: { property_unknown: 7, sign_mismatch: 5 } as never,
  };
  clock.advance(5_000);
  expect(ops.rates()).toEqual({ ts: clock.now(), messagesPerSec: 100, pointsPerSec: 200, refusedPerSec: 2 });
  expect(ops.rateHistory()).toEqual([ops.rates()]);
});

test("leaves no timer behind", () => {
  const { ops, clock } = openSampleOps();
  expect(clock.pending()).toBe(3);
  ops.close();
  expect(clock.pending()).toBe(0);
});
