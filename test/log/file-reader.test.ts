import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import { openLog } from "../../src/log/log.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { append, property, readAll, removeTempDirs, state, tempDir } from "./sample.ts";
import { ScriptedWriter } from "./scripted-writer.ts";

afterEach(removeTempDirs);

const open = (dir: string, limits = {}) =>
  openLog({ dir, clock: systemClock, limits, openWriter: new ScriptedWriter().open });

/** A folder with events 1 to `count`, one a chunk. */
async function written(count: number, limits = {}): Promise<string> {
  const dir = tempDir();
  const log = await open(dir, limits);
  for (let n = 1; n <= count; n++) await append(log, n % 2 ? property(n) : state(n));
  await log.close();
  return dir;
}

function change(dir: string, name: string, sql: string): void {
  const db = new Database(`${dir}/${name}`);
  db.run(sql);
  db.close();
}

const FIRST = "0000000000000001.db";

describe("FileReader", () => {
  test("a damaged chunk is passed over with a gap and counted once; the rest is readable", async () => {
    const dir = await written(5);
    change(
      dir,
      FIRST,
      "UPDATE chunks SET body = CAST(substr(body, 1, length(body) - 1) || x'55' AS BLOB) WHERE first_seq = 3",
    );
    const log = await open(dir);
    const batches = await readAll(log);
    expect(batches.map((b) => [b.gap, b.events.map((e) => e.seq)])).toEqual([
      [undefined, [1, 2]],
      [{ fromSeq: 3, toSeq: 3, missed: 1 }, [4, 5]],
    ]);
    await readAll(log);
    expect(log.stats().damagedChunks).toBe(1);
    await log.close();
  });

  test("an unknown version is damage too", async () => {
    const dir = await written(1);
    change(dir, FIRST, "UPDATE chunks SET body = CAST(x'63' || substr(body, 2) AS BLOB)");
    const log = await open(dir);
    expect(await readAll(log)).toEqual([
      { events: [], lastSeq: 1, gap: { fromSeq: 1, toSeq: 1, missed: 1 } },
    ]);
    await log.close();
  });

  test("a whole file that is damaged or missing is a gap", async () => {
    const dir = await written(4, { generationBytes: 1 });
    await Bun.write(`${dir}/0000000000000002.db`, "garbage".repeat(1_000));
    const log = await open(dir);
    expect((await readAll(log)).map((b) => [b.gap, b.events.map((e) => e.seq)])).toEqual([
      [undefined, [1]],
      [{ fromSeq: 2, toSeq: 2, missed: 1 }, [3, 4]],
    ]);
    await log.close();
  });

  test("numbers that a failed commit left in an older file are read from the newer one", async () => {
    const dir = await written(4, { generationBytes: 1 });

    change(
      dir,
      "0000000000000002.db",
      `INSERT INTO chunks SELECT 3, count, at, kinds, products, x'63' FROM chunks WHERE first_seq = 2`,
    );
    const log = await open(dir);
    expect((await readAll(log)).map((b) => [b.gap, b.events.map((e) => e.seq)])).toEqual([
      [undefined, [1, 2, 3, 4]],
    ]);
    await log.close();
  });

  test("reads in bites, and passes over chunks that a filter does not want", async () => {
    const dir = await written(300);
    const log = await open(dir);
    const all = await readAll(log);
    expect(all.length).toBe(3);
    expect(all.flatMap((b) => b.events.map((e) => e.seq))).toEqual(
      Array.from({ length: 300 }, (_, i) => i + 1),
    );
    const cursor = log.openCursor({ from: 290, filter: { kinds: ["state"] } });
    expect((await cursor.next())?.events.map((e) => e.seq)).toEqual([290, 292, 294, 296, 298, 300]);
    await log.close();
  });

  test("starts in the middle of a chunk", async () => {
    const dir = tempDir();
    const log = await open(dir);
    await append(log, property(1), property(2), property(3));
    await log.close();
    const again = await open(dir);
    const [batch] = await readAll(again, 2);
    expect(batch?.events.map((e) => e.seq)).toEqual([2, 3]);
    await again.close();
  });
});
