import { afterEach, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { ChunkFile, ChunkStore, inspectGeneration } from "../../src/log/chunk-store.ts";
import { removeTempDirs, tempDir } from "./sample.ts";

afterEach(removeTempDirs);

const chunk = (firstSeq: number, count: number) => ({
  firstSeq,
  count,
  kinds: 1,
  products: ["press"],
  atMs: firstSeq * 100,
  body: Uint8Array.of(firstSeq),
});

test("heads from the one that holds a seq on, and the body of each", () => {
  const path = `${tempDir()}/g.db`;
  const store = new ChunkStore(path);
  store.append(chunk(1, 3));
  store.append({ ...chunk(4, 2), products: undefined });
  store.append(chunk(6, 1));
  const file = new ChunkFile(path);
  const head = (firstSeq: number, count: number, products?: string[]) => ({
    firstSeq,
    count,
    kinds: 1,
    products,
  });
  expect(file.heads(5, 9)).toEqual([head(4, 2, undefined), head(6, 1, ["press"])]);
  expect(file.heads(1, 1)).toEqual([head(1, 3, ["press"])]);
  expect([...file.body(4)]).toEqual([4]);
  expect([...file.body(5)]).toEqual([]);
  expect(store.lastSeq()).toBe(6);
  file.close();
  store.close();
});

test("a file that is ended stands alone and says what it holds", () => {
  const path = `${tempDir()}/g.db`;
  const store = new ChunkStore(path);
  store.append(chunk(5, 2));
  expect(store.sizeBytes()).toBeGreaterThan(0);
  store.freeze();
  expect([existsSync(`${path}-wal`), existsSync(`${path}-shm`)]).toEqual([false, false]);
  expect(inspectGeneration(path)).toEqual({ lastSeq: 6, beganAtMs: 500 });
});

test("a file whose making was cut short is empty, not damaged", () => {
  const path = `${tempDir()}/g.db`;
  writeFileSync(path, "");
  expect(inspectGeneration(path)).toEqual({ lastSeq: 0, beganAtMs: undefined });
});

test("a probe leaves nothing behind", () => {
  const store = new ChunkStore(`${tempDir()}/g.db`);
  store.probe();
  store.probe();
  expect(store.lastSeq()).toBe(0);
  store.close();
});
