// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of patterns are written so.

// Applications at the broker of a whole Gantry: keys and users, what rules grant them, and what they do with devices.

import { afterAll, beforeAll, expect, test } from "bun:test";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { openApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { ApiClient } from "../harness/api-client.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

const PASSWORD = "correct horse battery staple";
const DOCUMENT = {
  products: [{ productKey: "press", productSecret: "productsecret0001", name: "Press" }],
  devices: ["p1", "p2"].map((deviceName) => ({
    productKey: "press",
    deviceName,
    deviceSecret: `devicesecret-${deviceName}`,
  })),
};
const REPORT = JSON.stringify({ id: "1", params: { force: 1 }, method: "thing.event.property.post" });

const folder = makeTempFolder("mqtt-access");
let app: Awaited<ReturnType<typeof openApp>>;
let api: ApiClient;
let port = 0;
const clients = new Set<MqttClient>();

beforeAll(async () => {
  const off = { "mqtts-enabled": false, "mqtt-ws-enabled": false };
  const http = { "http-host": "127.0.0.1", "http-port": "0" };
  const loaded = await loadConfig({
    flags: { data: folder.path, ...http, ...off, "mqtt-host": "127.0.0.1", "mqtt-port": "0" },
    env: { GANTRY_ADMIN_PASSWORD: PASSWORD },
  });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  app = await openApp(loaded.value.config);
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  port = portOf("mqtt");
  api = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  await api.signIn("admin", PASSWORD);
  await api.post("/apply", DOCUMENT);
});

afterAll(async () => {
  for (const client of clients) client.end(true);
  await app.close();
  folder[Symbol.dispose]();
});

interface Ear {
  readonly client: MqttClient;
  readonly heard: string[];
  readonly disconnects: number[];
}

async function connect(options: IClientOptions): Promise<Ear> {
  const all: IClientOptions = { host: "127.0.0.1", port, protocolVersion: 5, reconnectPeriod: 0, ...options };
  const client = mqtt.connect(all);
  clients.add(client);
  const heard: string[] = [];
  const disconnects: number[] = [];
  client.on("message", (topic, payload) => heard.push(`${topic} ${payload}`));
  client.on("disconnect", ({ reasonCode = 0 }) => disconnects.push(reasonCode));
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
  });
  return { client, heard, disconnects };
}

const connectDevice = (name: string, isAlink = false) => {
  const plain = { clientId: name, username: `${name}&press`, password: `devicesecret-${name}` };
  return connect(isAlink ? { ...plain, ...alinkLogin(name) } : plain);
};

function alinkLogin(name: string) {
  const text = `clientId${name}deviceName${name}productKeypress`;
  const password = new Bun.CryptoHasher("sha256", `devicesecret-${name}`).update(text).digest("hex");
  return { clientId: `${name}|securemode=3,signmethod=hmacsha256|`, password };
}

async function makeKey(name: string) {
  const { body } = await api.post("/api-keys", { name });
  return { keyId: String(body.keyId), secret: String(body.secret) };
}

async function addRule(fields: object): Promise<number> {
  const { status, body } = await api.post("/acl/rules", { effect: "allow", action: "both", ...fields });
  expect(status).toBe(201);
  return body.id;
}

/** The reason codes of SUBACK, filter by filter. */
async function trySubscribe({ client }: Ear, filters: readonly string[]): Promise<Record<string, number>> {
  const codes: Record<string, number> = {};
  for (const filter of filters) {
    codes[filter] = await new Promise<number>((resolve) => {
      client.subscribe(filter, { qos: 1 }, (_error, _granted, suback) => resolve(Number(suback?.granted[0])));
    });
  }
  return codes;
}

const NOT = 0x87;

