// The executable as a Modbus master over TCP, against servers that others wrote: pymodbus in both framings,
// modbus-serial, libmodbus.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type Gantry, hasBinary, startGantry } from "../harness/gantry.ts";
import { hasLibmodbus, startLibmodbus } from "../harness/modbus/libmodbus-server.ts";
import { Meters } from "../harness/modbus/meters.ts";
import { PYTHON, startTcpPeer } from "../harness/modbus/pymodbus-server.ts";
import { startModbusServer } from "../harness/modbus/server-tcp.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

setDefaultTimeout(180_000);

const REGISTERS = Object.fromEntries(Array.from({ length: 40 }, (_, address) => [address, address]));

describe.if(hasBinary)("a Modbus master over TCP", () => {
  let gantry: Gantry;
  let meters: Meters;

  beforeAll(async () => {
    gantry = await startGantry();
    meters = new Meters(await gantry.signIn());
    await meters.addProduct("meter");
  });
  afterAll(async () => await gantry[Symbol.asyncDispose]());

  /** Reads every area, writes a coil and a register with reading back, and hears the exact exception of a third write. */
  async function master(device: string, { port, kind = "tcp", level = 1_002 }: PeerPlace): Promise<void> {
    const key = `meter/${device}`;
    const linkId = await meters.addLink(device, { kind, host: "127.0.0.1", port });
    await meters.addDevice(key, { linkId, unit: 1 });
    await meters.see(key, "power", 7);
    expect(await meters.values(key)).toEqual({ power: 7, level, relay: false, alarm: true });
    expect(await meters.state(key)).toBe("online");
    expect(await meters.write(key, { power: 235 })).toMatchObject({
      state: "succeeded",
      confirmedBy: "write",
    });
    expect(await meters.write(key, { relay: true })).toMatchObject({ state: "succeeded" });
    await meters.see(key, "power", 235);
    await meters.see(key, "relay", true);
    const { state, error } = await meters.write(key, { nowhere: 1 });
    expect([state, error.code, error.text]).toEqual([
      "failed",
      "field_write_failed",
      "Writing property nowhere failed on the field bus: exception 02 illegal data address.",
    ]);
  }

  test.if(PYTHON !== undefined)("pymodbus", async () => {
    await using peer = await startTcpPeer("tcp");
    await master("pymodbus", { port: peer.port, level: 0x41bc });
  });

  test.if(PYTHON !== undefined)("pymodbus, RTU frames over TCP", async () => {
    await using peer = await startTcpPeer("rtu");
    await master("rtu-over-tcp", { port: peer.port, kind: "rtuTcp", level: 0x41bc });
  });

  test("modbus-serial", async () => {
    const server = await startModbusServer(REGISTERS);
    await master("modbus-serial", { port: server.port });
    expect([server.holding.get(7), server.coils.get(3)]).toEqual([235, true]);
    await server.stop();
  });

  test.if(hasLibmodbus)("libmodbus", async () => {
    using folder = makeTempFolder("libmodbus");
    await using peer = await startLibmodbus(folder.path, { kind: "tcp", count: 1 });
    await master("libmodbus", { port: peer.ports[0] ?? 0 });
  });

  test.if(PYTHON !== undefined)("two products and a slave that is not there behind one gateway", async () => {
    await using peer = await startTcpPeer("tcp");
    await meters.addProduct("pump", [{ identifier: "power", area: "holding", address: 0, type: "uint16" }]);
    const linkId = await meters.addLink("gateway", { kind: "tcp", host: "127.0.0.1", port: peer.port });
    const units = { "meter/near": 1, "pump/far": 17, "pump/dead": 30 };
    for (const [key, unit] of Object.entries(units)) await meters.addDevice(key, { linkId, unit });
    await meters.see("meter/near", "power", 7);
    await meters.see("pump/far", "power", 100);
    const before = (await meters.latest("pump/far")).power?.ts ?? 0;
    await until(async () => ((await meters.latest("pump/far")).power?.ts ?? 0) > before, "it is polled on");
    expect(await Promise.all(Object.keys(units).map((key) => meters.state(key)))).toEqual([
      "online",
      "online",
      "inactive",
    ]);
  });

  test("presence and the way back after the server was away", async () => {
    const server = await startModbusServer(REGISTERS);
    const linkId = await meters.addLink("cabinet", { kind: "tcp", host: "127.0.0.1", port: server.port });
    await meters.addDevice("meter/m1", { linkId, unit: 1 });
    await meters.see("meter/m1", "power", 7);
    const { body } = await meters.api.get("/devices/meter/m1");
    expect([body.state, body.address]).toEqual(["online", `127.0.0.1:${server.port} #1`]);
    await server.stop();
    await until(async () => (await meters.state("meter/m1")) === "offline", "the absence", 30_000);
    const { ts } = (await meters.latest("meter/m1")).power ?? { ts: 0 };
    const again = await startModbusServer({ ...REGISTERS, 7: 24 }, server.port);
    await meters.see("meter/m1", "power", 24);
    expect(((await meters.latest("meter/m1")).power?.ts ?? 0) > ts).toBe(true);
    await again.stop();
  });
});

interface PeerPlace {
  readonly port: number;
  readonly kind?: "tcp" | "rtuTcp";
  /** What the peer's input register 2 holds. */
  readonly level?: number;
}
