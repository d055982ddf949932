import { expect, test } from "bun:test";
import { TrashStore } from "../../../src/devices/trash/trash-store.ts";
import { openWorld } from "../topology/world.ts";

test("pages the newest deleted first, and filters", () => {
  const { db, devices, make, clock } = openWorld();
  const store = new TrashStore(db);
  for (const [productKey, name] of [
    ["plain", "a_1"],
    ["plain", "ab1"],
    ["sub", "c"],
  ] as const) {
    make(productKey, name);
    devices.remove(productKey, name, "ann");
    if (name === "ab1") clock.advance(1);
  }
  const names = (page: Parameters<TrashStore["list"]>[1], filter = {}) =>
    store.list(filter, page).map((row) => row.deviceName);
  expect(names({ after: undefined, limit: 2 })).toEqual(["c", "ab1"]);
  expect(names({ after: [1_000, 2], limit: 2 })).toEqual(["a_1"]);
  expect(names({ after: undefined, limit: 9 }, { q: "A_1" })).toEqual(["a_1"]);
  expect([store.count({ productKey: "sub" }), store.count({})]).toEqual([1, 3]);
  expect([store.deletedBefore(1_001, 9), store.has("plain", "c"), store.has(undefined, "c")]).toEqual([
    [1, 2],
    false,
    true,
  ]);
});

test("finds a deleted device by its secret, through an index", () => {
  const { db, devices, make } = openWorld();
  const store = new TrashStore(db);
  make("plain", "a");
  devices.remove("plain", "a", "ann");
  expect([store.hasSecret("secret-a"), store.hasSecret("secret-b")]).toEqual([true, false]);
  const plan = db.sqlite
    .query(
      "EXPLAIN QUERY PLAN SELECT 1 FROM device_trash WHERE json_extract(body, '$.device.deviceSecret') = ? LIMIT 1",
    )
    .values("x");
  expect(JSON.stringify(plan)).toContain("INDEX device_trash_by_secret");
});

test("takes along whatever table refers to devices, also one that came later", () => {
  const { db, devices, make, trash } = openWorld();
  const device = make("plain", "a");
  devices.remove("plain", "a", "ann");
  trash.restore(device.id, "ann");
  db.sqlite.run(
    "CREATE TABLE extras (device_id INTEGER NOT NULL REFERENCES devices(id) ON DELETE CASCADE, note TEXT)",
  );
  db.sqlite.run("INSERT INTO extras VALUES (1, 'kept')");
  devices.remove("plain", "a", "ann");
  expect(db.sqlite.query("SELECT * FROM extras").all()).toEqual([]);
  trash.restore(device.id, "ann");
  expect(db.sqlite.query("SELECT * FROM extras").all()).toEqual([{ device_id: 1, note: "kept" }]);
});