test("a key hears what it is granted and nothing else, by no trick of wildcards", async () => {
  const { keyId, secret } = await makeKey("scada");
  const pattern = "/sys/press/+/thing/event/property/post";
  await addRule({ subjectKind: "key", subjectName: keyId, action: "subscribe", pattern, maxQos: 1 });
  const scada = await connect({ clientId: "scada-1", username: "scada", password: secret });
  expect(
    await trySubscribe(scada, [
      "/sys/press/p1/thing/event/property/post",
      "#",
      "+/#",
      "/#",
      "/sys/#",
      "/sys/+/p1/thing/event/property/post",
      "/sys/press/+/thing/event/+/post",
      "$share/g/#",
      "$share/g//sys/press/#",
      "$SYS/#",
      "$SYS/broker/version",
      pattern,
      `$share/g/${pattern}`,
    ]),
  ).toEqual({
    "/sys/press/p1/thing/event/property/post": 1,
    "#": NOT,
    "+/#": NOT,
    "/#": NOT,
    "/sys/#": NOT,
    "/sys/+/p1/thing/event/property/post": NOT,
    "/sys/press/+/thing/event/+/post": NOT,
    "$share/g/#": NOT,
    "$share/g//sys/press/#": NOT,
    "$SYS/#": NOT,
    "$SYS/broker/version": NOT,
    [pattern]: 1,
    [`$share/g/${pattern}`]: 1,
  });
  await scada.client.unsubscribeAsync([`$share/g/${pattern}`, "/sys/press/p1/thing/event/property/post"]);
  const device = await connectDevice("p1");
  await device.client.publishAsync("/sys/press/p1/thing/event/property/post", REPORT, { qos: 1 });
  await until(() => scada.heard.length > 0, "messages");
  expect(scada.heard).toEqual([`/sys/press/p1/thing/event/property/post ${REPORT}`]);
  const denied = scada.client.publishAsync("/sys/press/p1/thing/event/property/post", "{}", { qos: 1 });
  await expect(denied).rejects.toThrow("Not authorized");
  const viaId = await connect({ clientId: "x", username: keyId, password: secret });
  expect(await trySubscribe(viaId, ["a"])).toEqual({ a: NOT });
  device.client.end();
});

test("a change of the rules holds for sessions that are open, and for those that wait", async () => {
  const { keyId, secret } = await makeKey("historian");
  const login = { username: "historian", password: secret };
  const id = await addRule({ subjectKind: "key", subjectName: keyId, pattern: "plant/${clientId}/#" });
  const stays: IClientOptions = { ...login, clientId: "h2", clean: false };
  const open = await connect({ ...login, clientId: "h1" });
  const waits = await connect({ ...stays, properties: { sessionExpiryInterval: 600 } });
  expect(await trySubscribe(open, ["plant/h1/a", "plant/h2/a"])).toEqual({
    "plant/h1/a": 1,
    "plant/h2/a": NOT,
  });
  expect(await trySubscribe(waits, ["plant/h2/a"])).toEqual({ "plant/h2/a": 1 });
  await waits.client.endAsync();
  const admin = await connect({ clientId: "an-admin", username: "admin", password: PASSWORD });
  await admin.client.publishAsync("plant/h2/a", "while it may", { qos: 1 });
  await admin.client.publishAsync("plant/h1/a", "one", { qos: 1 });
  await until(() => open.heard.length > 0, "messages");
  await api.patch(`/acl/rules/${id}`, { pattern: "plant/other/#" });
  await admin.client.publishAsync("plant/h1/a", "two", { qos: 1 });
  expect(await trySubscribe(open, ["plant/other/x"])).toEqual({ "plant/other/x": 1 });
  await admin.client.publishAsync("plant/other/x", "three", { qos: 1 });
  await until(() => open.heard.length > 1, "messages");
  expect(open.heard).toEqual(["plant/h1/a one", "plant/other/x three"]);
  const back = await connect({ ...stays, properties: { sessionExpiryInterval: 600 } });
  expect(await trySubscribe(back, ["plant/other/x"])).toEqual({ "plant/other/x": 1 });
  await admin.client.publishAsync("plant/other/x", "four", { qos: 1 });
  await until(() => back.heard.length > 0, "messages");
  expect(back.heard).toEqual(["plant/other/x four"]);
});

test("a will that may no longer be published is forgotten", async () => {
  const { keyId, secret } = await makeKey("mortal");
  const id = await addRule({ subjectKind: "key", subjectName: keyId, pattern: "wills/#" });
  const login = { username: "mortal", password: secret };
  const willOn = (topic: string) => ({ topic, payload: Buffer.from("gone"), qos: 1 as const, retain: false });
  const listener = await connect({ clientId: "heir", username: "admin", password: PASSWORD });
  await listener.client.subscribeAsync("wills/#", { qos: 1 });
  const one = await connect({ ...login, clientId: "m1", will: willOn("wills/a") });
  await connect({ ...login, clientId: "m2", will: willOn("wills/b") });
  await api.patch(`/acl/rules/${id}`, { pattern: "wills/b" });
  one.client.stream.destroy();
  await until(async () => (await api.get("/mqtt/clients?q=m1")).body.items.length === 0, "the loss of m1");
  await api.delete(`/api-keys/${keyId}`);
  await until(() => listener.heard.length > 0, "the other will");
  expect(listener.heard).toEqual(["wills/b gone"]);
});

