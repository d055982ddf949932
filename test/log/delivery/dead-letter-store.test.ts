import { afterEach, expect, test } from "bun:test";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeadLetterStore, type NewLetterRow } from "../../../src/log/delivery/dead-letter-store.ts";
import { removeTempDirs, tempDir } from "../sample.ts";

afterEach(removeTempDirs);

function row(target: string, seq: number, sizeBytes = 10): NewLetterRow {
  const what = { target, seq, atMs: 5, kind: "state", productKey: "press", deviceName: "p1" } as const;
  return { ...what, reason: "why", attempts: 3, body: new Uint8Array(sizeBytes) };
}

test("letters and their bodies survive a restart; the same event of a target keeps one letter", () => {
  const path = join(tempDir(), "dead.db");
  const first = new DeadLetterStore(path);
  first.put([row("a", 1), row("b", 1)]);
  first.put([{ ...row("a", 1, 7), reason: "again", attempts: 9, atMs: 6 }]);
  first.close();
  const store = new DeadLetterStore(path);
  const head = { seq: 1, kind: "state", productKey: "press", deviceName: "p1" } as const;
  expect(store.list({ limit: 9 })).toEqual([
    { ...head, id: 2, target: "b", atMs: 5, reason: "why", attempts: 3, sizeBytes: 10 },
    { ...head, id: 1, target: "a", atMs: 6, reason: "again", attempts: 9, sizeBytes: 7 },
  ]);
  expect(store.list({ target: "a", limit: 9 })).toEqual([store.get(1) as never]);
  expect(store.list({ beforeId: 2, limit: 9 })).toEqual([store.get(1) as never]);
  expect([store.body(1)?.length, store.body(3), store.get(3)]).toEqual([7, undefined, undefined]);
  expect(store.sums()).toEqual([
    { target: "a", count: 1, sizeBytes: 7 },
    { target: "b", count: 1, sizeBytes: 10 },
  ]);
  store.close();
});

test("the oldest go beyond count or bytes, the newest never; dropped ones are counted for good", () => {
  const path = join(tempDir(), "dead.db");
  const store = new DeadLetterStore(path);
  store.put([1, 2, 3, 4].map((seq) => row("a", seq)));
  store.put([row("b", 1)]);
  expect(store.trim("a", 3, 1_000)).toBe(1);
  expect(store.trim("a", 9, 25)).toBe(1);
  expect(store.oldest("a", 9)).toEqual([3, 4]);
  expect(store.trim("a", 9, 1)).toBe(1);
  expect(store.sums().map(({ count }) => count)).toEqual([1, 1]);
  store.close();
  const again = new DeadLetterStore(path);
  expect([...again.dropped()]).toEqual([["a", 3]]);
  expect([again.remove([4, 77]), again.list({ target: "a", limit: 9 })]).toEqual([1, []]);
  again.close();
});

test("a damaged file is set aside and a new one begun", () => {
  const dir = tempDir();
  writeFileSync(join(dir, "dead.db"), "nothing that SQLite could read ".repeat(200));
  const store = new DeadLetterStore(join(dir, "dead.db"));
  store.put([row("a", 1)]);
  expect(store.list({ limit: 9 }).length).toBe(1);
  store.close();
  expect(readdirSync(dir).filter((name) => name.includes("damaged"))).toEqual(["dead.db.damaged"]);
});
