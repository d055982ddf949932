import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import {
  type Attempt,
  type DeliveryLimits,
  openDeadLetters,
  openDelivery,
  openLog,
  type Send,
} from "../../../src/log/log.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { append, property, removeTempDirs, tempDir } from "../sample.ts";
import { ScriptedWriter } from "../scripted-writer.ts";

afterEach(removeTempDirs);

const LIMITS = { attempts: 3, firstWaitMs: 100, lastWaitMs: 1_000 };

async function makeRig(send: Send, limits: Partial<DeliveryLimits> = {}, dir = tempDir()) {
  const clock = makeManualClock();
  const log = await openLog({
    dir,
    clock,
    limits: { commitGapMs: 0 },
    openWriter: new ScriptedWriter().open,
  });
  const deadLetters = openDeadLetters({ path: join(dir, "dead.db"), clock });
  const cursor = log.openCursor({ name: "push", from: "oldest" });
  const delivery = openDelivery({
    ...{ target: "push", cursor, deadLetters, clock, send },
    limits: { ...LIMITS, ...limits },
  });
  /** Lets time pass until `isDone`. */
  const until = async (isDone: () => boolean) => {
    for (let i = 0; i < 5_000 && !isDone(); i++) {
      clock.advance(50);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (!isDone()) throw new Error("it never came to be");
  };
  const seq = () => log.stats().cursors[0]?.seq;
  return {
    ...{ log, clock, deadLetters, delivery, until, seq, dir },
    async close() {
      await delivery.stop();
      deadLetters.close();
      await log.close();
    },
  };
}

const events = (count: number) => Array.from({ length: count }, (_, i) => property(i + 1));

test("what is taken is taken once, in order, and the place is kept over a restart", async () => {
  const seen: number[] = [];
  const send: Send = (some) => {
    seen.push(...some.map((event) => event.seq));
    return { kind: "done" };
  };
  const first = await makeRig(send, { batchEvents: 4 });
  await append(first.log, ...events(10));
  await first.until(() => first.seq() === 10);
  await first.close();
  const second = await makeRig(send, {}, first.dir);
  await append(second.log, ...events(2));
  await second.until(() => second.seq() === 12);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(second.delivery.stats()).toEqual({
    ...{ delivered: 2, deadLettered: 0, failures: 0, lag: 0, lostEvents: 0 },
    failure: undefined,
  });
  await second.close();
});

test("a target that is away is waited for, longer each time, and nothing is put aside", async () => {
  let isAway = true;
  const tries: number[] = [];
  const rig = await makeRig(() => {
    tries.push(rig.clock.monotonicMs());
    return isAway ? { kind: "unavailable", reason: "refused to connect" } : { kind: "done" };
  });
  await append(rig.log, ...events(3));
  await rig.until(() => tries.length === 12);
  expect([rig.delivery.stats().failure, rig.seq(), rig.deadLetters.counts()[0]?.count]).toEqual([
    "refused to connect",
    0,
    0,
  ]);
  const waits = tries.slice(1).map((at, i) => at - (tries[i] ?? 0));
  expect(Math.max(...waits)).toBeLessThanOrEqual(1_050);
  expect(waits.at(-1)).toBeGreaterThanOrEqual(500);
  isAway = false;
  await rig.until(() => rig.seq() === 3);
  expect(rig.delivery.stats()).toMatchObject({ delivered: 3, deadLettered: 0, failure: undefined });
  await rig.close();
});

test("whichever events a target refuses: these alone are put aside, all others come once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }), async (bad) => {
      const refused = new Set(bad);
      const seen: number[] = [];
      const rig = await makeRig(
        (some) => {
          if (some.some((event) => refused.has(event.seq))) throw new Error("not this one");
          seen.push(...some.map((event) => event.seq));
          return { kind: "done" };
        },
        { batchEvents: 16 },
      );
      await append(rig.log, ...events(40));
      await rig.until(() => rig.seq() === 40);
      const letters = rig.deadLetters.list({ limit: 99 });
      expect(letters.map((letter) => letter.seq).reverse()).toEqual([...bad].sort((a, b) => a - b));
      for (const letter of letters) expect(letter).toMatchObject({ attempts: 3, reason: "not this one" });
      expect(seen).toEqual(events(40).flatMap((_, i) => (refused.has(i + 1) ? [] : [i + 1])));
      await rig.close();
    }),
    { numRuns: 12, seed: 7 },
  );
});

test("while a letter cannot be stored the place does not move; stopping ends the wait", async () => {
  const answers: Attempt[] = [];
  const rig = await makeRig(() => {
    const answer: Attempt = { kind: "refused", reason: "bad" };
    answers.push(answer);
    return answer;
  });
  rig.deadLetters.put = () => {
    throw new Error("the disk is full");
  };
  await append(rig.log, ...events(1));
  await rig.until(() => rig.delivery.stats().failure === "the disk is full");
  expect([answers.length, rig.seq(), rig.delivery.stats().deadLettered]).toEqual([3, 0, 0]);
  await rig.close();
});
