import { afterEach, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { PositionStore } from "../../src/log/position-store.ts";
import { removeTempDirs, tempDir } from "./sample.ts";

afterEach(removeTempDirs);

const GAP = { reader: "a", fromSeq: 1, toSeq: 3, missed: 3, atMs: 5 };

test("a new file gets an identity, which stays", () => {
  const path = `${tempDir()}/positions.db`;
  const first = new PositionStore(path, () => "one");
  first.save(new Map([["a", 3]]), [GAP, { ...GAP, reader: "b" }], 8);
  first.close();
  const again = new PositionStore(path, () => "two");
  expect([again.logId, again.lastSeqSeen, [...again.positions]]).toEqual(["one", 8, [["a", 3]]]);
  expect(again.gaps).toEqual([{ ...GAP, reader: "b" }, GAP]);
  again.close();
});

test("only the newest gap records are kept", () => {
  const path = `${tempDir()}/positions.db`;
  const first = new PositionStore(path, () => "one");
  for (let missed = 1; missed <= 250; missed++) first.save(new Map(), [{ ...GAP, missed }], 1);
  first.close();
  const again = new PositionStore(path, () => "one");
  expect([again.gaps.length, again.gaps[0]?.missed, again.gaps.at(-1)?.missed]).toEqual([100, 250, 151]);
  again.close();
});

test("a damaged file is replaced", () => {
  const path = `${tempDir()}/positions.db`;
  writeFileSync(path, "no database ".repeat(100));
  const store = new PositionStore(path, () => "new");
  expect([store.logId, store.lastSeqSeen, store.positions.size]).toEqual(["new", 0, 0]);
  store.close();
});
