// The engine against slaves that others wrote: modbus-serial's server over TCP, pymodbus over a serial line.

import { afterEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import type { Socket } from "bun";
import * as v from "valibot";
import { Engine } from "../../../../src/access/modbus/engine/engine.ts";
import type { LinkSpec } from "../../../../src/access/modbus/engine/running-link.ts";
import { makeDials } from "../../../../src/access/modbus/link/dials.ts";
import { systemClock } from "../../../../src/spine/clock.ts";
import { type LinkSettingsInput, LinkSettingsSchema } from "../../../../src/spine/fieldbus.ts";
import type { Value } from "../../../../src/spine/point.ts";
import { RegisterMapSchema, type RegisterPointInput } from "../../../../src/spine/register-map.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { SerialLine } from "../../../harness/modbus/serial-line.ts";
import { startModbusServer } from "../../../harness/modbus/server-tcp.ts";
import { makeSlaveModel } from "../../../harness/modbus/slave-model.ts";
import { until } from "../../../harness/until.ts";

const REGISTERS = { 0: 0x41bc, 1: 0, 2: 7 };

const stops: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function startEngine() {
  const values = new Map<string, Value>();
  const presence: string[] = [];
  const engine = new Engine({
    clock: systemClock,
    dialsOf: (settings) => makeDials(settings, systemClock),
    events: {
      readings: (_, readings) => {
        for (const { identifier, value } of readings) values.set(identifier, value);
      },
      presence: (key, isOnline, reason) => void presence.push(`${key} ${isOnline} ${reason}`),
    },
  });
  stops.push(() => engine.stop());
  return { engine, values, presence };
}

function specOf(
  transport: LinkSettingsInput["transport"],
  points: readonly Partial<RegisterPointInput>[],
): LinkSpec {
  const full = points.map((point, at) => ({
    identifier: `p${at}`,
    area: "holding",
    type: "uint16",
    group: "fast",
    ...point,
  }));
  const groups = [{ name: "fast", periodMs: 50 }];
  return {
    id: "link",
    settings: v.parse(LinkSettingsSchema, { name: "line", transport, timeoutMs: 300 }),
    slaves: [{ key: "meter", unit: 1, map: v.parse(RegisterMapSchema, { points: full, groups }) }],
  };
}

test("it polls, writes and reads on demand over TCP, and comes back when the server does", async () => {
  const first = await startModbusServer(REGISTERS);
  const { engine, values, presence } = startEngine();
  const points: Partial<RegisterPointInput>[] = [
    { address: 0, type: "float32" },
    { address: 2, access: "rw", write: { isVerified: true } },
    { address: 50 },
  ];
  engine.apply([specOf({ kind: "tcp", host: "127.0.0.1", port: first.port }, points)]);
  await until(() => values.size === 2, "the first values");
  expect(Object.fromEntries(values)).toEqual({ p0: 23.5, p1: 7 });
  expect(await engine.write("meter", "p1", 9)).toEqual({ kind: "written" });
  await until(() => values.get("p1") === 9, "the written value");
  await first.stop();
  await until(() => presence.length === 2, "the loss");
  const second = await startModbusServer(REGISTERS, first.port);
  stops.push(second.stop);
  second.holding.set(2, 11);
  await until(() => values.get("p1") === 11, "the value after the server came back");
  expect(presence.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "meter true",
    "meter false",
    "meter true",
  ]);
  const report = engine.link("link")?.figures().get("meter")?.report();
  expect([(report?.failures["exception 02"] ?? 0) > 0, (report?.answered ?? 0) > 3]).toEqual([true, true]);
});

test("an unchanged link goes on while another is changed, and one that is gone is closed", async () => {
  const server = await startModbusServer(REGISTERS);
  stops.push(server.stop);
  const { engine, values } = startEngine();
  const spec = specOf({ kind: "tcp", host: "127.0.0.1", port: server.port }, [{ address: 2 }]);
  engine.apply([spec]);
  await until(() => values.size === 1, "the first value");
  const connects = () => engine.status("link")?.connects;
  engine.apply([
    {
      ...spec,
      slaves: [
        ...spec.slaves,
        {
          ...specOf(spec.settings.transport, []).slaves[0],
          key: "other",
          unit: 2,
          map: spec.slaves[0]?.map ?? v.parse(RegisterMapSchema, { points: [] }),
        },
      ],
    },
  ]);
  expect(connects()).toBe(1);
  engine.apply([]);
  expect(engine.status("link")).toBeUndefined();
});

