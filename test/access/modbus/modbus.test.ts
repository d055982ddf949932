import { afterEach, expect, test } from "bun:test";
import * as v from "valibot";
import { type Modbus, type ModbusLink, openModbus } from "../../../src/access/modbus/modbus.ts";
import { failure } from "../../../src/spine/error.ts";
import { LinkSettingsSchema } from "../../../src/spine/fieldbus.ts";
import { RegisterMapSchema } from "../../../src/spine/register-map.ts";
import { startModbusServer } from "../../harness/modbus/server-tcp.ts";
import { until } from "../../harness/until.ts";
import { FakeGate } from "../mqtt/fake-gate.ts";

const stops: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function linkTo(port: number, report: "every" | "change" = "every"): ModbusLink {
  return {
    id: "1",
    settings: v.parse(LinkSettingsSchema, {
      name: "cabinet",
      transport: { kind: "tcp", host: "127.0.0.1", port },
      timeoutMs: 1_500,
    }),
    slaves: [
      {
        key: "meter/m1",
        unit: 1,
        principal: { deviceId: 7, productKey: "meter", deviceName: "m1", dialect: "plain" },
        map: v.parse(RegisterMapSchema, {
          points: [
            { identifier: "power", area: "holding", address: 0, type: "uint16", access: "rw", group: "fast" },
            {
              identifier: "missing",
              area: "holding",
              address: 90,
              type: "uint16",
              access: "rw",
              group: null,
            },
          ],
          groups: [{ name: "fast", periodMs: 30, report }],
        }),
      },
    ],
  };
}

function open(gate: FakeGate): Modbus {
  const modbus = openModbus({ gate });
  stops.push(() => modbus.close());
  return modbus;
}

test("a slave that answers is a device that is here; its readings go through the gate", async () => {
  const server = await startModbusServer({ 0: 42 });
  stops.push(server.stop);
  const gate = new FakeGate();
  const modbus = open(gate);
  modbus.apply([linkTo(server.port)]);
  await until(() => gate.reports.length > 0, "a report");
  const { readings, subject } = gate.reports[0] ?? { readings: [], subject: "" };
  const { ts, ...reading } = readings[0] ?? { ts: 0 };
  expect([reading, subject, Math.abs(ts - Date.now()) < 60_000]).toEqual([
    { property: "power", value: 42, quality: 0 },
    "modbus",
    true,
  ]);
  const link = gate.opened[0]?.link;
  expect([link?.protocol, link?.address]).toEqual(["modbus", `127.0.0.1:${server.port} #1`]);
  expect(await link?.perform?.(new Map([["power", 55]]))).toBeUndefined();
  expect(server.holding.get(0)).toBe(55);
  expect((await link?.perform?.(new Map([["missing", 1]])))?.code).toBe("field_write_failed");
  expect((await link?.perform?.(new Map([["power", 70_000]])))?.code).toBe("field_value_refused");
  expect((await modbus.read("meter/m1", ["missing"]))?.params).toMatchObject({
    detail: "@modbus_exception_02",
  });
});

test("with its link the device goes, and it comes back with it", async () => {
  const server = await startModbusServer({ 0: 42 });
  const gate = new FakeGate();
  const modbus = open(gate);
  modbus.apply([linkTo(server.port)]);
  await until(() => gate.opened.length === 1, "the device");
  await server.stop();
  await until(() => gate.closed.length === 1, "its absence");
  expect(gate.closed[0]?.reason).toBe("link_down");
  const again = await startModbusServer({ 0: 43 }, server.port);
  stops.push(again.stop);
  await until(() => gate.opened.length === 2, "its return");
  modbus.apply([]);
  expect(gate.closed.map(({ reason }) => reason)).toEqual(["link_down", "unbound"]);
});

test("a device that may not be here is not shown as here", async () => {
  const server = await startModbusServer({ 0: 42 });
  stops.push(server.stop);
  const gate = new FakeGate({ lateRefusal: () => failure("device_disabled") });
  const modbus = open(gate);
  modbus.apply([linkTo(server.port)]);
  await until(() => (modbus.link("1")?.figures().get("meter/m1")?.report().answered ?? 0) > 1, "answers");
  expect([gate.opened.length, gate.reports.length]).toEqual([0, 0]);
});

test("a value that stands still is reported until it is stored, and again when its device was sent away", async () => {
  const server = await startModbusServer({ 0: 42 });
  stops.push(server.stop);
  let settled = 0;
  const gate = new (class extends FakeGate {
    override report(...[, read, settle]: Parameters<FakeGate["report"]>) {
      this.reports.push(read);
      const isFull = ++settled < 3;
      settle(
        isFull
          ? { kind: "unavailable", failure: failure("internal") }
          : { kind: "stored", seq: settled, reply: undefined },
      );
    }
  })();
  const modbus = open(gate);
  modbus.apply([linkTo(server.port, "change")]);
  const answered = () => modbus.link("1")?.figures().get("meter/m1")?.report().answered ?? 0;
  await until(() => answered() >= 8, "some rounds");
  expect([gate.reports.length, gate.opened.length]).toEqual([3, 1]);
  gate.opened[0]?.link.close(failure("device_disabled"));
  await until(() => gate.opened.length === 2, "its return");
  expect(gate.reports.length).toBe(4);
});
