import { expect, test } from "bun:test";
import { GroupStore } from "../../../src/devices/groups/group-store.ts";
import { openWorld } from "../topology/world.ts";

test("gives back what it was given, and counts by group and state", () => {
  const { db, make, devices } = openWorld();
  const store = new GroupStore(db);
  const row = { parentId: null, name: "Plant", kind: "site", order: 3, notes: "n" } as const;
  const id = store.insert(row);
  expect(store.all()).toEqual([{ id, ...row }]);
  store.update({ id, ...row, name: "Works", kind: "other" });
  expect(store.all()).toEqual([{ id, ...row, name: "Works", kind: "other" }]);
  devices.update(make("plain", "a"), { groupId: id }, "ann");
  make("plain", "b");
  expect(store.counts()).toEqual([
    { groupId: null, rank: 3, n: 1 },
    { groupId: id, rank: 3, n: 1 },
  ]);
  expect(() => store.remove(id)).toThrow("foreign_key");
});

test("the index answers for the counts", () => {
  const { db } = openWorld();
  const plan = db.sqlite
    .query(
      "EXPLAIN QUERY PLAN SELECT group_id, state_rank, count(*) FROM devices GROUP BY group_id, state_rank",
    )
    .values();
  expect(JSON.stringify(plan)).toContain("INDEX devices_by_group");
});
