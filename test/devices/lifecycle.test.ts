import { expect, test } from "bun:test";
import { type Device, makeLifecycle } from "../../src/devices/devices.ts";

test("a change of the registry as an event of Gantry's own", () => {
  const device = { id: 7, productKey: "press", deviceName: "p1", deviceSecret: "never shown" } as Device;
  expect(makeLifecycle(device, { action: "updated", actor: "ann", fields: ["notes"] }, 1_000)).toEqual({
    seq: 0,
    kind: "lifecycle",
    deviceId: 7,
    productKey: "press",
    deviceName: "p1",
    ts: 1_000,
    recvTs: 1_000,
    protocol: "gantry",
    dialect: "",
    reqId: "",
    action: "updated",
    actor: "ann",
    fields: ["notes"],
    params: {},
  });
});