test("what rules limit: the quality of service and retained messages", async () => {
  const { keyId, secret } = await makeKey("limited");
  const limits = { pattern: "lim/#", maxQos: 1, isRetainAllowed: false };
  await addRule({ subjectKind: "key", subjectName: keyId, ...limits });
  const { client } = await connect({ clientId: "l", username: "limited", password: secret });
  const granted = await client.subscribeAsync("lim/#", { qos: 2 });
  expect(granted.map(({ qos }) => qos)).toEqual([1]);
  await client.publishAsync("lim/a", "x", { qos: 1 });
  await expect(client.publishAsync("lim/a", "x", { qos: 2 })).rejects.toThrow();
  await expect(client.publishAsync("lim/a", "x", { qos: 1, retain: true })).rejects.toThrow();
  expect((await api.get("/mqtt/retained?q=lim")).body.items).toEqual([]);
});

test("an application reaches devices: by their subscription, and where they hear without one", async () => {
  const admin = await connect({ clientId: "desk", username: "admin", password: PASSWORD });
  const alink = await connectDevice("p1", true);
  const plain = await connectDevice("p2");
  const setTopic = (name: string) => `/sys/press/${name}/thing/service/property/set`;
  await admin.client.publishAsync(setTopic("p1"), "unasked", { qos: 1 });
  await until(() => alink.heard.length === 1, "messages");
  await alink.client.subscribeAsync(setTopic("p1"), { qos: 1 });
  await admin.client.publishAsync(setTopic("p1"), "once", { qos: 1 });
  await admin.client.publishAsync(setTopic("p2"), "nobody hears", { qos: 1 });
  await plain.client.subscribeAsync("press/p2/#", { qos: 1 });
  await admin.client.publishAsync("press/p2/cmd", "go", { qos: 1 });
  await admin.client.publishAsync(setTopic("p1"), "last", { qos: 1 });
  await until(() => alink.heard.length >= 3 && plain.heard.length >= 1, "messages");
  expect(alink.heard).toEqual(["unasked", "once", "last"].map((text) => `${setTopic("p1")} ${text}`));
  expect(plain.heard).toEqual(["press/p2/cmd go"]);
  const rule = { subjectKind: "device", subjectName: "press/p2", action: "subscribe" };
  expect(await trySubscribe(plain, ["hall/+/temp", "press/p1/#"])).toEqual({
    "hall/+/temp": NOT,
    "press/p1/#": NOT,
  });
  await addRule({ ...rule, pattern: "hall/#" });
  expect(await trySubscribe(plain, ["hall/+/temp"])).toEqual({ "hall/+/temp": 1 });
});

test("who may no longer be here is sent away, and does not come back", async () => {
  const { keyId, secret } = await makeKey("brief");
  const asKey = { clientId: "b", username: "brief", password: secret };
  const first = await connect(asKey);
  await api.patch(`/api-keys/${keyId}`, { isEnabled: false });
  await until(() => first.disconnects.length > 0, "a disconnect");
  await expect(connect(asKey)).rejects.toThrow("Not authorized");
  const refusals = async () => (await api.get("/journal?kind=refused")).body.items as { code: string }[];
  await until(
    async () => (await refusals()).some(({ code }) => code === "key_disabled"),
    "the refusal on record",
  );
  await api.patch(`/api-keys/${keyId}`, { isEnabled: true });
  const second = await connect({ ...asKey, clean: false, properties: { sessionExpiryInterval: 600 } });
  expect((await api.get("/mqtt/clients?q=brief")).body.items).toHaveLength(1);
  await api.delete(`/api-keys/${keyId}`);
  await until(() => second.disconnects.length > 0, "a disconnect");
  expect((await api.get("/mqtt/clients?q=brief")).body.items).toEqual([]);
  const draft = { username: "op", password: "battery staple", role: "operator", mustChangePassword: false };
  const user = (await api.post("/users", draft)).body;
  const operator = await connect({ clientId: "o", username: "op", password: "battery staple" });
  expect(await trySubscribe(operator, ["#", "$SYS/#"])).toEqual({ "#": 1, "$SYS/#": NOT });
  await expect(operator.client.publishAsync("a", "b", { qos: 1 })).rejects.toThrow("Not authorized");
  await api.patch(`/users/${user.id}`, { password: "another staple" });
  await until(() => operator.disconnects.length > 0, "a disconnect");
  await expect(connect({ clientId: "o", username: "op", password: "battery staple" })).rejects.toThrow();
});

