import { expect, test } from "bun:test";
import { DbError, migrate, openDatabase } from "../../../src/db/db.ts";
import { DEVICE_MIGRATIONS } from "../../../src/devices/migrations.ts";
import { makeDeviceStore } from "../../../src/devices/registry/store.ts";
import { openProducts } from "../../../src/products/products.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

function open() {
  const db = openDatabase(":memory:");
  openProducts({ db, clock: makeManualClock() }).create({ productKey: "pk", name: "Press" }, "ann");
  migrate(db, "devices", DEVICE_MIGRATIONS);
  return { db, store: makeDeviceStore(db) };
}

const row = {
  productKey: "pk",
  deviceName: "a",
  deviceSecret: "s",
  name: "A",
  notes: "n",
  isEnabled: true,
  state: "inactive" as const,
  stateSince: 1,
  stateReason: "created",
  address: "",
  activatedAt: null,
  lastSeenAt: null,
  createdAt: 1,
  groupId: null,
  latitude: null,
  longitude: null,
  place: "",
};

test("gives back what it was given", () => {
  const { store } = open();
  const id = store.insert(row);
  expect([store.byId(id), store.byName("pk", "a"), store.byName("pk", "b"), store.byId(99)]).toEqual([
    { id, ...row },
    { id, ...row },
    undefined,
    undefined,
  ]);
  store.update(id, { name: "B", isEnabled: false });
  const presence = {
    state: "online" as const,
    stateSince: 2,
    stateReason: "connected",
    address: "x:1",
    activatedAt: 2,
    lastSeenAt: 3,
  };
  store.savePresence({ id, ...presence });
  expect(store.byId(id)).toEqual({ id, ...row, name: "B", isEnabled: false, ...presence });
  expect([store.onlineIds(), store.countByState()]).toEqual([
    [id],
    [{ state: "online", isEnabled: false, count: 1 }],
  ]);
});

test("a secret or a bare name finds the one device that has it, and none where two do", () => {
  const { store } = open();
  const id = store.insert(row);
  expect([store.bySecret("s")?.id, store.byDeviceName("a")?.id]).toEqual([id, id]);
  expect([store.bySecret("x"), store.byDeviceName("x")]).toEqual([undefined, undefined]);
  store.insert({ ...row, deviceName: "b" });
  expect([store.bySecret("s"), store.byDeviceName("a")?.id]).toEqual([undefined, id]);
});

test("the index answers for names and states", () => {
  const { db } = open();
  const plan = (sql: string) => JSON.stringify(db.sqlite.query(`EXPLAIN QUERY PLAN ${sql}`).values());
  expect(plan("SELECT state, is_enabled, count(*) FROM devices GROUP BY 1, 2")).toContain(
    "COVERING INDEX devices_by_state",
  );
  expect(plan("SELECT id FROM devices WHERE state = 'online'")).toContain("COVERING INDEX devices_by_state");
  expect(plan("SELECT * FROM devices WHERE product_key = 'a' AND device_name = 'b'")).toContain(
    "INDEX devices_by_name",
  );
  expect(plan("SELECT * FROM devices WHERE device_secret = 'a' LIMIT 2")).toContain(
    "INDEX devices_by_secret",
  );
  expect(plan("SELECT * FROM devices WHERE device_name = 'a' LIMIT 2")).toContain(
    "INDEX devices_by_device_name",
  );
});

test("a failure says which rule was broken and shows no secret", () => {
  const { store } = open();
  store.insert({ ...row, deviceSecret: "hunter2" });
  const attempt = (draft: typeof row) => {
    try {
      return store.insert(draft);
    } catch (error) {
      return error;
    }
  };
  const twice = attempt({ ...row, deviceSecret: "hunter2" });
  const orphan = attempt({ ...row, productKey: "none" });
  expect([twice, orphan].map((error) => error instanceof DbError && error.kind)).toEqual([
    "unique",
    "foreign_key",
  ]);
  expect(String(twice)).not.toContain("hunter2");
});
