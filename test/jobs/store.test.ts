import { expect, test } from "bun:test";
import { migrate, openDatabase } from "../../src/db/db.ts";
import { JOB_MIGRATIONS } from "../../src/jobs/migrations.ts";
import { JobStore } from "../../src/jobs/store.ts";

test("rows come back as they were saved, and lists narrow by state and kind", () => {
  const db = openDatabase(":memory:");
  migrate(db, "jobs", JOB_MIGRATIONS);
  const store = new JobStore(db);
  const scopes = [{ kind: "group", groupId: 3 }] as const;
  const one = store.insert({ kind: "a", title: "t", input: { x: 1 }, actor: "ann", scopes, createdAt: 1 });
  const two = store.insert({ kind: "b", title: "t", input: {}, actor: "ann", scopes, createdAt: 2 });
  const row = store.byId(one);
  if (row === undefined) throw new Error("it was inserted");
  const changed = {
    ...row,
    state: "failed" as const,
    checkpoint: { at: 3 },
    done: 3,
    total: 9,
    errors: 1,
    counts: { created: 2 },
    errorBytes: 10,
    resultBytes: 20,
    failure: { code: "disk_full" as const, params: {} },
    starts: 2,
    startedAt: 5,
    endedAt: 6,
  };
  store.save(changed);
  expect(store.byId(one)).toEqual(changed);
  const ids = (filter: Parameters<JobStore["list"]>[0]) =>
    store.list(filter, { before: 100, limit: 10 }).map(({ id }) => id);
  expect([ids({}), ids({ state: "failed" }), ids({ kind: "b" })]).toEqual([[two, one], [one], [two]]);
  expect(store.nextQueued()?.id).toBe(two);
  expect(store.countByState()).toEqual([
    { state: "failed", count: 1 },
    { state: "queued", count: 1 },
  ]);
  expect([store.oldIds(6, 100), store.oldIds(7, 100), store.oldIds(0, 1)]).toEqual([[], [one], [one]]);
  store.remove(one);
  expect(store.byId(one)).toBeUndefined();
});
