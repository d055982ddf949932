// The executable as a Modbus master, against slaves that others wrote: pymodbus on a serial line, modbus-serial over TCP.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { ApiClient } from "../harness/api-client.ts";
import { hasBinary, startGantry } from "../harness/gantry.ts";
import { PYTHON, SOCAT, startSerialPeer } from "../harness/modbus/pymodbus-server.ts";
import { startModbusServer } from "../harness/modbus/server-tcp.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

setDefaultTimeout(60_000);

const MODEL = {
  properties: [
    { identifier: "power", name: "Power", accessMode: "rw", dataType: { type: "float" } },
    { identifier: "energy", name: "Energy", dataType: { type: "double" } },
  ],
};

async function prepare(api: ApiClient, points: readonly object[]): Promise<void> {
  const product = { productKey: "meter", name: "Meter" };
  expect((await api.post("/products", product)).status).toBe(201);
  expect((await api.put("/products/meter/thing-model", MODEL)).status).toBe(200);
  const map = { points, groups: [{ name: "fast", periodMs: 100 }] };
  expect((await api.put("/products/meter/register-map", map)).status).toBe(200);
}

async function latest(
  api: ApiClient,
  device: string,
): Promise<Record<string, { value: unknown; ts: number }>> {
  const { body } = await api.get(`/devices/meter/${device}/latest`);
  return Object.fromEntries(
    body.items.map((item: { property: string; value: unknown; ts: number }) => [item.property, item]),
  );
}

async function attach(api: ApiClient, device: string, slave: object): Promise<void> {
  await api.post("/devices", { productKey: "meter", deviceName: device });
  expect(await api.put(`/devices/meter/${device}/slave`, slave)).toMatchObject({ status: 200 });
}

describe.if(hasBinary)("a Modbus master", () => {
  test("over TCP: values, presence, and the way back after the server was away", async () => {
    const server = await startModbusServer({ 0: 0x41bc, 1: 0 });
    await using gantry = await startGantry();
    const api = await gantry.signIn();
    await prepare(api, [
      { identifier: "power", area: "holding", address: 0, type: "float32", group: "fast" },
    ]);
    const transport = { kind: "tcp", host: "127.0.0.1", port: server.port };
    const link = await api.post("/links", { name: "cabinet", transport, timeoutMs: 300 });
    expect(link.status).toBe(201);
    await attach(api, "m1", { linkId: link.body.id, unit: 1 });
    await until(async () => (await latest(api, "m1")).power?.value === 23.5, "the first value");
    const device = (await api.get("/devices/meter/m1")).body;
    expect([device.state, device.address]).toEqual(["online", `127.0.0.1:${server.port} #1`]);
    await server.stop();
    await until(async () => (await api.get("/devices/meter/m1")).body.state === "offline", "the absence");
    const { ts } = (await latest(api, "m1")).power ?? { ts: 0 };
    const again = await startModbusServer({ 0: 0x41c0, 1: 0 }, server.port);
    await until(
      async () => (await latest(api, "m1")).power?.value === 24,
      "the value after it came back",
      30_000,
    );
    expect(((await latest(api, "m1")).power?.ts ?? 0) > ts).toBe(true);
    await again.stop();
  });

  test.if(PYTHON !== undefined && SOCAT !== null)(
    "on a serial line: two slaves, one that is not there, and a cable that is pulled",
    async () => {
      const folder = makeTempFolder("serial");
      await using peer = await startSerialPeer(folder.path);
      await using gantry = await startGantry();
      const api = await gantry.signIn();
      await prepare(api, [
        { identifier: "power", area: "holding", address: 7, type: "uint16", scale: 0.1, group: "fast" },
        { identifier: "energy", area: "input", address: 0, type: "float32", group: "fast" },
      ]);
      const transport = { kind: "serial", path: peer.path, baud: 19_200 };
      const link = await api.post("/links", { name: "bus", transport, timeoutMs: 300 });
      for (const [device, unit] of Object.entries({ a: 1, b: 17, dead: 30 }))
        await attach(api, device, { linkId: link.body.id, unit });
      await until(async () => (await latest(api, "b")).power?.value === 10.7, "values of unit 17");
      await until(async () => (await latest(api, "a")).power?.value === 0.7, "values of unit 1");
      expect((await latest(api, "a")).energy?.value).toBe(23.5);
      expect((await api.get("/devices/meter/dead")).body.state).toBe("inactive");
      await peer.unplug();
      await until(
        async () => (await api.get(`/links/${link.body.id}`)).body.status.state === "down",
        "the loss",
      );
      await until(async () => (await api.get("/devices/meter/a")).body.state === "offline", "the absence");
      await peer.plug();
      await until(
        async () => (await api.get("/devices/meter/a")).body.state === "online",
        "the return",
        15_000,
      );
    },
  );
});
