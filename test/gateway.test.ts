// A gateway and three sub-devices over real MQTT, in the whole application.

import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import mqtt from "mqtt";
import { openApp } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { ApiClient } from "./harness/api-client.ts";
import { makeTempFolder } from "./harness/temp-folder.ts";
import { until } from "./harness/until.ts";

const PASSWORD = "correct horse battery staple";
const NAMES = ["c1", "c2", "c3"];

async function openPlant(data: string) {
  const names = ["http", "mqtt", "mqtts", "mqtt-ws"];
  const places = names.flatMap((name) => [
    [`${name}-host`, "127.0.0.1"],
    [`${name}-port`, "0"],
  ]);
  const flags = { data, ...Object.fromEntries(places) };
  const loaded = await loadConfig({ flags, env: { GANTRY_ADMIN_PASSWORD: PASSWORD } });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  const app = await openApp(loaded.value.config);
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  const api = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  await api.signIn("admin", PASSWORD);
  await api.post("/apply", {
    products: [
      { productKey: "gw", name: "Gateway", nodeType: "gateway" },
      { productKey: "sub", name: "Sensor", nodeType: "sub" },
    ],
    devices: [
      { productKey: "gw", deviceName: "g1", deviceSecret: "gatewaysecret" },
      ...NAMES.map((deviceName) => ({ productKey: "sub", deviceName, deviceSecret: `secret-${deviceName}` })),
    ],
  });
  return { app, api, port: portOf("mqtt") };
}

/** A gateway as Alibaba's SDK has it: signed, and without a subscription. */
async function connectGateway(api: ApiClient, port: number) {
  const { alink } = (await api.get("/devices/gw/g1/credentials")).body.mqtt;
  const client = await mqtt.connectAsync({
    ...{ host: "127.0.0.1", port, protocolVersion: 4, reconnectPeriod: 0 },
    clientId: alink.clientId,
    username: alink.username,
    password: alink.password,
  });
  const heard = new Map<string, { code: number; params?: unknown }[]>();
  client.on("message", (topic, payload) => {
    heard.set(topic, [...(heard.get(topic) ?? []), JSON.parse(payload.toString())]);
  });
  const send = (topic: string, body: object) =>
    client.publishAsync(topic, JSON.stringify({ id: "1", version: "1.0", ...body }), { qos: 1 });
  /** The newest message on `topic`, when the `count`th has come. */
  const answer = async (topic: string, count = 1) => {
    await until(() => (heard.get(topic)?.length ?? 0) >= count, `message ${count} on ${topic}`);
    return heard.get(topic)?.at(-1);
  };
  return { client, send, answer };
}

function signed(deviceName: string) {
  const timestamp = "1524448722000";
  const text = `clientId${deviceName}deviceName${deviceName}productKeysubtimestamp${timestamp}`;
  const sign = createHmac("sha256", `secret-${deviceName}`).update(text).digest("hex");
  return { productKey: "sub", deviceName, clientId: deviceName, timestamp, signMethod: "hmacSha256", sign };
}

async function statesOf(api: ApiClient) {
  const { body } = await api.get("/devices?gateway=gw/g1");
  return body.items.map((one: { deviceName: string; state: string; stateReason: string }) =>
    [one.deviceName, one.state, one.stateReason].join(" "),
  );
}

const EXT = "/ext/session/gw/g1/combine";
const SYS = "/sys/gw/g1/thing";