test("links with the same period ask at different moments of it", async () => {
  const clock = makeManualClock();
  const asked = new Map<string, number>();
  const engine = new Engine({
    clock,
    dialsOf: ({ name }) => [
      async () => ({
        send: () => void asked.set(name, asked.get(name) ?? clock.monotonicMs()),
        close: () => {},
      }),
    ],
    events: { readings: () => {}, presence: () => {} },
  });
  const { slaves, settings } = specOf({ kind: "tcp", host: "meters" }, [{ address: 0 }]);
  engine.apply(["a", "b", "c"].map((id) => ({ id, slaves, settings: { ...settings, name: id } })));
  for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  clock.advance(50);
  engine.stop();
  expect(["a", "b", "c"].map((name) => Math.round(asked.get(name) ?? Number.NaN))).toEqual([0, 31, 12]);
});

test.each(["cut", "stopped"])(
  "a link that is %s in the middle of a round leaves its slaves away",
  async (how) => {
    const clock = makeManualClock();
    const said: string[] = [];
    let cut = () => {};
    const engine = new Engine({
      clock,
      dialsOf: () => [
        async ({ received, lost }) => {
          const slaves = [{ model: makeSlaveModel(1, { 0: 7, 99: 8 }) }];
          const line = new SerialLine({ clock, slaves, baud: 9_600, received });
          cut = () => lost("hung up");
          return { send: (bytes) => line.send(bytes), close: () => {} };
        },
      ],
      events: {
        readings: (_, readings) => void said.push(...readings.map(({ identifier }) => identifier)),
        presence: (_, isOnline, reason) => void said.push(`${isOnline} ${reason}`),
      },
    });
    const { slaves, settings } = specOf({ kind: "serial", path: "/dev/line" }, [
      { address: 0 },
      { address: 99 },
    ]);
    engine.apply([{ id: "a", settings, slaves }]);
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
    // One of the two blocks is answered by then.
    clock.advance(30);
    if (how === "cut") cut();
    else engine.stop();
    expect(said).toEqual([
      "true answered",
      ...(how === "cut" ? ["p0"] : []),
      expect.stringMatching(/^false/),
    ]);
    engine.stop();
  },
);

test("fifty connections that end by themselves leave no socket and no timer", async () => {
  const clock = makeManualClock();
  const open = new Set<Socket>();
  const server = Bun.listen({
    ...{ hostname: "127.0.0.1", port: 0 },
    socket: {
      open: (socket) => void open.add(socket),
      close: (socket) => void open.delete(socket),
      data: () => {},
    },
  });
  stops.push(() => server.stop(true));
  const descriptors = () => readdirSync("/proc/self/fd").length;
  const engine = new Engine({
    clock,
    dialsOf: (settings) => makeDials(settings, clock),
    events: { readings: () => {}, presence: () => {} },
  });
  const before = descriptors();
  const connects = () => engine.status("link")?.connects ?? 0;
  engine.apply([specOf({ kind: "tcp", host: "127.0.0.1", port: server.port }, [{ address: 0 }])]);
  for (let cut = 0; cut < 50; cut++) {
    await until(() => connects() === cut + 1 && open.size === 1, `connection ${cut}`);
    // Requests of several rounds are under way or wait.
    clock.advance(1_000);
    for (const socket of open) socket.terminate();
    await until(() => engine.status("link")?.state === "down", "the loss");
    // The first wait is no longer; more would let the attempt end before it can have been answered.
    clock.advance(1_000);
  }
  await until(() => open.size === 1, "the last connection");
  engine.stop();
  await until(() => open.size === 0, "its end");
  await until(() => descriptors() <= before, "its descriptor");
  clock.advance(60_000);
  expect(clock.pending()).toBe(0);
}, 60_000);