test("clients and retained messages are listed, looked into and removed", async () => {
  const admin = await connect({ clientId: "viewed/1", username: "admin", password: PASSWORD });
  await admin.client.subscribeAsync("looked/+", { qos: 1 });
  await admin.client.publishAsync("looked/at", "här", { qos: 1, retain: true });
  const { items } = (await api.get("/mqtt/clients?q=viewed&kind=user&state=connected")).body;
  expect(items).toEqual([
    {
      ...{ id: expect.any(String), kind: "user", name: "admin", clientId: "viewed/1", isConnected: true },
      ...{ address: expect.stringMatching(/^127\.0\.0\.1:\d+$/), isTls: false, since: expect.any(Number) },
      ...{ version: "5.0", subscriptions: 1, queued: 0, inFlight: expect.any(Number), expiryS: 0 },
    },
  ]);
  const path = `/mqtt/clients/${items[0].id}`;
  expect((await api.get(path)).body.subscriptions).toEqual([{ filter: "looked/+", qos: 1 }]);
  expect((await api.get("/mqtt/retained?q=looked")).body.items).toEqual([
    { topic: "looked/at", payload: "här", isText: true, sizeBytes: 4, qos: 1, expiresAt: null },
  ]);
  expect((await api.get("/mqtt/stats")).body).toMatchObject({
    retained: 1,
    subscriptions: expect.any(Number),
  });
  expect((await api.send("DELETE", "/mqtt/retained", { topic: "looked/at" })).status).toBe(204);
  expect((await api.send("DELETE", "/mqtt/retained", { topic: "looked/at" })).status).toBe(404);
  expect((await api.delete(path)).status).toBe(204);
  await until(() => admin.disconnects.length > 0, "a disconnect");
  expect((await api.get(path)).status).toBe(404);
  const trail = (await api.get("/audit?action=mqtt")).body.items;
  expect(trail.map(({ action, target }: Record<string, string>) => [action, target])).toEqual([
    ["mqtt.disconnect", "admin"],
    ["mqtt.retained.delete", "looked/at"],
  ]);
});

test("a gateway hears nothing more of a sub-device that was unbound", async () => {
  await api.post("/apply", {
    products: [
      { productKey: "gate", name: "Gateways", nodeType: "gateway" },
      { productKey: "kid", name: "Kids", nodeType: "sub" },
    ],
    devices: [
      { productKey: "gate", deviceName: "g", deviceSecret: "secret-of-g" },
      { productKey: "kid", deviceName: "c", deviceSecret: "secret-of-c" },
    ],
  });
  const binding = "/devices/gate/g/children";
  expect((await api.post(binding, { productKey: "kid", deviceName: "c" })).status).toBeLessThan(300);
  const gateway = await connect({ clientId: "g", username: "g&gate", password: "secret-of-g" });
  const [own, ofChild] = ["/gate/g/user/say", "/sys/kid/c/thing/service/property/set"];
  expect(await trySubscribe(gateway, [own, ofChild])).toEqual({ [own]: 1, [ofChild]: 1 });
  const admin = await connect({ clientId: "unbinder", username: "admin", password: PASSWORD });
  const tell = async (text: string) => {
    for (const topic of [ofChild, own]) await admin.client.publishAsync(topic, text, { qos: 1 });
    await until(() => gateway.heard.includes(`${own} ${text}`), "the gateway hears its own topic");
  };
  await tell("1");
  expect((await api.delete(`${binding}/kid/c`)).status).toBe(204);
  await tell("2");
  expect(gateway.heard).toEqual([`${ofChild} 1`, `${own} 1`, `${own} 2`]);
});
