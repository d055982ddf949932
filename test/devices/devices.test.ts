import { expect, test } from "bun:test";
import { join } from "node:path";
import { openDatabase } from "../../src/db/db.ts";
import { openDevices } from "../../src/devices/devices.ts";
import { openProducts } from "../../src/products/products.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";

function open(path = ":memory:") {
  const clock = makeManualClock();
  const db = openDatabase(path);
  const products = openProducts({ db, clock });
  if (products.find("pk") === undefined) products.create({ productKey: "pk", name: "Press" }, "ann");
  return { db, products, devices: openDevices({ db, products, clock }) };
}

test("a product with devices cannot be removed", () => {
  const { devices, products } = open();
  devices.create({ productKey: "pk", deviceName: "a" }, "ann");
  expect(() => products.remove("pk", "ann")).toThrow("still used by 1 device.");
  devices.remove("pk", "a", "ann");
  expect(() => products.remove("pk", "ann")).toThrow("still used by 1 in the trash.");
  devices.purge(1, "ann");
  products.remove("pk", "ann");
  expect(devices.find("pk", "a")).toBeUndefined();
});

test("all of it is there after a restart", () => {
  using folder = makeTempFolder("devices");
  const path = join(folder.path, "gantry.db");
  const before = open(path);
  const device = before.devices.create({ productKey: "pk", deviceName: "a", notes: "left hall" }, "ann");
  before.devices.setPresence(device.id, { state: "online", reason: "connected", address: "10.0.0.7:4711" });
  before.devices.close();
  const expected = { ...device, product: undefined };
  before.db.close();
  const after = open(path);
  expect({ ...after.devices.get("pk", "a"), product: undefined }).toEqual(expected);
  expect(after.devices.get("pk", "a").product).toBe(after.products.get("pk"));
  after.db.close();
});
