import { afterEach, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { PositionStore } from "../../src/log/position-store.ts";
import { removeTempDirs, tempDir } from "./sample.ts";

afterEach(removeTempDirs);

test("a new file gets an identity, which stays", () => {
  const path = `${tempDir()}/positions.db`;
  const first = new PositionStore(path, () => "one");
  first.save(new Map([["a", 3]]), 8);
  first.close();
  const again = new PositionStore(path, () => "two");
  expect([again.logId, again.lastSeqSeen, [...again.positions]]).toEqual(["one", 8, [["a", 3]]]);
  again.close();
});

test("a damaged file is replaced", () => {
  const path = `${tempDir()}/positions.db`;
  writeFileSync(path, "no database ".repeat(100));
  const store = new PositionStore(path, () => "new");
  expect([store.logId, store.lastSeqSeen, store.positions.size]).toEqual(["new", 0, 0]);
  store.close();
});
