import { expect, test } from "bun:test";
import { makeDeviceJson } from "../../src/devices/device-json.ts";
import { openWorld } from "./topology/world.ts";

test("a disabled device is disabled whatever its connection says; only sub-devices have a gateway", () => {
  const { make, topology, devices } = openWorld();
  const [gateway, child] = [make("gw", "g1"), make("sub", "c1")];
  topology.bind(gateway, [{ child, isProven: false }], "ann");
  devices.setPresence(child.id, { state: "online", reason: "connected" });
  const toJson = makeDeviceJson(topology);
  expect(toJson(child)).toMatchObject({
    state: "online",
    nodeType: "sub",
    gateway: { productKey: "gw", deviceName: "g1" },
  });
  devices.update(child, { isEnabled: false }, "ann");
  expect(toJson(child)).toMatchObject({ state: "disabled", isEnabled: false });
  expect(toJson(gateway)).toMatchObject({ nodeType: "gateway", gateway: null, activatedAt: null });
});

test("a gateway that is not reached is not named", () => {
  const { make, topology } = openWorld();
  const [gateway, child] = [make("gw", "g1"), make("sub", "c1")];
  topology.bind(gateway, [{ child, isProven: false }], "ann");
  const toJson = makeDeviceJson(topology);
  const reachOf = (own: string) => ({ coversDevice: (productKey: string) => productKey === own });
  expect(toJson(child, reachOf("sub")).gateway).toBeNull();
  expect(toJson(child, reachOf("gw")).gateway).toEqual({ productKey: "gw", deviceName: "g1" });
});
