// A clock that stands still until a test moves it.

import type { Clock, Timer } from "../../src/spine/clock.ts";

interface Alarm {
  dueMs: number;
  readonly periodMs: number | undefined;
  readonly fn: () => void;
}

export interface ManualClock extends Clock {
  /** Moves time on by `ms`, running each timer that becomes due, in order. */
  advance(ms: number): void;
  /** Timers that wait. */
  pending(): number;
}

/** Starts at `startMs` (UTC ms) with monotonic time 0; `random` is always 0.5. */
export function makeManualClock(startMs = 1_700_000_000_000): ManualClock {
  let elapsedMs = 0;
  const alarms = new Set<Alarm>();
  const add = (delayMs: number, periodMs: number | undefined, fn: () => void): Timer => {
    const alarm: Alarm = { dueMs: elapsedMs + delayMs, periodMs, fn };
    alarms.add(alarm);
    return { cancel: () => alarms.delete(alarm) };
  };
  const nextDue = (untilMs: number) =>
    [...alarms].filter((alarm) => alarm.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  return {
    now: () => startMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    after: (delayMs, fn) => add(delayMs, undefined, fn),
    every: (periodMs, fn) => add(periodMs, periodMs, fn),
    random: () => 0.5,
    advance(ms) {
      const untilMs = elapsedMs + ms;
      for (let alarm = nextDue(untilMs); alarm !== undefined; alarm = nextDue(untilMs)) {
        elapsedMs = alarm.dueMs;
        if (alarm.periodMs === undefined) alarms.delete(alarm);
        else alarm.dueMs += alarm.periodMs;
        alarm.fn();
      }
      elapsedMs = untilMs;
    },
    pending: () => alarms.size,
  };
}
