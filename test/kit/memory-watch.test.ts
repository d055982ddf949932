import { expect, test } from "bun:test";
import { watchMemory } from "../../src/kit/memory-watch.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

const MB = 1_000_000;

/** Memory as it is found second by second, and what a collection leaves of it. */
function watched(leftMb: number) {
  const clock = makeManualClock();
  let rssMb = 80;
  let collections = 0;
  const timer = watchMemory(clock, {
    rssBytes: () => rssMb * MB,
    collect() {
      collections++;
      rssMb = Math.min(rssMb, leftMb);
    },
  });
  return {
    clock,
    timer,
    /** How often it collects while memory is at `mb` for a second. */
    at(mb: number): number {
      const before = collections;
      rssMb = mb;
      clock.advance(1_000);
      return collections - before;
    },
  };
}

test("collects when memory has grown by a quarter, but not while it is modest", () => {
  const memory = watched(180);
  expect([80, 150, 219, 221].map(memory.at)).toEqual([0, 0, 0, 1]);
  // 180 are left: a quarter more is 225.
  expect([200, 224, 226, 150, 219, 230].map(memory.at)).toEqual([0, 0, 1, 0, 0, 1]);
});

test("does not try over and over where most is in use", () => {
  const memory = watched(400);
  expect([390, 410, 480, 499, 501, 450, 501].map(memory.at)).toEqual([0, 0, 0, 1, 1, 0, 1]);
});

test("ends with its timer", () => {
  const memory = watched(100);
  memory.timer.cancel();
  expect([memory.at(1_000), memory.clock.pending()]).toEqual([0, 0]);
});
