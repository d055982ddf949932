import { afterEach, expect, test } from "bun:test";
import { readdirSync, writeFileSync } from "node:fs";
import { ChunkStore } from "../../src/log/chunk-store.ts";
import { Generations } from "../../src/log/generation.ts";
import { DEFAULT_LOG_LIMITS } from "../../src/log/log.ts";
import { removeTempDirs, tempDir } from "./sample.ts";

afterEach(removeTempDirs);

const limits = { ...DEFAULT_LOG_LIMITS, generationBytes: 100, generationMs: 1_000 };
const name = (seq: number) => `${String(seq).padStart(16, "0")}.db`;

test("a new file is begun by size and by age, named after its first event", () => {
  const dir = tempDir();
  const generations = new Generations(dir, limits);
  const fileFor = (seq: number, nowMs: number) => generations.fileFor(seq, nowMs);
  expect([fileFor(1, 0), fileFor(5, 999)]).toEqual([`${dir}/${name(1)}`, `${dir}/${name(1)}`]);
  expect(fileFor(6, 1_000)).toBe(`${dir}/${name(6)}`);
  expect(fileFor(6, 9_000)).toBe(`${dir}/${name(6)}`);
  generations.noteSize(100, 1_500);
  expect(fileFor(7, 1_500)).toBe(`${dir}/${name(7)}`);
  generations.breakOff();
  expect(fileFor(9, 1_501)).toBe(`${dir}/${name(9)}`);
  expect(generations.holding(6, 20)).toEqual({ path: `${dir}/${name(6)}`, lastSeq: 6 });
  expect(generations.holding(15, 20)).toEqual({ path: `${dir}/${name(9)}`, lastSeq: 20 });
  expect([generations.holding(0, 20), generations.firstSeq(20)]).toEqual([undefined, 1]);
});

test("a probe goes to the file of the failed commit, however old, unless that one is given up", () => {
  const dir = tempDir();
  const generations = new Generations(dir, limits);
  expect(generations.fileToProbe(1, 0)).toBe(`${dir}/${name(1)}`);
  expect(generations.fileToProbe(5, 9_000)).toBe(`${dir}/${name(1)}`);
  generations.breakOff();
  expect(generations.fileToProbe(5, 9_000)).toBe(`${dir}/${name(5)}`);
});

test("finds the last seq in the newest file, also in one that is still empty", () => {
  const dir = tempDir();
  const store = new ChunkStore(`${dir}/${name(10)}`);
  store.append({ firstSeq: 10, count: 5, kinds: 1, products: [], atMs: 77, body: new Uint8Array(1) });
  store.close();
  expect(new Generations(dir, limits).lastSeqFound).toBe(14);
  writeFileSync(`${dir}/${name(15)}`, "");
  expect(new Generations(dir, limits).lastSeqFound).toBe(14);
});

test("expired files leave the folder with their side files", async () => {
  const dir = tempDir();
  for (const seq of [1, 2])
    for (const side of ["", "-wal", "-shm"]) writeFileSync(`${dir}/${name(seq)}${side}`, "");
  const generations = new Generations(dir, { ...limits, retentionMs: 0 });
  // As long as the newest holds nothing, the one before it alone tells which numbers were given.
  expect(generations.expire(Date.now() + 1_000)).toBe(0);
  generations.noteSize(10, Date.now());
  expect(generations.expire(Date.now() + 1_000)).toBe(1);
  await generations.close();
  expect(readdirSync(dir).filter((file) => file.startsWith(name(1)))).toEqual([]);
  expect(generations.firstSeq(9)).toBe(2);
});

test("shedding takes the oldest file that is not needed, and ends the only one so that it can go later", async () => {
  const dir = tempDir();
  const generations = new Generations(dir, { ...limits, generationBytes: 1e9 });
  generations.fileFor(1, 0);
  generations.noteSize(1_000_000, 0);
  expect(generations.shedOldest(9)).toBe(0);
  expect(generations.fileFor(10, 0)).toBe(`${dir}/${name(10)}`);
  expect(generations.shedOldest(10)).toBe(0);
  expect(generations.noteSize(500, 0)).toBe(true);
  expect(generations.noteSize(600, 0)).toBe(false);
  expect(generations.shedOldest(9)).toBe(0);
  expect(generations.shedOldest(10)).toBe(1_000_000);
  expect(generations.firstSeq(20)).toBe(10);
  await generations.close();
});
