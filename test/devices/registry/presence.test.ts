import { expect, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import { openDevices } from "../../../src/devices/devices.ts";
import { openProducts } from "../../../src/products/products.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

function open() {
  const clock = makeManualClock();
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  products.create({ productKey: "pk", name: "Press" }, "ann");
  const failures: unknown[] = [];
  const devices = openDevices({ db, products, clock, onPresenceFailure: (error) => failures.push(error) });
  devices.create({ productKey: "pk", deviceName: "a" }, "ann");
  devices.create({ productKey: "pk", deviceName: "b" }, "ann");
  const stored = () =>
    db.sqlite.query("SELECT state, state_reason, last_seen_at FROM devices ORDER BY id").values();
  return { clock, db, devices, stored, failures };
}

test("a burst is written together within half a second", () => {
  const { clock, devices, stored } = open();
  const at = clock.now();
  devices.setPresence(1, { state: "online", reason: "connected" });
  devices.setPresence(2, { state: "online", reason: "connected" });
  devices.setPresence(2, { state: "offline", reason: "disconnected" });
  clock.advance(499);
  expect(stored()).toEqual([
    ["inactive", "created", null],
    ["inactive", "created", null],
  ]);
  clock.advance(1);
  expect(stored()).toEqual([
    ["online", "connected", at],
    ["offline", "disconnected", at],
  ]);
  expect(clock.pending()).toBe(0);
});

test("closing writes what waits", () => {
  const { clock, devices, stored } = open();
  devices.setPresence(1, { state: "online", reason: "connected", at: 7 });
  devices.close();
  expect(stored()[0]).toEqual(["online", "connected", 7]);
  expect(clock.pending()).toBe(0);
});

test("a talking device costs one row a minute", () => {
  const { clock, db, devices, stored } = open();
  const start = clock.now();
  devices.setPresence(1, { state: "online", reason: "connected" });
  clock.advance(500);
  const before = db.sqlite.query("SELECT total_changes()").values();
  for (let second = 1; second < 60; second++) {
    clock.advance(1_000);
    devices.touch(1, start + second * 1_000);
  }
  expect(db.sqlite.query("SELECT total_changes()").values()).toEqual(before);
  expect(devices.byId(1)?.lastSeenAt).toBe(start + 59_000);
  devices.touch(1, start + 60_000);
  clock.advance(500);
  expect(stored()[0]).toEqual(["online", "connected", start + 60_000]);
});

test("a failure is told once, and what waited is written when the disk is back", () => {
  const { clock, db, devices, stored, failures } = open();
  db.sqlite.run("CREATE TRIGGER full BEFORE UPDATE ON devices BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  devices.setPresence(1, { state: "online", reason: "connected", at: 7 });
  clock.advance(2_000);
  expect(failures.map(String)).toEqual([expect.stringContaining("disk full")]);
  db.sqlite.run("DROP TRIGGER full");
  clock.advance(500);
  expect(stored()[0]).toEqual(["online", "connected", 7]);
});

test("a disk that takes nothing keeps nobody from reading and closing", () => {
  const { clock, db, devices, failures } = open();
  db.sqlite.run("CREATE TRIGGER full BEFORE UPDATE ON devices BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  devices.setPresence(1, { state: "online", reason: "connected", at: 7 });
  expect([devices.counts().total, devices.list({ state: "offline", limit: 9 }).items.length]).toEqual([2, 0]);
  devices.close();
  expect([failures.length, clock.pending()]).toEqual([1, 0]);
});
