// A gateway product, a product of sub-devices and one of direct devices, in memory.

import { openDatabase } from "../../../src/db/db.ts";
import { openDevices, openRelations } from "../../../src/devices/devices.ts";
import { openProducts } from "../../../src/products/products.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

export function openWorld() {
  const db = openDatabase(":memory:");
  const clock = makeManualClock(1_000);
  const products = openProducts({ db, clock });
  const devices = openDevices({ db, products, clock });
  const open = () => openRelations({ db, clock, products, devices });
  for (const [productKey, nodeType] of [
    ["gw", "gateway"],
    ["sub", "sub"],
    ["sub2", "sub"],
    ["plain", "direct"],
  ] as const)
    products.create({ productKey, name: productKey, nodeType }, "test");
  const make = (productKey: string, deviceName: string) =>
    devices.create({ productKey, deviceName, deviceSecret: `secret-${deviceName}` }, "test");
  return { db, clock, products, devices, open, make, ...open() };
}
