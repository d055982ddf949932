import { afterEach, expect, test } from "bun:test";
import { type NewDeadLetter, openDeadLetters } from "../../src/log/log.ts";
import type { LogEvent, PropertyEvent } from "../../src/spine/event.ts";
import { Intake } from "../../src/telemetry/intake.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { removeTempDirs, tempDir } from "../log/sample.ts";
import { makeRig, NOON, point, readAll, report, store } from "./rig.ts";

afterEach(removeTempDirs);

const at = (seq: number): PropertyEvent => ({ ...report([point(NOON + seq, seq)]), seq });
const batchOf = (...events: LogEvent[]) => ({ events, lastSeq: events.at(-1)?.seq ?? 0, gap: undefined });

/** An intake whose memory does not take the event 2; letters are kept when `isLetterKept` says so. */
function makeIntake(isLetterKept: () => boolean = () => true) {
  const clock = makeManualClock(NOON);
  const taken: number[] = [];
  const letters: NewDeadLetter[] = [];
  const abort = new AbortController();
  const failures: unknown[] = [];
  const intake = new Intake({
    memory: {
      add(event) {
        if (event.seq === 2) throw new Error("two is too many");
        taken.push(event.seq);
      },
    },
    replay: { covers: () => false, isApplied: () => false },
    removed: new Set(),
    deadLetters: {
      put(more) {
        if (!isLetterKept()) throw new Error("the disk is full");
        letters.push(...more);
      },
    },
    clock,
    retryMs: 1_000,
    signal: abort.signal,
    onDeleted: () => undefined,
    onFailure: (cause) => failures.push(cause),
  });
  return { intake, taken, letters, clock, abort, failures };
}

test("an event that cannot be taken is put aside, and those behind it are taken", () => {
  const { intake, taken, letters } = makeIntake();
  expect(intake.take(batchOf(at(1), at(2), at(3)))).toBeUndefined();
  expect(taken).toEqual([1, 3]);
  expect(letters).toEqual([{ target: "telemetry", event: at(2), reason: "two is too many", attempts: 1 }]);
  expect(intake.deadLettered).toBe(1);
});

test("nothing goes past an event whose letter cannot be kept, until it can", async () => {
  let isFull = true;
  const { intake, taken, letters, clock, failures } = makeIntake(() => !isFull);
  const going = intake.take(batchOf(at(1), at(2), at(3)));
  expect([taken, failures]).toEqual([[1], [new Error("the disk is full")]]);
  clock.advance(1_000);
  await Promise.resolve();
  expect(taken).toEqual([1]);
  isFull = false;
  clock.advance(1_000);
  expect(await going).toBe(true);
  expect([taken, letters.length]).toEqual([[1, 3], 1]);
});

test("a close ends the wait, and the batch counts as not taken", async () => {
  const { intake, taken, abort } = makeIntake(() => false);
  const going = intake.take(batchOf(at(2), at(3)));
  abort.abort();
  expect(await going).toBe(false);
  expect(taken).toEqual([]);
});

test("a letter that is offered again is in day files when it counts as delivered", async () => {
  const dir = tempDir();
  const deadLetters = openDeadLetters({ path: `${dir}/dead.db`, clock: makeManualClock(NOON) });
  const rig = await makeRig(dir, { deadLetters });
  await store(rig.log, rig.telemetry, [point(NOON, 1)]);
  const event = { ...report([point(NOON - 1_000, 7)]), seq: 1 };
  deadLetters.put([{ target: "telemetry", event, reason: "odd", attempts: 1 }]);
  expect(await deadLetters.replay(1)).toEqual({ ok: true, value: undefined });
  expect(rig.telemetry.stats()).toMatchObject({ memoryPoints: 0, pointsTotal: 2 });
  expect(await readAll(rig.telemetry)).toEqual([
    [NOON - 1_000, 7],
    [NOON, 1],
  ]);
  await rig.close();
  deadLetters.close();
});
