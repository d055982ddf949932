// Files that were really damaged, in every way that disks and people find: the rest of the log is read.

import { afterEach, expect, test } from "bun:test";
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { type Log, openLog } from "../../src/log/log.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { append, property, readAll, removeTempDirs, tempDir } from "./sample.ts";
import { ScriptedWriter } from "./scripted-writer.ts";

afterEach(removeTempDirs);

const CHUNKS = 60;
const SECOND = `${String(CHUNKS + 1).padStart(16, "0")}.db`;

const open = (dir: string, limits = {}) =>
  openLog({
    dir,
    clock: systemClock,
    limits: { commitGapMs: 0, probeMs: 5, ...limits },
    openWriter: new ScriptedWriter().open,
  });

/** Three generations of sixty chunks, each of some kilobytes that do not compress. */
async function threeGenerations(): Promise<string> {
  const dir = tempDir();
  for (let generation = 0; generation < 3; generation++) {
    // The first event of a run ends the file of the run before, the others stay in one.
    const first = await open(dir, { generationBytes: 1 });
    await append(first, noise(1));
    await first.close();
    const log = await open(dir);
    for (let n = 2; n <= CHUNKS; n++) await append(log, noise(n));
    await log.close();
  }
  return dir;
}

function noise(n: number) {
  const value = Buffer.from(crypto.getRandomValues(new Uint8Array(2_000))).toString("base64");
  return property(n, { points: [{ property: "noise", ts: 1, value, quality: 0 }] });
}

/** What is read, and what was missed. */
async function survey(log: Log) {
  const batches = await readAll(log);
  const seqs = batches.flatMap((batch) => batch.events.map((event) => event.seq));
  const missed = batches.reduce((sum, batch) => sum + (batch.gap?.missed ?? 0), 0);
  return { seqs, missed };
}

const others = Array.from({ length: 3 * CHUNKS }, (_, i) => i + 1).filter(
  (seq) => seq <= CHUNKS || seq > 2 * CHUNKS,
);

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

/** Reads a log with a damaged second generation: all of the others is there, and each event is read or missed. */
async function expectContained(dir: string, fewest: number): Promise<string[]> {
  const log = await open(dir);
  const { seqs, missed } = await survey(log);
  expect(seqs.filter((seq) => seq <= CHUNKS || seq > 2 * CHUNKS)).toEqual(others);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  expect(seqs.length + missed).toBe(3 * CHUNKS);

  expect(seqs.length - others.length).toBeGreaterThanOrEqual(fewest);
  const { damage } = log.stats();
  expect(await append(log, property(999))).toEqual({ ok: true, value: { seq: 3 * CHUNKS + 1 } });
  await log.close();
  return [...new Set(damage.map((one) => one.file))];
}

test("a damaged body costs its chunk alone", async () => {
  const dir = await threeGenerations();
  const path = join(dir, SECOND);
  // In the middle of a chunk's overflow page: the trees of SQLite are whole, only the checksum tells.
  const size = statSync(path).size;
  overwrite(path, Math.floor(size / 2) - 2_000, new Uint8Array(64).fill(0xa5));
  expect(await expectContained(dir, CHUNKS - 3)).toEqual([SECOND]);
});

test("a page of the tree that is garbage costs what is on it, not the rest of the file", async () => {
  const dir = await threeGenerations();
  const path = join(dir, SECOND);
  const bytes = readFileSync(path);
  // A leaf of a table (type 13) in the middle of the file.
  const pages = Array.from({ length: bytes.length / 4_096 }, (_, page) => page);
  const leaf = pages.filter((page) => page > 3 && bytes[page * 4_096] === 13)[6] ?? 0;
  expect(leaf).toBeGreaterThan(0);
  overwrite(path, leaf * 4_096, new Uint8Array(4_096).fill(0xff));
  expect(await expectContained(dir, CHUNKS / 2)).toEqual([SECOND]);
});

test("a file that was cut off is read up to there", async () => {
  const dir = await threeGenerations();
  const path = join(dir, SECOND);
  truncateSync(path, Math.floor(statSync(path).size / 2 / 4_096) * 4_096);
  expect(await expectContained(dir, 10)).toEqual([SECOND]);
});

test("a file of zeros, an empty one and one of random bytes are gaps", async () => {
  for (const fill of [
    (size: number) => new Uint8Array(size),
    () => new Uint8Array(0),
    (size: number) => crypto.getRandomValues(new Uint8Array(Math.min(size, 60_000))),
  ]) {
    const dir = await threeGenerations();
    const bytes = fill(statSync(join(dir, SECOND)).size);
    await Bun.write(join(dir, SECOND), bytes);
    expect(await expectContained(dir, 0)).toEqual([SECOND]);
  }
});

test("a file that someone took away is a gap, before a start and while it runs", async () => {
  const dir = await threeGenerations();
  for (const name of readdirSync(dir).filter((one) => one.startsWith(SECOND))) rmSync(join(dir, name));
  await expectContained(dir, 0);
  const running = await threeGenerations();
  const log = await open(running);
  for (const name of readdirSync(running).filter((one) => one.startsWith(SECOND)))
    rmSync(join(running, name));
  const { seqs, missed } = await survey(log);
  expect([seqs, missed]).toEqual([others, CHUNKS]);
  expect(log.stats().damage.map((one) => one.file)).toEqual([SECOND]);
  await log.close();
});

test("a damaged newest file does not keep the log from opening; the others are read and new events taken", async () => {
  const newest = `${String(2 * CHUNKS + 1).padStart(16, "0")}.db`;
  const half = (path: string) => Math.floor(statSync(path).size / 2 / 4_096) * 4_096;
  const spoils: readonly (readonly [fewest: number, spoil: (path: string) => void])[] = [
    [10, (path) => truncateSync(path, half(path))],
    [0, (path) => overwrite(path, 0, new Uint8Array(4_096))],
    [0, (path) => overwrite(path, 4_096, new Uint8Array(8_192).fill(0xee))],
  ];
  for (const [fewest, spoil] of spoils) {
    const dir = await threeGenerations();
    spoil(join(dir, newest));
    for (let start = 0; start < 2; start++) {
      const log = await open(dir);
      const { seqs } = await survey(log);
      const wanted = Array.from({ length: 2 * CHUNKS + fewest }, (_, i) => i + 1);
      expect(seqs.slice(0, wanted.length)).toEqual(wanted);
      const result = await append(log, property(7));
      expect(result.ok && result.value.seq > 3 * CHUNKS).toBe(true);
      expect((await survey(log)).seqs.at(-1)).toBe(result.ok ? result.value.seq : 0);
      await log.close();
    }
  }
});

test("a file that is only out of reach is waited for, not passed over", async () => {
  const dir = await threeGenerations();
  const path = join(dir, SECOND);
  const log = await open(dir);
  // What SQLite says of a folder is what it says when there are no file handles left.
  renameSync(path, `${path}.away`);
  mkdirSync(path);
  const reading = log.openCursor({ from: CHUNKS + 1 }).next();
  await new Promise((resolve) => setTimeout(resolve, 30));
  rmdirSync(path);
  renameSync(`${path}.away`, path);
  const batch = await reading;
  expect([batch?.gap, batch?.events[0]?.seq]).toEqual([undefined, CHUNKS + 1]);
  expect(log.stats().damage).toEqual([]);
  await log.close();
});
