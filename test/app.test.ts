import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { openApp } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { issueAuthority, issueClient, issueServer } from "../src/tls/issue.ts";
import { ApiClient } from "./harness/api-client.ts";
import { makeTempFolder } from "./harness/temp-folder.ts";
import { until } from "./harness/until.ts";

const PASSWORD = "correct horse battery staple";

async function openTestApp(data: string, more: Record<string, string | boolean> = {}) {
  const flags = {
    data,
    "http-host": "127.0.0.1",
    "http-port": "0",
    "mqtt-host": "127.0.0.1",
    "mqtt-port": "0",
    "mqtts-host": "127.0.0.1",
    "mqtts-port": "0",
    "mqtt-ws-host": "127.0.0.1",
    "mqtt-ws-port": "0",
    ...more,
  };
  const loaded = await loadConfig({ flags, env: { GANTRY_ADMIN_PASSWORD: PASSWORD } });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  const app = await openApp(loaded.value.config);
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  const api = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  expect((await api.signIn("admin", PASSWORD)).status).toBe(200);
  return { app, api, portOf };
}

test("from a socket to a point: applied, reported, durable, stored, and still there after a restart", async () => {
  using folder = makeTempFolder("app");
  const first = await openTestApp(folder.path);
  const document = {
    products: [
      {
        productKey: "press",
        productSecret: "productsecret0001",
        name: "Press",
        thingModel: {
          properties: [{ identifier: "force", name: "Force", dataType: { type: "float", max: 500 } }],
        },
      },
    ],
    devices: [{ productKey: "press", deviceName: "p1", deviceSecret: "devicesecret0001" }],
  };
  expect((await first.api.post("/apply", document)).body.summary).toEqual({
    created: 2,
    updated: 0,
    unchanged: 0,
  });
  const client = await mqtt.connectAsync({
    host: "127.0.0.1",
    port: first.portOf("mqtt"),
    clientId: "p1",
    username: "p1&press",
    password: "devicesecret0001",
  });
  const topic = "/sys/press/p1/thing/event/property/post";
  const report = (force: number) =>
    client.publishAsync(topic, JSON.stringify({ id: "1", params: { force } }), { qos: 1 });
  await report(120.5);
  await report(900);
  const latest = (api: ApiClient) => api.get("/devices/press/p1/latest");
  await until(async () => (await latest(first.api)).body.items[0]?.value === 900, "the newest value");
  expect((await first.api.get("/devices/press/p1")).body).toMatchObject({
    state: "online",
    stateReason: "connected",
  });
  await until(
    async () => (await first.api.get("/devices/press/p1/journal?kind=refused")).body.items.length === 1,
    "the refusal in the journal",
  );
  expect((await first.api.get("/devices/press/p1/journal?kind=refused")).body.items[0]).toMatchObject({
    code: "property_range",
  });
  await client.endAsync(true);
  await first.app.close();

  const second = await openTestApp(folder.path);
  expect((await latest(second.api)).body.items).toMatchObject([
    { property: "force", value: 900, quality: 2 },
  ]);
  const history = await second.api.get(
    `/devices/press/p1/history?property=force&from=0&to=${Date.now() + 1_000}`,
  );
  expect(history.body.series[0].points.map(([, value]: [number, number]) => value)).toEqual([120.5, 900]);
  await second.app.close();
}, 60_000);

test("without a certificate the TLS listener is listed as failed, and the rest runs", async () => {
  using folder = makeTempFolder("app");
  writeFileSync(join(folder.path, "tls"), "a file where the folder belongs");
  const { app, api } = await openTestApp(folder.path);
  const states = app.listeners().map(({ name, status }) => `${name} ${status}`);
  expect(states).toEqual([
    "http listening",
    "mqtt listening",
    "mqtts failed",
    "mqtt-ws listening",
    "http-mqtt listening",
  ]);
  expect((await api.get("/tls/ca.pem")).status).toBe(404);
  await app.close();
}, 60_000);

