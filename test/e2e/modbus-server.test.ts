// The executable as a Modbus server, over TCP and on a serial line, asked by masters that others wrote.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import mqtt from "mqtt";
import type { ApiClient } from "../harness/api-client.ts";
import { type Gantry, hasBinary, startGantry } from "../harness/gantry.ts";
import { PYTHON, SOCAT } from "../harness/modbus/pymodbus-server.ts";
import {
  type Cable,
  hasLibmodbus,
  MBPOLL,
  makeLibmodbusClient,
  mbpoll,
  type PymodbusStep,
  pymodbus,
  type ServerPlace,
  startCable,
} from "../harness/modbus/scada.ts";
import { findFreePort, hasMosquittoClients } from "../harness/mosquitto.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

setDefaultTimeout(60_000);

const SECRET = Buffer.from("devicesecret0001").toString("base64");
const isReady =
  hasBinary &&
  MBPOLL !== null &&
  PYTHON !== undefined &&
  SOCAT !== null &&
  hasLibmodbus &&
  hasMosquittoClients;

const rw = { accessMode: "rw" };
const property = (identifier: string, dataType: object, more: object = {}) => ({
  ...{ identifier, name: identifier, dataType, ...more },
});
const MODEL = {
  properties: [
    property("temperature", { type: "float" }),
    property("total", { type: "long" }),
    property("count", { type: "int" }),
    property("ratio", { type: "double" }),
    property("serial", { type: "text", length: 32 }),
    property("running", { type: "bool" }, rw),
    property("setpoint", { type: "float", min: 10, max: 30, step: 0.5 }, rw),
    property("pump", { type: "bool" }, rw),
    property("limit", { type: "int", min: 0, max: 100_000 }, rw),
    property("never", { type: "int" }),
  ],
};
const VALUES = {
  ...{ temperature: 23.5, total: "-1234567890123", count: -7, ratio: 0.125, serial: "SN-42" },
  ...{ running: 1, setpoint: 21.5, pump: 0, limit: 70_000 },
};

const point = (identifier: string, address: number, more: object = {}) => ({
  ...{ unit: 1, productKey: "press", deviceName: "p1" },
  point: { identifier, area: "holding", address, type: "float32", ...more },
});
const coil = (identifier: string, address: number, more: object = {}) =>
  point(identifier, address, { area: "coil", type: "bool", ...more });
const of = (deviceName: string, exposure: ReturnType<typeof point>, more: object = {}) => ({
  ...{ ...exposure, deviceName, ...more },
});
const EXPOSURES = [
  point("temperature", 0),
  point("temperature", 2, { order: "CDAB" }),
  point("total", 4, { type: "int64" }),
  point("count", 8, { type: "int16" }),
  point("ratio", 10, { type: "float64", order: "GHEFCDAB" }),
  point("serial", 14, { type: "string", registers: 4 }),
  point("temperature", 18, { type: "int16", scale: 0.1 }),
  point("running", 19, { type: "bit", bit: 3 }),
  coil("running", 0),
  coil("pump", 1),
  { ...point("never", 20, { type: "int16" }), statusAddress: 21 },
  of("p1", point("temperature", 22), { stale: "exception", statusAddress: 24 }),
  of("valve", point("setpoint", 30, { type: "int16", scale: 0.1, access: "rw" })),
  of("valve", point("pump", 31, { type: "bit", bit: 1, access: "rw" })),
  of("valve", point("limit", 32, { type: "uint32", access: "rw" })),
  of("valve", coil("running", 10, { access: "rw" })),
  of("valve", coil("pump", 11, { access: "rw" })),
  of("lamp", coil("pump", 12, { access: "rw" })),
  of("p1", point("setpoint", 40, { type: "int16", access: "rw" })),
  { ...point("temperature", 0, { area: "input" }), unit: 7 },
];

const login = (gantry: Gantry, device: string) => [
  ...["-h", "127.0.0.1", "-p", String(gantry.ready.mqttPort)],
  ...["-i", device, "-u", `${device}&press`, "-P", SECRET],
];

