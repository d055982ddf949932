import { expect, test } from "bun:test";
import { watchMemory } from "../../src/kit/memory-watch.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

const MB = 1_000_000;

/** A process in which `leftMb` are in use and a collection takes `pauseMs`. */
function watched(leftMb: number, pauseMs = 0) {
  const clock = makeManualClock();
  let rssMb = 80;
  let collections = 0;
  let pausedMs = 0;
  const timer = watchMemory(
    { ...clock, monotonicMs: () => clock.monotonicMs() + pausedMs },
    {
      rssBytes: () => rssMb * MB,
      collect() {
        collections++;
        pausedMs += pauseMs;
        rssMb = Math.min(rssMb, leftMb);
      },
    },
  );
  return {
    clock,
    timer,
    /** How often it collects while memory is at `mb` for `ms`. */
    at(mb: number, ms = 1_000): number {
      const before = collections;
      rssMb = mb;
      clock.advance(ms);
      return collections - before;
    },
  };
}

test("collects when memory has grown by a sixteenth, but not while it is modest", () => {
  const memory = watched(176);
  expect([80, 150, 179, 181].map((mb) => memory.at(mb))).toEqual([0, 0, 0, 1]);
  // 176 are left: that and a sixteenth of it is 187.
  expect([180, 186, 188, 150, 179, 181].map((mb) => memory.at(mb))).toEqual([0, 0, 1, 0, 0, 1]);
});

test("does not try over and over where most is in use", () => {
  const memory = watched(400);
  expect([390, 401, 403, 405, 403, 402, 405].map((mb) => memory.at(mb))).toEqual([0, 1, 0, 1, 0, 0, 1]);
});

test("rests after a collection, and four times as long when it took twice as long", () => {
  const restMs = (pauseMs: number) => {
    const memory = watched(100, pauseMs);
    memory.at(80);
    if (memory.at(300, 50) !== 1) throw new Error("it does not collect");
    let ms = 0;
    while (memory.at(300, 50) === 0) ms += 50;
    return ms;
  };
  expect([0, 30, 60, 300].map(restMs)).toEqual([0, 50, 200, 5_950]);
});

test("ends with its timer", () => {
  const memory = watched(100);
  memory.timer.cancel();
  expect([memory.at(1_000), memory.clock.pending()]).toEqual([0, 0]);
});
