import { expect, test } from "bun:test";
import { openDatabase } from "../../src/db/db.ts";
import { DeviceEntry } from "../../src/devices/device-entry.ts";
import { openProducts } from "../../src/products/products.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

test("refers to the live product, and reads absent times as undefined", () => {
  const products = openProducts({ db: openDatabase(":memory:"), clock: makeManualClock() });
  const product = products.create({ productKey: "pk", name: "Press" }, "ann");
  const entry = new DeviceEntry(
    {
      id: 7,
      productKey: "pk",
      deviceName: "a",
      deviceSecret: "s",
      name: "",
      notes: "",
      isEnabled: true,
      state: "inactive",
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
    },
    product,
  );
  products.update("pk", { isEnabled: false }, "ann");
  expect([entry.productKey, entry.product.isEnabled, entry.activatedAt, entry.lastSeenAt]).toEqual([
    "pk",
    false,
    undefined,
    undefined,
  ]);
});
