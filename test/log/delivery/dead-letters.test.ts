import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { type Attempt, type DeadLetters, openDeadLetters } from "../../../src/log/log.ts";
import type { LogEvent } from "../../../src/spine/event.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { property, removeTempDirs, state, tempDir } from "../sample.ts";

afterEach(removeTempDirs);

const clock = makeManualClock(1_000);
const open = (dir: string, limits = {}) => openDeadLetters({ path: join(dir, "dead.db"), clock, limits });
const put = (letters: DeadLetters, target: string, ...events: LogEvent[]) =>
  letters.put(events.map((event) => ({ target, event, reason: "will not", attempts: 5 })));

test("what was put aside is listed with its reason and holds the whole event, over a restart", () => {
  const dir = tempDir();
  const first = open(dir);
  put(first, "push", property(1, { seq: 11 }), state(2, { seq: 12 }));
  first.close();
  const letters = open(dir);
  expect(letters.list({ limit: 1 })).toEqual([
    {
      ...{
        id: 2,
        target: "push",
        seq: 12,
        atMs: 1_000,
        kind: "state",
        productKey: "press",
        deviceName: "p1",
      },
      ...{ reason: "will not", attempts: 5, sizeBytes: expect.any(Number) },
    },
  ] as never);
  expect([letters.eventOf(1), letters.eventOf(2), letters.eventOf(3)]).toEqual([
    property(1, { seq: 11 }),
    state(2, { seq: 12 }),
    undefined,
  ]);
  expect(letters.counts()).toEqual([
    { target: "push", count: 2, sizeBytes: expect.any(Number), dropped: 0, isAttached: false },
  ]);
  letters.close();
});

test("each target has bounds of its own; what had to go is counted", () => {
  const letters = open(tempDir(), { maxLetters: 2 });
  put(letters, "a", ...[1, 2, 3, 4, 5].map((seq) => property(seq, { seq })));
  put(letters, "b", property(1, { seq: 1 }));
  expect(letters.counts().map(({ target, count, dropped }) => [target, count, dropped])).toEqual([
    ["a", 2, 3],
    ["b", 1, 0],
  ]);
  expect(letters.list({ target: "a", limit: 9 }).map((letter) => letter.seq)).toEqual([5, 4]);
  letters.close();
});

test("a letter offered again goes when it is taken and stays with the new reason when not", async () => {
  const letters = open(tempDir());
  put(letters, "push", property(1, { seq: 11 }));
  const codeOf = async (id: number) => {
    const result = await letters.replay(id);
    return result.ok ? "ok" : result.error.code;
  };
  expect([await codeOf(1), await codeOf(9)]).toEqual(["dead_letter_no_target", "not_found"]);
  let answer: Attempt = { kind: "refused", reason: "still not" };
  const seen: [number, boolean][] = [];
  const detach = letters.attach("push", (events, { isReplay }) => {
    seen.push([events[0]?.seq ?? 0, isReplay]);
    return answer;
  });
  expect(await codeOf(1)).toBe("dead_letter_refused");
  expect(letters.get(1)).toMatchObject({ reason: "still not", attempts: 6 });
  answer = { kind: "unavailable", reason: "away" };
  expect(await codeOf(1)).toBe("dead_letter_unavailable");
  answer = { kind: "done" };
  expect(await codeOf(1)).toBe("ok");
  expect(seen).toEqual([11, 11, 11].map((seq) => [seq, true]));
  expect(letters.get(1)).toBeUndefined();
  detach();
  expect(letters.counts()).toEqual([]);
  letters.close();
});

test("many are offered in the order of the log, up to where the target is away", async () => {
  const letters = open(tempDir());
  put(letters, "push", ...[14, 12, 13, 11].map((seq) => property(seq, { seq })));
  const seen: number[] = [];
  letters.attach("push", ([event]) => {
    seen.push(event?.seq ?? 0);
    if (event?.seq === 12) throw new Error("cannot");
    return event?.seq === 13 ? { kind: "unavailable", reason: "away" } : { kind: "done" };
  });
  expect(await letters.replayAll(letters.oldest("push", 9))).toEqual({
    delivered: [4],
    failed: [
      { id: 2, reason: "cannot" },
      { id: 3, reason: "away" },
    ],
  });
  expect(seen).toEqual([11, 12, 13]);
  expect([letters.discard([1, 2]), letters.counts()[0]?.count]).toEqual([2, 1]);
  letters.close();
});

test("one that is being offered is not offered twice", async () => {
  const letters = open(tempDir());
  put(letters, "push", property(1, { seq: 1 }));
  const { promise, resolve } = Promise.withResolvers<Attempt>();
  letters.attach("push", () => promise);
  const first = letters.replay(1);
  const second = await letters.replay(1);
  expect(second.ok ? "ok" : second.error.code).toBe("dead_letter_busy");
  resolve({ kind: "done" });
  expect((await first).ok).toBe(true);
  letters.close();
});

test("a letter whose bytes are damaged is listed and can only be discarded", async () => {
  const dir = tempDir();
  const letters = open(dir);
  put(letters, "push", property(1, { seq: 1 }));
  letters.attach("push", () => ({ kind: "done" }));
  const other = new Database(join(dir, "dead.db"));
  other.run("UPDATE letters SET body = zeroblob(30)");
  other.close();
  const result = await letters.replay(1);
  expect(result.ok ? "ok" : result.error.code).toBe("dead_letter_damaged");
  expect([letters.list({ limit: 9 }).length, letters.discard([1])]).toEqual([1, 1]);
  letters.close();
});
