import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { RecordStore } from "../../src/shelf/record-store.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";

function readAll(store: RecordStore): [string, string, number[]][] {
  const found: [string, string, number[]][] = [];
  store.each((bucket, key, value) => void found.push([bucket, key, [...value]]));
  return found;
}

test("records are read back as they were put, by bucket and key", () => {
  using folder = makeTempFolder("shelf");
  const store = new RecordStore(`${folder.path}/a.db`);
  store.write((put, remove) => {
    put("s", "b", Uint8Array.of(1, 2));
    put("r", "a/b/c", new Uint8Array(0));
    put("r", "", Uint8Array.of(0));
    put("s", "b", Uint8Array.of(3));
    put("s", "gone", Uint8Array.of(9));
    remove("s", "gone");
    remove("s", "never there");
  });
  store.close();
  const again = new RecordStore(`${folder.path}/a.db`);
  expect(readAll(again)).toEqual([
    ["r", "", [0]],
    ["r", "a/b/c", []],
    ["s", "b", [3]],
  ]);
  again.close();
});

test("a failure in the middle leaves nothing of the transaction", () => {
  using folder = makeTempFolder("shelf");
  const store = new RecordStore(`${folder.path}/a.db`);
  const broken = () =>
    store.write((put) => {
      put("s", "b", Uint8Array.of(1));
      throw new Error("half way");
    });
  expect(broken).toThrow("half way");
  expect(readAll(store)).toEqual([]);
  store.close();
});

test("reads more than a page", () => {
  using folder = makeTempFolder("shelf");
  const store = new RecordStore(`${folder.path}/a.db`);
  store.write((put) => {
    for (let i = 0; i < 2_000; i++) put("q", String(i).padStart(6, "0"), Uint8Array.of(i & 255));
  });
  expect(readAll(store).map(([, key]) => Number(key))).toEqual([...new Array(2_000).keys()]);
  store.close();
});

test("a file that was long gives its room back bit by bit", () => {
  using folder = makeTempFolder("shelf");
  const path = `${folder.path}/a.db`;
  const store = new RecordStore(path);
  const keys = Array.from({ length: 6_000 }, (_, i) => String(i));
  store.write((put) => {
    for (const key of keys) put("q", key, new Uint8Array(4_000));
  });
  store.write((_, remove) => {
    for (const key of keys) remove("q", key);
  });
  const pages = () => {
    const db = new Database(path, { readonly: true });
    const { page_count } = db.query<{ page_count: number }, []>("PRAGMA page_count").get() ?? {
      page_count: 0,
    };
    db.close();
    return page_count;
  };
  const before = pages();
  store.tidy();
  expect(before - pages()).toBe(256);
  store.close();
});
