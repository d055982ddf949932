import { afterEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { DayFile, DayStore } from "../../../src/telemetry/days/day-store.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";

afterEach(removeTempDirs);

const block = (series: number, tMin: number, tMax: number) => ({
  series,
  tMin,
  tMax,
  count: 1,
  body: Uint8Array.of(series),
});

test("blocks and place are there together, or not at all", () => {
  const path = `${tempDir()}/d.db`;
  const store = new DayStore(path);
  store.begin();
  store.add(block(1, 0, 10));
  store.commit("log", 7);
  store.begin();
  store.add(block(1, 11, 20));
  store.close();
  const file = new DayFile(path);
  expect(file.heads(1, 0, 100)).toEqual([{ id: 1, tMin: 0, tMax: 10, count: 1 }]);
  expect([file.applied("log"), file.applied("other log")]).toEqual([7, 0]);
  expect([file.body(1), file.body(2)]).toEqual([Uint8Array.of(1), undefined]);
  file.close();
});

test("a settled file stands alone, and can be written again", () => {
  const dir = tempDir();
  for (const seq of [1, 2]) {
    const store = new DayStore(`${dir}/d.db`);
    store.begin();
    store.add(block(1, seq, seq));
    store.commit("log", seq);
    store.settle();
    expect(readdirSync(dir)).toEqual(["d.db"]);
  }
  const file = new DayFile(`${dir}/d.db`);
  expect(file.heads(1, 0, 9).length).toBe(2);
  file.close();
});

test("heads are those that touch the range", () => {
  const path = `${tempDir()}/d.db`;
  const store = new DayStore(path);
  store.begin();
  for (const [from, to] of [
    [20, 30],
    [0, 10],
    [10, 20],
  ] as const)
    store.add(block(1, from, to));
  store.add(block(2, 0, 100));
  store.commit("log", 1);
  store.close();
  const file = new DayFile(path);
  const ids = (from: number, to: number) => file.heads(1, from, to).map((head) => head.id);
  expect([ids(0, 5), ids(10, 10), ids(11, 19), ids(31, 99)]).toEqual([[2], [2, 3], [3], []]);
  file.close();
});
