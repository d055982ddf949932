import { expect, test } from "bun:test";
import { Schedule } from "../../../../src/access/modbus/slave/schedule.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";

function run(
  group: { periodMs: number; isAligned?: boolean },
  { startMs = 1_700_000_000_000, phase = 0 } = {},
) {
  const clock = makeManualClock(startMs);
  const times: number[] = [];
  const schedule = new Schedule({
    clock,
    group: { name: "g", isAligned: false, report: "every", ...group },
    phase,
    due: () => void times.push(clock.now() - startMs),
  });
  schedule.start();
  return { clock, times, schedule };
}

test("at its period without drift, each group at its own moment of it", () => {
  const { clock, times } = run({ periodMs: 1_000 }, { phase: 0.25 });
  clock.advance(3_500);
  expect(times).toEqual([250, 1_250, 2_250, 3_250]);
});

test("the first value of a slow group does not take an hour", () => {
  const { clock, times } = run({ periodMs: 3_600_000 }, { phase: 0.5 });
  clock.advance(3_602_500);
  expect(times).toEqual([2_500, 3_602_500]);
});

test("an aligned group falls on multiples of its period", () => {
  const { clock, times } = run(
    { periodMs: 60_000, isAligned: true },
    { startMs: 1_700_000_000_000 + 15_000 },
  );
  clock.advance(130_000);
  const multiples = times.map((ms) => (1_700_000_015_000 + ms) % 60_000);
  expect([times.length >= 2, multiples.every((rest) => rest === 0)]).toEqual([true, true]);
});

test("stopped, it leaves no timer; started again, it has one", () => {
  const { clock, schedule } = run({ periodMs: 100 });
  schedule.start();
  expect(clock.pending()).toBe(1);
  schedule.stop();
  expect(clock.pending()).toBe(0);
});
