import { afterEach, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import * as v from "valibot";
import { listenForDtus } from "../../../../src/access/modbus/dtu/dtu-listener.ts";
import { Engine } from "../../../../src/access/modbus/engine/engine.ts";
import { systemClock } from "../../../../src/spine/clock.ts";
import { failure } from "../../../../src/spine/error.ts";
import { type Identification, LinkSettingsSchema } from "../../../../src/spine/fieldbus.ts";
import type { Value } from "../../../../src/spine/point.ts";
import { RegisterMapSchema } from "../../../../src/spine/register-map.ts";
import { err } from "../../../../src/spine/result.ts";
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

type Transport = Partial<v.InferInput<typeof LinkSettingsSchema>["transport"]> & object;

function startPlatform(transport: Transport = {}) {
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
      identification: { by: "text", text: "REG01" },
      heartbeat: { text: "PING" },
      ...transport,
    },
    timeoutMs: 500,
    gapMs: 5,
  });
  const slaves = ["one", "two", "dead"].map((key, index) => ({ key, unit: [1, 2, 9][index] ?? 0, map: MAP }));
  engine.apply([{ id: "dtu", settings, slaves }]);
  const { transport: set } = settings;
  if (set.kind !== "dtu") throw new Error("it is one");
  const listener = listenForDtus({
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    maxConnections: 10,
    links: () => [{ id: "dtu", transport: set }],
    attach: (id, makeWire) => engine.link(id)?.link.attach(makeWire),
    onStranger: (_, packet) => void strangers.push(Buffer.from(packet).toString()),
    admit: async () => err({ why: failure("unknown_device"), code: 400, message: "no" }),
  });
  stops.push(() => engine.stop());
  stops.push(() => listener.stop());
  return { engine, values, strangers, port: listener.port };
}

/** A DTU with two slaves behind it; `dress` is what it makes of a reply before it sends it. */
function call(
  port: number,
  first: string | Uint8Array,
  {
    framing = "rtu",
    dress = glued,
  }: { framing?: "rtu" | "tcp"; dress?: (reply: Buffer) => readonly Buffer[] } = {},
): { socket: Socket; closes: number } {
  const slaves = [makeSlaveModel(1, { 0: 11 }), makeSlaveModel(2, { 0: 22 })];
  const socket = connect(port, "127.0.0.1", () => socket.write(first));
  const state = { socket, closes: 0 };
  socket.setNoDelay(true);
  socket.on("error", () => undefined);
  socket.on("close", () => state.closes++);
  socket.on("data", (chunk) => {
    const request = Buffer.from(chunk);
    const frame = framing === "tcp" ? request.subarray(6) : request.subarray(0, -2);
    const slave = slaves.find(({ unit }) => unit === frame[0]);
    if (!slave) return;
    const body = Buffer.concat([Buffer.of(slave.unit), answerPdu(slave, Buffer.from(frame.subarray(1)))]);
    const head = Buffer.concat([request.subarray(0, 4), Buffer.of(0, body.length)]);
    const reply = framing === "tcp" ? Buffer.concat([head, body]) : sealed(body);
    for (const piece of dress(reply)) socket.write(piece);
  });
  stops.push(() => socket.destroy());
  return state;
}

const PING = Buffer.from("PING");
const glued = (reply: Buffer) => [Buffer.concat([PING, reply, PING])];
/** Before, within two writes of, and behind it, with half a heartbeat at the end whose rest comes with the next one. */
const tangled = (reply: Buffer) => [
  Buffer.concat([Buffer.from("NG"), PING, reply.subarray(0, 3)]),
  Buffer.concat([reply.subarray(3), PING, Buffer.from("PI")]),
];

async function bothAnswer({ values }: { values: Map<string, Value[]> }): Promise<void> {
  await until(() => (values.get("one")?.length ?? 0) > 3 && (values.get("two")?.length ?? 0) > 3, "values");
  expect([new Set(values.get("one")), new Set(values.get("two")), values.get("dead")]).toEqual([
    new Set([11]),
    new Set([22]),
    undefined,
  ]);
}

test("a DTU that says who it is has its slaves polled, heartbeats and a dead slave notwithstanding", async () => {
  const platform = startPlatform();
  const { engine, port } = platform;
  const dtu = call(port, "REG01PING");
  await bothAnswer(platform);
  await until(() => (engine.link("dtu")?.figures().get("dead")?.report().requests ?? 0) >= 3, "the dead one");
  expect([dtu.closes, engine.status("dtu")?.connects]).toEqual([0, 1]);
});

test("heartbeats between TCP frames, and through the middle of RTU ones' chunks, are passed over", async () => {
  for (const framing of ["tcp", "rtu"] as const) {
    const platform = startPlatform({ framing });
    const dtu = call(platform.port, "REG01PI", { framing, dress: tangled });
    await bothAnswer(platform);
    expect([dtu.closes, platform.engine.status("dtu")?.connects]).toEqual([0, 1]);
  }
});

test("a registration packet that comes before every reply, as some DTUs are set, does no harm", async () => {
  for (const framing of ["tcp", "rtu"] as const) {
    const platform = startPlatform({ framing });
    const dress = (reply: Buffer) => [Buffer.concat([Buffer.from("REG01"), reply])];
    const dtu = call(platform.port, "REG01", { framing, dress });
    await bothAnswer(platform);
    expect([dtu.closes, platform.engine.status("dtu")?.connects, platform.strangers]).toEqual([0, 1, []]);
  }
});

test("bytes, patterns, numbers, OneNET's login and the address of the caller say who it is, too", async () => {
  const onenet = Buffer.alloc(52);
  for (const [text, at] of [
    ["ZLAN", 0],
    ["dtu1", 11],
    ["13800000000", 20],
    ["pwd", 32],
    ["123456", 41],
  ] as const)
    onenet.write(text, at);
  const ways: readonly (readonly [Identification, string | Uint8Array])[] = [
    [{ by: "hex", hex: "AA 55 01" }, Uint8Array.of(0xaa, 0x55, 1)],
    [{ by: "pattern", pattern: "SN\\d{4}" }, "SN1234\r\n"],
    [{ by: "imei", imei: "861234567890123" }, "IMEI861234567890123PING"],
    [{ by: "iccid", iccid: "89860012345678901234" }, "+ICCID: 89860012345678901234"],
    [{ by: "onenet", productId: "123456", deviceName: "dtu1" }, onenet],
    [{ by: "address", address: "127.0.0.1" }, ""],
  ];
  await Promise.all(
    ways.map(async ([identification, first]) => {
      const platform = startPlatform({ identification });
      call(platform.port, first);
      await bothAnswer(platform);
      expect(platform.strangers).toEqual([]);
    }),
  );
});

test("a second call takes the place of the first, which may be half open and say nothing", async () => {
  const { engine, values, port } = startPlatform();
  const first = call(port, "REG01");
  await until(() => values.has("one"), "a value");
  first.socket.removeAllListeners("data");
  first.socket.pause();
  call(port, "REG01");
  await until(() => engine.status("dtu")?.connects === 2, "the change");
  const before = values.get("one")?.length ?? 0;
  await until(() => (values.get("one")?.length ?? 0) > before + 2, "values of the second");
  first.socket.resume();
  await until(() => first.closes === 1, "the end of the first");
});

test("a stranger is told of, and sent away", async () => {
  const { strangers, port } = startPlatform();
  const stranger = call(port, "WHO AM I");
  await until(() => stranger.closes === 1, "the end of the call");
  expect(strangers).toEqual(["WHO AM I"]);
});
