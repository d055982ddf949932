// Commands to devices that others' clients play, over real sockets, in every dialect.

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHmac } from "node:crypto";
import mqtt, { type MqttClient } from "mqtt";
import { openApp } from "../../src/app.ts";
import { signJetLinks } from "../../src/codec/jetlinks/login.ts";
import { loadConfig } from "../../src/config.ts";
import { ApiClient } from "../harness/api-client.ts";
import { startModbusServer } from "../harness/modbus/server-tcp.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

setDefaultTimeout(30_000);

const MOSQUITTO_SUB = Bun.which("mosquitto_sub");
const PASSWORD = "correct horse battery staple";
const SECRET = Buffer.from("devicesecret0001").toString("base64");

const MODEL = {
  properties: [
    { identifier: "on", name: "On", accessMode: "rw", dataType: { type: "bool" } },
    { identifier: "temp", name: "Temperature", dataType: { type: "float" } },
  ],
  services: [
    {
      identifier: "dose",
      name: "Dose",
      input: [{ identifier: "amount", name: "Amount", dataType: { type: "int", min: 1 } }],
    },
  ],
};

async function openTestApp(data: string) {
  const hosts = Object.fromEntries(
    ["http", "mqtt", "mqtts", "mqtt-ws"].map((name) => [`${name}-host`, "127.0.0.1"]),
  );
  const ports = Object.fromEntries(["http", "mqtt", "mqtts", "mqtt-ws"].map((name) => [`${name}-port`, "0"]));
  const loaded = await loadConfig({
    flags: { data, ...hosts, ...ports },
    env: { GANTRY_ADMIN_PASSWORD: PASSWORD },
  });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  const app = await openApp(loaded.value.config);
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  const api = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  expect((await api.signIn("admin", PASSWORD)).status).toBe(200);
  return { app, api, mqttPort: portOf("mqtt") };
}

const devices = ["a1", "o1", "t1", "j1", "p1", "late", "y1"];
const document = {
  products: [{ productKey: "pump", productSecret: "productsecret0001", name: "Pump", thingModel: MODEL }],
  devices: devices.map((deviceName) => ({
    productKey: "pump",
    deviceName,
    deviceSecret: deviceName === "t1" ? "thingstoken0001" : SECRET,
  })),
};

type Login = { clientId: string; username: string; password?: string };

function alinkLogin(deviceName: string): Login {
  const text = `clientId${deviceName}deviceName${deviceName}productKeypump`;
  const password = createHmac("sha256", SECRET).update(text).digest("hex");
  return {
    clientId: `${deviceName}|securemode=3,signmethod=hmacsha256|`,
    username: `${deviceName}&pump`,
    password,
  };
}

function onenetLogin(): Login {
  const [res, et, method, version] = ["products/pump/devices/o1", "4102444800", "sha1", "2018-10-31"];
  const sign = createHmac("sha1", Buffer.from(SECRET, "base64"))
    .update([et, method, res, version].join("\n"))
    .digest("base64");
  const value = encodeURIComponent;
  return {
    clientId: "o1",
    username: "pump",
    password: `version=${version}&res=${value(res)}&et=${et}&method=${method}&sign=${value(sign)}`,
  };
}

function jetLinksLogin(): Login {
  const username = `pump|${Date.now()}`;
  return { clientId: "j1", username, password: signJetLinks(username, SECRET) };
}

const clients: MqttClient[] = [];
const folder = makeTempFolder("commands");
let world = await openTestApp(folder.path);
expect((await world.api.post("/apply", document)).status).toBe(200);

afterAll(async () => {
  for (const client of clients) await client.endAsync(true);
  await world.app.close();
  folder[Symbol.dispose]();
});

interface Heard {
  readonly topic: string;
  readonly text: string;
}

/** A device that answers each message by `answer`, and remembers what it heard. */
async function connect(
  login: Login,
  filters: readonly string[],
  answer: (heard: Heard) => [topic: string, body: unknown] | undefined,
) {
  const heard: Heard[] = [];
  const client = await mqtt.connectAsync({
    host: "127.0.0.1",
    port: world.mqttPort,
    reconnectPeriod: 0,
    ...login,
  });
  clients.push(client);
  client.on("message", (topic, payload) => {
    const one = { topic, text: payload.toString() };
    heard.push(one);
    const reply = answer(one);
    if (reply !== undefined) client.publish(reply[0], JSON.stringify(reply[1]), { qos: 1 });
  });
  for (const filter of filters) await client.subscribeAsync(filter);
  return { client, heard };
}