/** A device that hears what it is told to do, and says nothing. */
function startLamp(gantry: Gantry) {
  const topic = "/sys/press/lamp/thing/service/property/set";
  const child = Bun.spawn(["mosquitto_sub", ...login(gantry, "lamp"), "-t", topic], { stdout: "pipe" });
  const heard: string[] = [];
  const read = async () => {
    for await (const chunk of child.stdout) heard.push(...new TextDecoder().decode(chunk).trim().split("\n"));
  };
  void read();
  return { heard, stop: () => child.kill() };
}

/** One that does it, and says so. */
async function startValve(gantry: Gantry) {
  const client = await mqtt.connectAsync({
    ...{ host: "127.0.0.1", port: gantry.ready.mqttPort, reconnectPeriod: 0 },
    ...{ clientId: "valve", username: "valve&press", password: SECRET },
  });
  const heard: unknown[] = [];
  client.on("message", (topic, payload) => {
    const { id, params } = JSON.parse(payload.toString());
    heard.push(params);
    client.publish(`${topic}_reply`, JSON.stringify({ id, code: 200, data: {} }));
  });
  await client.subscribeAsync("/sys/press/valve/thing/service/property/set");
  return { heard, stop: () => client.endAsync(true) };
}

describe.if(isReady)("a Modbus server", () => {
  const folder = makeTempFolder("scada");
  let gantry: Gantry;
  let api: ApiClient;
  let cable: Cable;
  let valve: Awaited<ReturnType<typeof startValve>>;
  let lamp: ReturnType<typeof startLamp>;
  let tcp: ServerPlace;
  let serial: ServerPlace;

  beforeAll(async () => {
    cable = await startCable(folder.path);
    const port = findFreePort();
    tcp = { port };
    serial = { path: cable.far };
    const args = ["--modbus-server-host", "127.0.0.1", "--modbus-server-port", String(port)];
    gantry = await startGantry({ args });
    api = await gantry.signIn();
    const devices = ["p1", "valve", "lamp"].map((deviceName) => ({
      ...{ productKey: "press", deviceName, deviceSecret: SECRET },
    }));
    const products = [{ productKey: "press", name: "Press", thingModel: MODEL }];
    expect((await api.post("/apply", { products, devices })).status).toBe(200);
    valve = await startValve(gantry);
    lamp = startLamp(gantry);
    const report = JSON.stringify({ id: "1", version: "1.0", params: VALUES });
    const topic = "/sys/press/p1/thing/event/property/post";
    Bun.spawnSync(["mosquitto_pub", ...login(gantry, "p1"), "-q", "1", "-t", topic, "-m", report]);
    await until(
      async () => (await api.get("/devices/press/p1/latest")).body.items.length === 9,
      "the values",
    );
    await until(async () => (await api.get("/devices/press/lamp")).body.state === "online", "the lamp");
    await until(async () => (await api.get("/devices/press/p1")).body.state === "offline", "p1 has gone");
    const settings = { ports: [{ path: cable.near, baud: 19_200, units: [1] }] };
    const answer = await api.put("/modbus-server", { exposures: EXPOSURES, settings });
    expect([answer.status, answer.body.code]).toEqual([200, undefined]);
    await until(async () => {
      const { listener, ports } = (await api.get("/modbus-server")).body;
      return listener.state === "listening" && ports[0].state === "listening";
    }, "both listen");
  });

  afterAll(async () => {
    await valve?.stop();
    lamp?.stop();
    await gantry?.[Symbol.asyncDispose]();
    await cable?.unplug();
    folder[Symbol.dispose]();
  });

  const places = [
    ["TCP", () => tcp],
    ["RTU", () => serial],
  ] as const;

  test.each(places)("pymodbus reads all types over %s, and is told what cannot be", async (_, place) => {
    const holding = (address: number, count: number): PymodbusStep => [
      "read_holding_registers",
      { address, count, slave: 1 },
    ];
    const answers = await pymodbus(PYTHON ?? "", place(), [
      holding(0, 20),
      ["read_coils", { address: 0, count: 2, slave: 1 }],
      holding(20, 1),
      holding(21, 1),
      holding(22, 2),
      holding(24, 1),
      holding(500, 1),
      holding(0, 126),
    ]);
    const bytes = Buffer.from(Uint16Array.from(answers[0] as number[]).buffer).swap16();
    const swapped = [13, 12, 11, 10].flatMap((at) => [...bytes.subarray(at * 2, at * 2 + 2)]);
    expect([
      [bytes.readFloatBE(0), bytes.subarray(4, 8).toString("hex"), bytes.readBigInt64BE(8)],
      [bytes.readInt16BE(16), Buffer.from(swapped).readDoubleBE(0), bytes.toString("latin1", 28, 33)],
      [bytes.readInt16BE(36), bytes.readUInt16BE(38)],
    ]).toEqual([
      [23.5, "000041bc", -1_234_567_890_123n],
      [-7, 0.125, "SN-42"],
      [235, 8],
    ]);
    // Never seen: 0B and state 0. Its device away, and not to be answered with what it said last: 0B and state 2.
    expect(answers.slice(1, 7)).toEqual([
      [true, false],
      "exception 11",
      [0],
      "exception 11",
      [2],
      "exception 2",
    ]);
    expect(answers[7]).toBe("exception 3");
  });

  test.each(places)("mbpoll reads and writes over %s", async (name, place) => {
    expect(await mbpoll(place(), ["-a", "1", "-t", "4:float", "-B", "-r", "0"])).toContain("[0]: \t23.5");
    expect(await mbpoll(place(), ["-a", "1", "-t", "0", "-r", "0"])).toContain("[0]: \t1");
    const value = name === "TCP" ? 225 : 230;
    expect(await mbpoll(place(), ["-a", "1", "-t", "4", "-r", "30"], [String(value)])).toContain("Written 1");
    await until(() => Bun.deepEquals(valve.heard.at(-1), { setpoint: value / 10 }), "the valve is told");
    expect(await mbpoll(place(), ["-a", "1", "-t", "4", "-r", "0"], ["1"])).toContain("Illegal data address");
  });

  test.each(places)("libmodbus reads, writes and masks over %s", async (name, place) => {
    const run = await makeLibmodbusClient(folder.path);
    const before = valve.heard.length;
    expect(await run(place(), name === "TCP" ? 240 : 245)).toEqual([
      ...["float 23.5", "swapped 23.5", "bits 1 0", "register 1", "mask 1"],
      "absent -1 Illegal data address",
    ]);
    await until(() => valve.heard.length >= before + 2, "the valve is told twice");
    expect(valve.heard.slice(before)).toEqual([{ setpoint: name === "TCP" ? 24 : 24.5 }, { pump: 1 }]);
  });

  test("writes are commands, each refused for its own reason", async () => {
    const before = valve.heard.length;
    const word = (address: number, value: number): PymodbusStep => [
      "write_register",
      { address, value, slave: 1 },
    ];
    const answers = await pymodbus(PYTHON ?? "", tcp, [
      ["write_coil", { address: 10, value: true, slave: 1 }],
      ["write_coils", { address: 10, values: [false, true], slave: 1 }],
      ["write_registers", { address: 32, values: [1, 0], slave: 1 }],
      // Above the maximum, between two steps, half of a value, too large a value.
      word(30, 305),
      word(30, 213),
      word(32, 1),
      ["write_registers", { address: 32, values: [2, 0], slave: 1 }],
      // Read-only, not there, on a device that is away.
      word(0, 1),
      word(600, 1),
      word(40, 20),
    ]);
    expect(answers).toEqual([
      ...["ok", "ok", "ok"],
      ...["exception 3", "exception 3", "exception 3", "exception 3"],
      ...["exception 2", "exception 2", "exception 11"],
    ]);
    await until(() => valve.heard.length >= before + 3, "the valve is told");
    expect(valve.heard.slice(before)).toEqual([{ running: 1 }, { running: 0, pump: 1 }, { limit: 65_536 }]);
    const commands = (await api.get("/devices/press/p1/commands")).body.items;
    expect(commands[0]).toMatchObject({
      ...{ actor: "modbus-server", kind: "property_set", request: { setpoint: 20 }, state: "failed" },
      error: { code: "command_offline" },
    });
  });

  test("only the units of the line answer there; all do over TCP", async () => {
    const step: PymodbusStep = ["read_input_registers", { address: 0, count: 1, slave: 7 }];
    expect(await pymodbus(PYTHON ?? "", tcp, [step])).toEqual([[0x41bc]]);
    expect(await pymodbus(PYTHON ?? "", serial, [step])).toEqual(["ModbusIOException"]);
  });

  test("mosquitto_sub hears the command; a write can wait for the answer, and be acknowledged without", async () => {
    const { settings } = (await api.get("/modbus-server")).body;
    const put = (more: object) => api.put("/modbus-server", { settings: { ...settings, ...more } });
    await put({ writeAnswer: "done", writeWaitMs: 300 });
    const write = (address: number): PymodbusStep => ["write_coil", { address, value: true, slave: 1 }];
    expect(await pymodbus(PYTHON ?? "", tcp, [write(11), write(12)])).toEqual(["ok", "exception 5"]);
    await until(() => lamp.heard.length > 0, "the lamp is told");
    const [{ id, ...command }] = (await api.get("/devices/press/lamp/commands")).body.items;
    expect(command).toMatchObject({ actor: "modbus-server", state: "sent", request: { pump: true } });
    expect(lamp.heard).toEqual([
      `{"method":"thing.service.property.set","id":"${100_000_000 + id}","params":{"pump":1},"version":"1.0.0"}`,
    ]);
    await until(async () => {
      const { items } = (await api.get("/devices/press/lamp/journal?kind=event")).body;
      return items.filter((one: { title: string }) => one.title === "command").length >= 2;
    }, "it is in the lamp's journal as queued and sent");
    await put({});
  });

  test("a port that is pulled out is served again when it is back, and a link cannot have it", async () => {
    const transport = { kind: "serial", path: cable.near };
    const refused = await api.post("/links", { name: "mine", transport });
    expect([refused.status, refused.body.code]).toEqual([409, "serial_port_taken"]);
    const stateOf = async () => (await api.get("/modbus-server")).body.ports[0].state;
    await cable.unplug();
    await until(async () => (await stateOf()) === "failed", "the loss");
    const listeners = (await api.get("/overview")).body.listeners.filter(
      (one: { name: string }) => one.name === "modbus-server-serial",
    );
    expect(listeners).toMatchObject([{ host: cable.near, status: "failed" }]);
    await cable.plug();
    await until(async () => (await stateOf()) === "listening", "the return");
    expect(await mbpoll(serial, ["-a", "1", "-t", "4:float", "-B", "-r", "0"])).toContain("[0]: \t23.5");
    const metrics = await (await fetch(`${gantry.origin}/metrics`)).text();
    expect(metrics).toContain(`gantry_modbus_server_port_up{path="${cable.near}"} 1`);
  });

  test("who is not on the list is turned away", async () => {
    const { settings } = (await api.get("/modbus-server")).body;
    await api.put("/modbus-server", { settings: { ...settings, allowed: ["10.0.0.0/8"] } });
    const turnedAway = async () => (await api.get("/modbus-server")).body.listener.turnedAway.address;
    await until(async () => {
      await mbpoll(tcp, ["-a", "1", "-t", "4", "-r", "0"]);
      return (await turnedAway()) > 0;
    }, "it is turned away");
    await api.put("/modbus-server", { settings });
  });
});
