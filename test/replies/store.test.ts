import { expect, test } from "bun:test";
import { migrate, openDatabase } from "../../src/db/db.ts";
import { REPLY_STEPS } from "../../src/replies/migrations.ts";
import { makeReplyStore } from "../../src/replies/store.ts";

test("bodies are measured", () => {
  const db = openDatabase(":memory:");
  migrate(db, "replies", REPLY_STEPS);
  const store = makeReplyStore(db);
  expect(store.sizeBytes()).toBe(0);
  for (const key of ["a", "b", "open"]) store.insert({ caller: "c", key, print: "p", begunAt: 0 });
  store.finish("c", "a", { status: 200, media: null, body: "four" });
  store.finish("c", "b", { status: 200, media: null, body: "二字" });
  expect(store.sizeBytes()).toBe(10);
});

test("the oldest go when there are too many, and those of a time", () => {
  const db = openDatabase(":memory:");
  migrate(db, "replies", REPLY_STEPS);
  const store = makeReplyStore(db);
  for (let i = 0; i < 5; i++) store.insert({ caller: "c", key: `k${i}`, print: "p", begunAt: i });
  store.removeOldest(2);
  expect([store.count(), store.find("c", "k1"), store.find("c", "k2")?.begunAt]).toEqual([3, undefined, 2]);
  store.removeBefore(4);
  expect([store.count(), store.find("c", "k4")?.key]).toEqual([1, "k4"]);
  store.removeOldest(7);
  expect(store.count()).toBe(1);
});
