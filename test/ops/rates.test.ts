import { expect, test } from "bun:test";
import { Rates } from "../../src/ops/rates.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

test("samples each 5 s and keeps 10 min", () => {
  const clock = makeManualClock(0);
  const totals = { messages: 100, points: 300, refused: 0 };
  const rates = new Rates(clock, () => ({ ...totals }));
  expect([rates.current(), rates.history()]).toEqual([
    { ts: 0, messagesPerSec: 0, pointsPerSec: 0, refusedPerSec: 0 },
    [],
  ]);
  totals.messages += 50;
  totals.points += 151;
  clock.advance(5_000);
  totals.refused += 5;
  clock.advance(5_000);
  expect(rates.history()).toEqual([
    { ts: 5_000, messagesPerSec: 10, pointsPerSec: 30.2, refusedPerSec: 0 },
    { ts: 10_000, messagesPerSec: 0, pointsPerSec: 0, refusedPerSec: 1 },
  ]);
  expect(rates.current()).toEqual({ ts: 10_000, messagesPerSec: 0, pointsPerSec: 0, refusedPerSec: 1 });
  clock.advance(20 * 60_000);
  expect([rates.history().length, rates.history()[0]?.ts]).toEqual([120, 20 * 60_000 + 10_000 - 119 * 5_000]);
  rates.stop();
  expect(clock.pending()).toBe(0);
});

test("a counter that began anew is no negative rate", () => {
  const clock = makeManualClock(0);
  let messages = 100;
  const rates = new Rates(clock, () => ({ messages, points: 0, refused: 0 }));
  messages = 0;
  clock.advance(5_000);
  expect(rates.current().messagesPerSec).toBe(0);
});
