// What every implementation of Log must do, whatever writes it.

import { afterEach, describe, expect, test } from "bun:test";
import type { Log, LogLimits } from "../../src/log/log.ts";
import { append, property, readAll, readEvents, removeTempDirs, state, tempDir } from "../log/sample.ts";

export type OpenTestLog = (dir: string, limits?: Partial<LogLimits>) => Promise<Log>;

export function describeLog(name: string, open: OpenTestLog): void {
  describe(`log contract: ${name}`, () => {
    afterEach(removeTempDirs);

    test("settles with dense seqs from 1, in the order of the appends, after append returned", async () => {
      const log = await open(tempDir());
      const seen: string[] = [];
      await new Promise<void>((resolve) => {
        log.append([property(1), property(2)], "grouped", (r) => seen.push(JSON.stringify(r)));
        log.append([property(3)], "relaxed", (r) => seen.push(JSON.stringify(r)));
        log.append([property(4)], "grouped", (r) => {
          seen.push(JSON.stringify(r));
          resolve();
        });
        seen.push("returned");
      });
      const settled = [2, 3, 4].map((seq) => JSON.stringify({ ok: true, value: { seq } }));
      expect(seen).toEqual(["returned", ...settled]);
      await log.close();
    });

    test("what was settled is read back, equal and in order, by a cursor and after a restart", async () => {
      const dir = tempDir();
      const log = await open(dir);
      const events = [property(1), state(2), property(3, { deviceId: 8, deviceName: "p2" })];
      for (const event of events) await append(log, event);
      expect(await readEvents(log)).toEqual(events);
      await log.close();
      const again = await open(dir);
      expect(again.stats().lastSeq).toBe(3);
      expect(await readEvents(again)).toEqual(events);
      expect(await append(again, property(4))).toEqual({ ok: true, value: { seq: 4 } });
      expect((await readEvents(again)).map((event) => event.seq)).toEqual([1, 2, 3, 4]);
      expect(again.id).toBe(log.id);
      await again.close();
    });

    test("caught-up cursors and listeners share the very objects that were appended", async () => {
      const log = await open(tempDir());
      const cursor = log.openCursor({ from: "newest" });
      const heard: unknown[] = [];
      const stop = log.onDurable((events) => heard.push(...events));
      const event = property(1);
      await append(log, event);
      const batch = await cursor.next();
      expect(batch?.events[0]).toBe(event);
      expect(heard[0]).toBe(event);
      stop();
      await append(log, property(2));
      expect(heard.length).toBe(1);
      await log.close();
    });

    test("a cursor waits while caught up, and ends when aborted, closed, or the log closes", async () => {
      const log = await open(tempDir());
      const abort = new AbortController();
      const aborted = log.openCursor({ from: "newest" }).next(abort.signal);
      const closedCursor = log.openCursor({ from: "newest" });
      const closed = closedCursor.next();
      const waiting = log.openCursor({ from: "newest" }).next();
      const stopped = log.openCursor({ from: "newest" });
      await append(log, property(1));
      expect((await waiting)?.events.length).toBe(1);
      abort.abort();
      closedCursor.close();
      await aborted;
      await closed;
      await stopped.next();
      const ended = stopped.next();
      await log.close();
      expect(await ended).toBeUndefined();
      expect(await stopped.next()).toBeUndefined();
    });

    test("a filter passes only its kinds and products", async () => {
      const log = await open(tempDir());
      const wanted = property(2, { productKey: "oven" });
      await append(log, property(1), state(1), wanted, state(3, { productKey: "oven" }));
      await append(log, property(4));
      const filter = { kinds: ["property"], productKeys: ["oven"] } as const;
      const cursor = log.openCursor({ from: "oldest", filter });
      expect((await cursor.next())?.events).toEqual([wanted]);
      await log.close();
    });

    test("a named cursor goes on where it committed, over a restart", async () => {
      const dir = tempDir();
      const log = await open(dir);
      for (let n = 1; n <= 5; n++) await append(log, property(n));
      const cursor = log.openCursor({ name: "push", from: "oldest" });
      await cursor.next();
      cursor.commit(3);
      await log.close();
      const again = await open(dir);
      const resumed = again.openCursor({ name: "push", from: "oldest" });
      expect((await resumed.next())?.events.map((event) => event.seq)).toEqual([4, 5]);
      expect(again.stats().cursors).toEqual([{ name: "push", seq: 3, lag: 0 }]);
      await again.close();
    });

    test("retention removes whole generations, and a cursor that was behind is told of the gap", async () => {
      const dir = tempDir();
      const limits = { generationBytes: 1, retentionBytes: 1, tailEvents: 1 };
      const log = await open(dir, limits);
      for (let n = 1; n <= 4; n++) await append(log, property(n));
      const behind = log.openCursor({ name: "slow", from: "oldest" });
      await log.close();
      const again = await open(dir, limits);
      expect(again.stats()).toMatchObject({ firstSeq: 4, lastSeq: 4, generations: 1 });
      behind.close();
      const [batch] = await readAll(again, 1);
      expect(batch?.gap).toEqual({ fromSeq: 1, toSeq: 3, missed: 3 });
      expect(batch?.events.map((event) => event.seq)).toEqual([4]);
      await again.close();
    });

    test("what a reader with a title missed is on record, over a restart", async () => {
      const dir = tempDir();
      const limits = { generationBytes: 1, retentionBytes: 1, tailEvents: 1 };
      const log = await open(dir, limits);
      for (let n = 1; n <= 4; n++) await append(log, property(n));
      await log.close();
      const again = await open(dir, limits);
      const reader = again.openCursor({ title: "journal", from: 2 });
      await readAll(again, 1);
      await reader.next();
      const gap = { reader: "journal", fromSeq: 2, toSeq: 3, missed: 2, atMs: expect.any(Number) };
      expect(again.stats().gaps).toEqual([gap]);
      expect(again.stats().cursors).toEqual([{ name: "journal", seq: 4, lag: 0 }]);
      await again.close();
      const third = await open(dir, limits);
      expect(third.stats().gaps).toEqual([gap]);
      await third.close();
    });

    test("every cadence becomes durable, in the order of the appends", async () => {
      const log = await open(tempDir());
      const seqs = await Promise.all(
        (["relaxed", "patient", "grouped", "strict"] as const).map(
          (cadence, n) =>
            new Promise<number>((resolve) =>
              log.append([property(n)], cadence, (r) => resolve(r.ok ? r.value.seq : 0)),
            ),
        ),
      );
      expect(seqs).toEqual([1, 2, 3, 4]);
      await log.close();
    });

    test("close writes what waits and refuses what comes after", async () => {
      const dir = tempDir();
      const log = await open(dir);
      const results: boolean[] = [];
      log.append([property(1)], "relaxed", (r) => results.push(r.ok));
      const closing = log.close();
      log.append([property(2)], "grouped", (r) => results.push(r.ok));
      await closing;
      expect(results.toSorted()).toEqual([false, true]);
      const again = await open(dir);
      expect((await readEvents(again)).length).toBe(1);
      await again.close();
    });
  });
}
