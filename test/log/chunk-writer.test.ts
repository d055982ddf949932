import { afterEach, expect, test } from "bun:test";
import { existsSync, mkdirSync } from "node:fs";
import { ChunkFile } from "../../src/log/chunk-store.ts";
import { ChunkWriter, type CommitOrder } from "../../src/log/chunk-writer.ts";
import { removeTempDirs, tempDir } from "./sample.ts";

afterEach(removeTempDirs);

const order = (path: string, firstSeq: number): CommitOrder => ({
  type: "commit",
  path,
  firstSeq,
  count: 1,
  kinds: 1,
  products: [],
  atMs: 1,
  buffer: new ArrayBuffer(64),
  sizeBytes: 10,
});

test("commits to the file it is told, and ends the one before when it has time", () => {
  const dir = tempDir();
  const writer = new ChunkWriter();
  expect(writer.obey(order(`${dir}/a.db`, 1))).toMatchObject({ type: "committed" });
  expect(writer.obey(order(`${dir}/b.db`, 2))).toMatchObject({ type: "committed" });
  expect(existsSync(`${dir}/a.db-wal`)).toBe(true);
  writer.tidy();
  expect(existsSync(`${dir}/a.db-wal`)).toBe(false);
  expect(writer.obey({ type: "close" })).toEqual({ type: "closed" });
  for (const [name, seq] of [["a", 1] as const, ["b", 2] as const]) {
    const file = new ChunkFile(`${dir}/${name}.db`);
    expect(file.heads(0, 9).map((head) => head.firstSeq)).toEqual([seq]);
    file.close();
  }
});

test("a failure is reported with its reason and the buffer, and a probe tells when it is over", () => {
  const path = `${tempDir()}/sub/a.db`;
  const writer = new ChunkWriter();
  const failing = order(path, 1);
  expect(writer.obey(failing)).toEqual({
    type: "failed",
    reason: "the file cannot be opened",
    buffer: failing.buffer,
  });
  const probe = { type: "probe", path } as const;
  expect(writer.obey(probe)).toEqual({ type: "probed", reason: "the file cannot be opened", lastSeq: 0 });
  mkdirSync(path.slice(0, -5));
  expect(writer.obey(probe)).toEqual({ type: "probed", reason: undefined, lastSeq: 0 });
  writer.obey(order(path, 1));
  expect(writer.obey(probe)).toEqual({ type: "probed", reason: undefined, lastSeq: 1 });
  writer.obey({ type: "close" });
});
