import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { ByteWriter } from "../../src/kit/byte-writer.ts";
import { Changes } from "../../src/shelf/changes.ts";
import { RecordStore } from "../../src/shelf/record-store.ts";
import { type RecordOrder, RecordWriter } from "../../src/shelf/record-writer.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";

function order(path: string, key: string): RecordOrder {
  const changes = new Changes();
  changes.set("q", key, Uint8Array.of(1));
  const out = new ByteWriter(16);
  changes.encode(out);
  const sizeBytes = out.at;
  return { type: "commit", path, buffer: out.swap(new ArrayBuffer(8)), sizeBytes };
}

test("writes what the order holds and gives the buffer back", () => {
  using folder = makeTempFolder("shelf");
  const path = `${folder.path}/a.db`;
  const writer = new RecordWriter();
  const sent = order(path, "1");
  expect(writer.obey(sent)).toEqual({ type: "committed", buffer: (sent as { buffer: ArrayBuffer }).buffer });
  writer.tidy();
  expect(writer.obey({ type: "close" })).toEqual({ type: "closed" });
  const store = new RecordStore(path);
  const keys: string[] = [];
  store.each((_, key) => void keys.push(key));
  store.close();
  expect(keys).toEqual(["1"]);
});

test("says in words why a file takes nothing, and tries it afresh", () => {
  using folder = makeTempFolder("shelf");
  const writer = new RecordWriter();
  expect(writer.obey(order(`${folder.path}/none/a.db`, "1"))).toMatchObject({
    type: "failed",
    reason: "the file cannot be opened",
  });
  expect(writer.obey(order(`${folder.path}/a.db`, "1")).type).toBe("committed");
  writer.obey({ type: "close" });
});

test("a damaged file is told as such", () => {
  using folder = makeTempFolder("shelf");
  const path = `${folder.path}/a.db`;
  writeFileSync(path, "no database at all".repeat(400));
  expect(new RecordWriter().obey(order(path, "1"))).toMatchObject({
    type: "failed",
    reason: "the file is damaged",
  });
});