const set = (deviceName: string, body: object) =>
  world.api.post(`/devices/pump/${deviceName}/properties`, body);
const idOf = (text: string) => JSON.parse(text).id;

describe("a property set reaches a device, and its answer settles it", () => {
  test("Alink, without a subscription", async () => {
    const { heard, client } = await connect(alinkLogin("a1"), [], ({ topic, text }) =>
      topic.endsWith("/property/set")
        ? [`${topic}_reply`, { id: idOf(text), code: 200, data: {} }]
        : undefined,
    );
    const { status, body } = await set("a1", { params: { on: true }, waitMs: 5_000 });
    expect([status, body.state, body.confirmedBy, body.actor]).toEqual([200, "succeeded", "answer", "admin"]);
    expect(heard).toEqual([
      {
        topic: "/sys/pump/a1/thing/service/property/set",
        text: `{"method":"thing.service.property.set","id":"${100_000_000 + body.id}","params":{"on":1},"version":"1.0.0"}`,
      },
    ]);
    await client.endAsync(true);
  });

  test("OneNET", async () => {
    const { heard } = await connect(onenetLogin(), ["$sys/pump/o1/thing/#"], ({ topic, text }) =>
      topic.endsWith("/set") ? [`${topic}_reply`, { id: idOf(text), code: 200, msg: "success" }] : undefined,
    );
    const { body } = await set("o1", { params: { on: true }, waitMs: 5_000 });
    expect([body.state, body.confirmedBy]).toEqual(["succeeded", "answer"]);
    expect(heard[0]).toEqual({
      topic: "$sys/pump/o1/thing/property/set",
      text: `{"id":"${body.id}","version":"1.0","params":{"on":true}}`,
    });
  });

  test("ThingsBoard: attributes are confirmed by the report, a service by its RPC answer", async () => {
    const filters = ["v1/devices/me/attributes", "v1/devices/me/rpc/request/+"];
    const { heard } = await connect(
      { clientId: "any", username: "thingstoken0001" },
      filters,
      ({ topic, text }) =>
        topic.includes("/rpc/")
          ? [topic.replace("request", "response"), { done: true }]
          : ["v1/devices/me/attributes", JSON.parse(text)],
    );
    const { body } = await set("t1", { params: { on: true }, waitMs: 5_000 });
    expect([body.state, body.confirmedBy]).toEqual(["succeeded", "report"]);
    const call = await world.api.post("/devices/pump/t1/services/dose", {
      input: { amount: 2 },
      waitMs: 5_000,
    });
    expect([call.body.state, call.body.output]).toEqual(["succeeded", { done: true }]);
    expect(heard.at(-1)).toEqual({
      topic: `v1/devices/me/rpc/request/${call.body.id}`,
      text: '{"method":"dose","params":{"amount":2}}',
    });
  });

  test("JetLinks, and a refusal with the device's words", async () => {
    await connect(jetLinksLogin(), ["/pump/j1/#"], ({ topic, text }) => {
      const { messageId, function: name } = JSON.parse(text);
      if (topic.endsWith("/reply")) return undefined;
      return [
        `${topic}/reply`,
        name === undefined
          ? { messageId, success: true }
          : { messageId, success: false, code: 409, message: "tank is empty" },
      ];
    });
    expect((await set("j1", { params: { on: false }, waitMs: 5_000 })).body.state).toBe("succeeded");
    const call = await world.api.post("/devices/pump/j1/services/dose", {
      input: { amount: 2 },
      waitMs: 5_000,
    });
    expect([call.body.state, call.body.error.code]).toEqual(["failed", "command_refused"]);
    expect(call.body.error.text).toBe("The device answered with code 409. tank is empty");
  });
});

test("commands that wait go in order when the device is back, over a restart in between", async () => {
  for (const on of [true, false, true])
    expect((await set("late", { params: { on } })).body).toMatchObject({
      state: "queued",
      waiting: { code: on ? expect.any(String) : "command_busy" },
    });
  for (const client of clients.splice(0)) await client.endAsync(true);
  await world.app.close();
  world = await openTestApp(folder.path);
  const { heard } = await connect(
    { clientId: "late", username: "late&pump", password: SECRET },
    ["/sys/pump/late/thing/service/property/set"],
    ({ topic, text }) => [`${topic}_reply`, { id: idOf(text), code: 200, data: {} }],
  );
  const list = async () => (await world.api.get("/devices/pump/late/commands?state=succeeded")).body.items;
  await until(async () => (await list()).length === 3, "all three are settled");
  expect(heard.map(({ text }) => JSON.parse(text).params.on)).toEqual([1, 0, 1]);
  const journal = async () => (await world.api.get("/devices/pump/late/journal?kind=event")).body.items;
  const isCommand = (one: { title: string }) => one.title === "command";
  await until(
    async () => (await journal()).filter(isCommand).length === 9,
    "each command is in the journal as queued, sent and succeeded",
  );
});

