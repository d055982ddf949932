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

test("a named cursor's position follows over what it does not want, once all it got is committed", async () => {
  const log = await open(tempDir());
  const cursor = log.openCursor({ name: "states", from: "oldest", filter: { kinds: ["state"] } });
  const position = () => log.stats().cursors[0]?.seq;
  await append(log, state(1));
  await append(log, property(2));
  const got = await cursor.next();
  expect([got?.lastSeq, position()]).toEqual([2, 0]);
  const waiting = cursor.next();
  await append(log, property(3));
  await new Promise((resolve) => setImmediate(resolve));
  expect(position()).toBe(0);
  cursor.commit(2);
  await append(log, state(4));
  await waiting;
  cursor.commit(4);
  const again = cursor.next();
  await append(log, property(5));
  await new Promise((resolve) => setImmediate(resolve));
  expect(position()).toBe(5);
  cursor.close();
  expect(await again).toBeUndefined();
  expect(log.stats().cursors).toEqual([]);
  await log.close();
});
