import { afterEach, expect, test } from "bun:test";
import { makeEntry, type NewEntry } from "../../src/journal/entry.ts";
import { JournalStore } from "../../src/journal/journal-store.ts";
import { removeTempDirs, tempDir } from "../log/sample.ts";
import { EVENTS } from "./rig.ts";

afterEach(removeTempDirs);

const entries = Object.values(EVENTS).map((event) => makeEntry(event) as NewEntry);

test("entries are read back as they were, newest first", () => {
  const store = new JournalStore(`${tempDir()}/j.db`);
  store.add(entries, "x", 5);
  expect(store.list({ limit: 9 })).toEqual(entries.map((entry, i) => ({ ...entry, id: i + 1 })).reverse());
  store.close();
});

test("filters combine, and pages follow without a hole", () => {
  const store = new JournalStore(`${tempDir()}/j.db`);
  const state = entries[1] as NewEntry;
  for (let n = 0; n < 10; n++) {
    const productKey = n % 3 === 0 ? "oven" : "press";
    store.add([{ ...state, deviceId: n % 2, productKey, kind: n < 5 ? "event" : "state" }], "x", n);
  }
  const ids = (filter: object) => store.list({ limit: 100, ...filter }).map((entry) => entry.id);
  expect(ids({ deviceId: 1 })).toEqual([10, 8, 6, 4, 2]);
  expect(ids({ productKey: "oven" })).toEqual([10, 7, 4, 1]);
  expect(ids({ kinds: ["state"], deviceId: 0 })).toEqual([9, 7]);
  expect(ids({ kinds: ["state", "event"], productKey: "press", beforeId: 6 })).toEqual([5, 3, 2]);
  expect([...ids({ limit: 4 }), ...ids({ limit: 4, beforeId: 7 })]).toEqual([10, 9, 8, 7, 6, 5, 4, 3]);
  store.close();
});

test("children of a lost gateway are on record each, but do not fill everybody's journal", () => {
  const store = new JournalStore(`${tempDir()}/j.db`);
  const state = entries[1] as NewEntry;
  store.add(
    [
      { ...state, code: "gateway_lost", deviceId: 7 },
      { ...state, deviceId: 8 },
    ],
    "x",
    2,
  );
  expect(store.list({ limit: 9 }).map((entry) => entry.deviceId)).toEqual([8]);
  expect(store.list({ limit: 9, deviceId: 7 })).toMatchObject([{ code: "gateway_lost" }]);
  store.close();
});

test("is bounded by count and by age", () => {
  const store = new JournalStore(`${tempDir()}/j.db`);
  const state = entries[1] as NewEntry;
  for (let n = 1; n <= 10; n++) store.add([{ ...state, recvTs: n * 100 }], "x", n);
  expect([store.removeOld(8, 0), store.count()]).toEqual([2, 8]);
  expect([store.removeOld(100, 500), store.count()]).toEqual([2, 6]);
  expect(store.removeOld(100, 500)).toBe(0);
  store.removeOld(0, 0);
  expect(store.count()).toBe(0);
  store.close();
});

test("its place belongs to one log", () => {
  const path = `${tempDir()}/j.db`;
  const store = new JournalStore(path);
  expect(store.progress("x")).toBe(0);
  store.add([], "x", 9);
  expect([store.progress("x"), store.progress("y")]).toEqual([9, 0]);
  store.close();
});

test("refusals go first when room is needed, and the file gets smaller", () => {
  const path = `${tempDir()}/j.db`;
  const store = new JournalStore(path);
  const state = entries[1] as NewEntry;
  const refusal = { ...state, kind: "refused" as const, title: "x".repeat(1_000) };
  store.add([state, ...Array.from({ length: 500 }, () => refusal), state], "x", 1);
  store.shrink();
  const before = Bun.file(path).size;
  expect([store.removeRefusals(400), store.removeRefusals(400), store.removeRefusals(400)]).toEqual([
    400, 100, 0,
  ]);
  expect(Bun.file(path).size).toBeLessThan(before / 5);
  expect(store.list({ limit: 9 }).map((entry) => [entry.id, entry.kind])).toEqual([
    [502, state.kind],
    [1, state.kind],
  ]);
  store.close();
});
