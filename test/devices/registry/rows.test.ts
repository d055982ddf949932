import { expect, test } from "bun:test";
import { definedOf, newRow, presenceOf, rowOf } from "../../../src/devices/registry/rows.ts";
import { openWorld } from "../topology/world.ts";

test("a device is the row that it was made from", () => {
  const { devices } = openWorld();
  const row = newRow({ productKey: "plain", deviceName: "a", deviceSecret: "s", latitude: 1 }, 5);
  const device = devices.create(
    { productKey: "plain", deviceName: "a", deviceSecret: "s", latitude: 1 },
    "ann",
  );
  expect(rowOf(device)).toEqual({ id: device.id, ...row, stateSince: 1_000, createdAt: 1_000 });
  expect(definedOf({ name: "x", notes: undefined })).toEqual({ name: "x" });
});

test("what comes back from the trash is not online", () => {
  const row = { id: 1, ...newRow({ productKey: "plain" }, 5) };
  const at = { stateSince: 9, stateReason: "restored" };
  expect(presenceOf({ ...row, state: "stale" }, 9)).toEqual({ state: "offline", ...at });
  expect(presenceOf(row, 9)).toEqual({ state: "inactive", ...at });
});