test("a gateway binds, logs in and speaks for its children, and takes them along when it is lost", async () => {
  using folder = makeTempFolder("gateway");
  const { app, api, port } = await openPlant(folder.path);
  const { client, send, answer } = await connectGateway(api, port);

  await send(`${EXT}/login`, { params: signed("c1") });
  expect(await answer(`${EXT}/login_reply`)).toMatchObject({ code: 6401 });
  await send(`${SYS}/topo/add`, { params: [...NAMES.map(signed), { ...signed("c1"), sign: "00" }] });
  expect(await answer(`${SYS}/topo/add_reply`)).toMatchObject({ code: 6287 });
  await send(`${SYS}/event/property/pack/post`, {
    params: { subDevices: [{ identity: signed("c2"), properties: { t: { value: 1 } } }] },
  });
  expect(await answer(`${SYS}/event/property/pack/post_reply`)).toMatchObject({ code: 520 });
  await send(`${EXT}/batch_login`, { params: { deviceList: NAMES.map(signed) } });
  expect(await answer(`${EXT}/batch_login_reply`)).toMatchObject({ code: 200 });
  expect(await statesOf(api)).toEqual(NAMES.map((name) => `${name} online connected`));

  const topic = "/sys/sub/c1/thing/event/property/post";
  await send(topic, { params: { t: 21.5 } });
  expect(await answer(`${topic}_reply`)).toMatchObject({ code: 200 });
  await send(`${SYS}/event/property/pack/post`, {
    params: { subDevices: [{ identity: signed("c2"), properties: { t: { value: 22.5 } } }] },
  });
  expect(await answer(`${SYS}/event/property/pack/post_reply`, 2)).toMatchObject({ code: 200 });
  const latest = async (name: string) => (await api.get(`/devices/sub/${name}/latest`)).body.items[0]?.value;
  await until(async () => (await latest("c1")) === 21.5 && (await latest("c2")) === 22.5, "both values");

  await api.patch("/devices/sub/c3", { isEnabled: false });
  expect(await answer("/sys/sub/c3/thing/disable")).toMatchObject({ params: {} });
  await until(async () => (await api.get("/devices/sub/c3")).body.state === "disabled", "c3 to be disabled");

  client.stream.destroy();
  await until(async () => (await api.get("/devices/sub/c1")).body.state === "offline", "c1 to be offline");
  expect((await statesOf(api)).slice(0, 2)).toEqual(["c1 offline gateway_lost", "c2 offline gateway_lost"]);
  const journal = async (path: string) => (await api.get(path)).body.items;
  await until(
    async () => (await journal("/journal?kind=event")).length === 1,
    "one record of the children that are gone",
  );
  expect((await journal("/journal?kind=event"))[0]).toMatchObject({
    productKey: "gw",
    deviceName: "g1",
    title: "children_offline",
    output: { count: 2, reason: "connection_closed" },
  });
  const lost = (entries: { code: string }[]) => entries.filter((one) => one.code === "gateway_lost").length;
  expect(lost(await journal("/journal?kind=state&limit=200"))).toBe(0);
  expect(lost(await journal("/devices/sub/c1/journal?kind=state"))).toBe(1);
  await app.close();
});

test("people bind and unbind while the gateway listens", async () => {
  using folder = makeTempFolder("gateway");
  const { app, api, port } = await openPlant(folder.path);
  const { client, send, answer } = await connectGateway(api, port);
  await api.post("/devices/gw/g1/children", { productKey: "sub", deviceName: "c1" });
  expect(await answer(`${SYS}/topo/change`)).toMatchObject({ params: { status: 0 } });
  await send(`${EXT}/login`, { params: signed("c1") });
  expect(await answer(`${EXT}/login_reply`)).toMatchObject({ code: 200 });
  await api.delete("/devices/gw/g1/children/sub/c1");
  expect(await answer(`${SYS}/topo/change`, 2)).toMatchObject({ params: { status: 1 } });
  expect((await api.get("/devices/sub/c1")).body).toMatchObject({ state: "offline", stateReason: "unbound" });
  await send(`${SYS}/topo/get`, { params: {} });
  expect(await answer(`${SYS}/topo/get_reply`)).toMatchObject({ code: 200, data: [] } as object);
  await client.endAsync(true);
  await app.close();
});

test("a gateway that just speaks of names has its sub-devices created", async () => {
  using folder = makeTempFolder("gateway");
  const { app, api, port } = await openPlant(folder.path);
  await api.patch("/products/gw", { childProductKey: "sub" });
  const client = await mqtt.connectAsync({
    ...{ host: "127.0.0.1", port, protocolVersion: 4, reconnectPeriod: 0 },
    username: "gatewaysecret",
  });
  const ts = Date.now() - 1_000;
  const said = { new1: [{ ts, values: { t: 3 } }], c1: [{ ts, values: { t: 4 } }] };
  await client.publishAsync("v1/gateway/telemetry", JSON.stringify(said), { qos: 1 });
  const latest = async (name: string) =>
    (await api.get(`/devices/sub/${name}/latest`)).body.items?.[0]?.value;
  await until(async () => (await latest("new1")) === 3 && (await latest("c1")) === 4, "both values");
  expect(await statesOf(api)).toEqual(["c1 online connected", "new1 online connected"]);
  await client.publishAsync("v1/gateway/disconnect", '{"device":"c1"}', { qos: 1 });
  expect(await statesOf(api)).toEqual(["c1 offline logged_out", "new1 online connected"]);
  await client.endAsync(true);
  await app.close();
});
