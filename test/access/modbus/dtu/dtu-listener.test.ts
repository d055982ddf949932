import { afterEach, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import * as v from "valibot";
import { listenForDtus } from "../../../../src/access/modbus/dtu/dtu-listener.ts";
import { Engine } from "../../../../src/access/modbus/engine/engine.ts";
import { systemClock } from "../../../../src/spine/clock.ts";
import { LinkSettingsSchema } from "../../../../src/spine/fieldbus.ts";
import type { Value } from "../../../../src/spine/point.ts";
import { RegisterMapSchema } from "../../../../src/spine/register-map.ts";
import { sealed } from "../../../harness/modbus/serial-line.ts";
import { answerPdu, makeSlaveModel } from "../../../harness/modbus/slave-model.ts";
import { until } from "../../../harness/until.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0).reverse()) stop();
});

const MAP = v.parse(RegisterMapSchema, {
  points: [{ identifier: "level", area: "holding", address: 0, type: "uint16", group: "fast" }],
  groups: [{ name: "fast", periodMs: 30 }],
});

function startPlatform(framing: "rtu" | "tcp" = "rtu") {
  const values = new Map<string, Value[]>();
  const strangers: string[] = [];
  const engine = new Engine({
    clock: systemClock,
    dialsOf: () => [],
    events: {
      readings: (key, readings) => {
        values.set(key, [...(values.get(key) ?? []), ...readings.map(({ value }) => value)]);
      },
      presence: () => {},
    },
  });
  const settings = v.parse(LinkSettingsSchema, {
    name: "dtu",
    transport: {
      kind: "dtu",
      framing,
      identification: { by: "text", text: "REG01" },
      heartbeat: { text: "PING" },
    },
    timeoutMs: 300,
    gapMs: 5,
  });
  engine.apply([
    {
      id: "dtu",
      settings,
      slaves: [
        { key: "one", unit: 1, map: MAP },
        { key: "two", unit: 2, map: MAP },
        { key: "dead", unit: 9, map: MAP },
      ],
    },
  ]);
  const { transport } = settings;
  if (transport.kind !== "dtu") throw new Error("it is one");
  const listener = listenForDtus({
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    maxConnections: 10,
    links: () => [{ id: "dtu", transport }],
    attach: (id, makeWire) => engine.link(id)?.link.attach(makeWire),
    onStranger: (_, packet) => void strangers.push(Buffer.from(packet).toString()),
  });
  stops.push(() => engine.stop());
  stops.push(() => listener.stop());
  return { engine, values, strangers, port: listener.port };
}

/** A DTU with two slaves behind it, which answers in RTU and glues a heartbeat to every reply. */
function call(port: number, first: string): { socket: Socket; closes: number } {
  const slaves = [makeSlaveModel(1, { 0: 11 }), makeSlaveModel(2, { 0: 22 })];
  const socket = connect(port, "127.0.0.1", () => socket.write(first));
  const state = { socket, closes: 0 };
  socket.on("error", () => undefined);
  socket.on("close", () => state.closes++);
  socket.on("data", (chunk) => {
    const frame = Buffer.from(chunk);
    const slave = slaves.find(({ unit }) => unit === frame[0]);
    if (!slave) return;
    const reply = sealed(Buffer.concat([Buffer.of(slave.unit), answerPdu(slave, frame.subarray(1, -2))]));
    socket.write(Buffer.concat([Buffer.from("PING"), reply, Buffer.from("PING")]));
  });
  stops.push(() => socket.destroy());
  return state;
}

test("a DTU that says who it is has its slaves polled, heartbeats and a dead slave notwithstanding", async () => {
  const { engine, values, port } = startPlatform();
  const dtu = call(port, "REG01PING");
  await until(() => (values.get("one")?.length ?? 0) > 3 && (values.get("two")?.length ?? 0) > 3, "values");
  expect([values.get("one")?.[0], values.get("two")?.[0], values.get("dead")]).toEqual([11, 22, undefined]);
  await until(() => (engine.link("dtu")?.figures().get("dead")?.report().requests ?? 0) >= 3, "the dead one");
  expect([dtu.closes, engine.status("dtu")?.connects]).toEqual([0, 1]);
});

test("a second call takes the place of the first", async () => {
  const { engine, values, port } = startPlatform();
  const first = call(port, "REG01");
  await until(() => values.has("one"), "a value");
  call(port, "REG01");
  await until(() => first.closes === 1 && engine.status("dtu")?.connects === 2, "the change");
});

test("a stranger is told of, and sent away", async () => {
  const { strangers, port } = startPlatform();
  const stranger = call(port, "WHO AM I");
  await until(() => stranger.closes === 1, "the end of the call");
  expect(strangers).toEqual(["WHO AM I"]);
});
