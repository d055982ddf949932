import { afterEach, expect, test } from "bun:test";
import { openLog } from "../../src/log/log.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { append, property, removeTempDirs, state, tempDir } from "./sample.ts";
import { ScriptedWriter } from "./scripted-writer.ts";

afterEach(removeTempDirs);

const open = (dir: string, limits = {}) =>
  openLog({
    dir,
    limits: { commitGapMs: 0, ...limits },
    clock: makeManualClock(),
    openWriter: new ScriptedWriter().open,
  });

test("from oldest, newest and a number", async () => {
  const log = await open(tempDir());
  for (let n = 1; n <= 3; n++) await append(log, property(n));
  const lags = (["oldest", "newest", 2, 99] as const).map((from) => log.openCursor({ from }).lag());
  expect(lags).toEqual([3, 0, 2, 0]);
  await log.close();
});

test("a laggard crosses from the files into the tail without a hole", async () => {
  const log = await open(tempDir(), { tailEvents: 2 });
  for (let n = 1; n <= 6; n++) await append(log, property(n));
  const cursor = log.openCursor({ from: 1 });
  const seqs: number[] = [];
  while (cursor.lag() > 0) seqs.push(...((await cursor.next())?.events.map((event) => event.seq) ?? []));
  expect(seqs).toEqual([1, 2, 3, 4, 5, 6]);
  await log.close();
});

test("what a narrow cursor passes over moves it on, told once at the end", async () => {
  const log = await open(tempDir(), { tailEvents: 1 });
  const cursor = log.openCursor({ name: "states", from: "oldest", filter: { kinds: ["state"] } });
  for (let n = 1; n <= 5; n++) await append(log, n === 2 ? state(n) : property(n));
  const seen: unknown[] = [];
  while (cursor.lag() > 0) {
    const batch = await cursor.next();
    seen.push([batch?.events.map((event) => event.seq), batch?.lastSeq]);
  }
  expect(seen).toEqual([
    [[2], 4],
    [[], 5],
  ]);
  cursor.commit(5);
  cursor.commit(3);
  expect(log.stats().cursors).toEqual([{ name: "states", seq: 5, lag: 0 }]);
  cursor.close();
  expect(log.stats().cursors).toEqual([]);
  await log.close();
});