test("what cannot go fails at once where it was not to wait, and can be cancelled where it waits", async () => {
  const { body } = await set("p1", { params: { on: true }, expiresInS: 0 });
  expect([body.state, body.error.code]).toEqual(["failed", "command_offline"]);
  const waiting = (await set("p1", { params: { on: true } })).body;
  expect(waiting).toMatchObject({ state: "queued", waiting: { code: "command_offline" } });
  expect((await world.api.delete(`/commands/${waiting.id}`)).body.state).toBe("cancelled");
  expect((await world.api.delete(`/commands/${waiting.id}`)).body.code).toBe("command_state");
  const refused = await set("p1", { params: { temp: 1 } });
  expect([refused.status, refused.body.code]).toEqual([422, "property_read_only"]);
  const metrics = await (await fetch(`${world.api.origin}/metrics`)).text();
  expect(metrics).toContain('gantry_commands_settled_total{state="cancelled"} 1');
  const audit = (await world.api.get("/audit?limit=5")).body.items;
  expect(audit[0]).toMatchObject({ action: "command.cancel", target: "pump/p1" });
});

test.if(MOSQUITTO_SUB !== null)("mosquitto_sub hears a service under its plain login", async () => {
  const login = ["-i", "p1", "-u", "p1&pump", "-P", SECRET, "-p", String(world.mqttPort), "-h", "127.0.0.1"];
  const topic = "/sys/pump/p1/thing/service/dose";
  const heard = Bun.spawn([MOSQUITTO_SUB ?? "", ...login, "-t", topic, "-C", "1"], { stdout: "pipe" });
  const body = { input: { amount: 4 }, timeoutS: 1 };
  const { id } = (await world.api.post("/devices/pump/p1/services/dose", body)).body;
  expect(await new Response(heard.stdout).text()).toBe(
    `{"method":"thing.service.dose","id":"${100_000_000 + id}","params":{"amount":4},"version":"1.0.0"}\n`,
  );
});

test("a Modbus register is written, and an exception is told in words", async () => {
  const server = await startModbusServer({ 0: 0, 1: 0 });
  const { api } = world;
  await api.post("/products", { productKey: "meter", name: "Meter" });
  const property = (identifier: string) => ({
    ...{ identifier, name: identifier, accessMode: "rw", dataType: { type: "float", min: 0, max: 100 } },
  });
  await api.put("/products/meter/thing-model", { properties: [property("power"), property("nowhere")] });
  const point = { area: "holding", type: "uint16", access: "rw", group: "fast" };
  const points = [
    { ...point, identifier: "power", address: 0, scale: 0.1, write: { isVerified: true } },
    { ...point, identifier: "nowhere", address: 40 },
  ];
  const map = { points, groups: [{ name: "fast", periodMs: 200 }] };
  expect((await api.put("/products/meter/register-map", map)).status).toBe(200);
  const transport = { kind: "tcp", host: "127.0.0.1", port: server.port };
  const link = await api.post("/links", { name: "cabinet", transport, timeoutMs: 500 });
  await api.post("/devices", { productKey: "meter", deviceName: "m1" });
  await api.put("/devices/meter/m1/slave", { linkId: link.body.id, unit: 1 });
  const write = async (params: object) =>
    (await api.post("/devices/meter/m1/properties", { params, waitMs: 10_000 })).body;
  expect(await write({ power: 23.5 })).toMatchObject({ state: "succeeded", confirmedBy: "write" });
  expect(server.holding.get(0)).toBe(235);
  const failed = await write({ nowhere: 1 });
  expect([failed.state, failed.error.code]).toEqual(["failed", "field_write_failed"]);
  expect(failed.error.text).toContain("02");
  await server.stop();
});

test("a device that is silent fails the command in time", async () => {
  const { client } = await connect(alinkLogin("y1"), [], () => undefined);
  const { body } = await set("y1", { params: { on: true }, timeoutS: 1, waitMs: 5_000 });
  expect([body.state, body.error.code]).toEqual(["failed", "command_no_answer"]);
  await client.endAsync(true);
});