test("a device logs in over TLS by the certificate that was issued to it", async () => {
  using folder = makeTempFolder("app");
  const authority = await issueAuthority(Date.now());
  const client = await issueClient({ authority, name: "p1&press", now: Date.now() });
  const server = await issueServer({ authority, names: ["localhost"], now: Date.now() });
  const file = (name: string, text: string) => {
    writeFileSync(join(folder.path, name), text);
    return join(folder.path, name);
  };
  const { app, api, portOf } = await openTestApp(folder.path, {
    "mqtts-cert-file": file("server.pem", server.cert),
    "mqtts-key-file": file("server.key", server.key),
    "mqtts-client-ca": file("devices.pem", authority.cert),
    "mqtts-require-client-cert": true,
  });
  await api.post("/apply", {
    products: [{ productKey: "press", name: "Press", thingModel: { properties: [] } }],
    devices: [{ productKey: "press", deviceName: "p1" }],
  });
  const connect = (own: { cert?: string; key?: string }) =>
    mqtt.connectAsync(
      `mqtts://localhost:${portOf("mqtts")}`,
      { clientId: "p1", ca: authority.cert, reconnectPeriod: 0, connectTimeout: 2_000, ...own },
      false,
    );
  const session = await connect(client);
  expect((await api.get("/devices/press/p1")).body).toMatchObject({ state: "online" });
  await session.endAsync(true);
  expect(await connect({}).catch((error: Error) => error)).toBeInstanceOf(Error);
  await app.close();
}, 60_000);

test("a certificate that Gantry issues for a device lets it in, and no other", async () => {
  using folder = makeTempFolder("app");
  const { app, api, portOf } = await openTestApp(folder.path, { "mqtts-client-ca": "own" });
  await api.post("/apply", {
    products: [{ productKey: "press", name: "Press", thingModel: { properties: [] } }],
    devices: [{ productKey: "press", deviceName: "p1" }],
  });
  expect((await api.get("/tls")).body).toMatchObject({ isIssuing: true });
  const issued = (await api.post("/devices/press/p1/certificate", {})).body;
  const login = { clientId: "x", ca: issued.ca, reconnectPeriod: 0, connectTimeout: 2_000 };
  const url = `mqtts://localhost:${portOf("mqtts")}`;
  const session = await mqtt.connectAsync(url, { ...login, cert: issued.cert, key: issued.key }, false);
  expect((await api.get("/devices/press/p1")).body).toMatchObject({ state: "online" });
  await session.endAsync(true);
  const unnamed = await mqtt.connectAsync(url, login, false).catch((error: Error) => error);
  expect(unnamed).toBeInstanceOf(Error);
  await app.close();
}, 60_000);

test("https: the API, and MQTT over WebSocket behind it, with Gantry's certificate", async () => {
  using folder = makeTempFolder("app");
  const loaded = await loadConfig({
    flags: {
      ...{ data: folder.path, "http-port": "0", "http-host": "127.0.0.1", "http-tls": true },
      ...{ mqtt: false, mqtts: false, "mqtt-ws": false },
    },
    env: { GANTRY_ADMIN_PASSWORD: PASSWORD },
  });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  const app = await openApp(loaded.value.config);
  const listed = app.listeners().map(({ name, status, isTls }) => `${name} ${status} ${isTls}`);
  expect(listed).toEqual(["http listening true", "http-mqtt listening true"]);
  const ca = readFileSync(join(folder.path, "tls", "ca.pem"), "utf8");
  const url = app.httpUrl?.replace("127.0.0.1", "localhost") ?? "";
  expect((await fetch(`${url}readyz`, { tls: { ca } })).status).toBe(200);
  const login = { reconnectPeriod: 0, clientId: "nobody", username: "a&b", password: "c", wsOptions: { ca } };
  const refused = mqtt.connectAsync(`${url.replace("https", "wss")}mqtt`, login, false);
  // It spoke MQTT: the login was refused, not the connection.
  expect(await refused.catch((error: { code: unknown }) => error.code)).toBe(4);
  await app.close();
}, 60_000);
