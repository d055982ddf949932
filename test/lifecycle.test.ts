// A device's life in the whole application: silent, offline, deleted, restored and purged, over real MQTT.

import { expect, test } from "bun:test";
import mqtt from "mqtt";
import { openApp } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { type Clock, systemClock } from "../src/spine/clock.ts";
import { ApiClient } from "./harness/api-client.ts";
import { makeTempFolder } from "./harness/temp-folder.ts";
import { until } from "./harness/until.ts";

const PASSWORD = "correct horse battery staple";
const SPEED = 25;
/** All that is measured and waited for goes faster; the time of day does not. */
const fastClock: Clock = {
  ...systemClock,
  monotonicMs: () => systemClock.monotonicMs() * SPEED,
  after: (delayMs, fn) => systemClock.after(delayMs / SPEED, fn),
  every: (periodMs, fn) => systemClock.every(periodMs / SPEED, fn),
};
const RULE = { staleAfterS: 30, offlineAfterS: 90 };
const TOPIC = "/sys/press/p1/thing/event/property/post";

async function openPlant(data: string, clock: Clock) {
  const flags: Record<string, string> = { data };
  for (const name of ["http", "mqtt", "mqtts", "mqtt-ws"]) {
    flags[`${name}-host`] = "127.0.0.1";
    flags[`${name}-port`] = "0";
  }
  const loaded = await loadConfig({ flags, env: { GANTRY_ADMIN_PASSWORD: PASSWORD } });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  const app = await openApp(loaded.value.config, clock);
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  const api = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  await api.signIn("admin", PASSWORD);
  const dataType = { type: "double" };
  await api.post("/apply", {
    products: [
      {
        ...{ productKey: "press", name: "Press", offlineRule: RULE },
        thingModel: { properties: [{ identifier: "temperature", name: "Temperature", dataType }] },
      },
    ],
    devices: [{ productKey: "press", deviceName: "p1", deviceSecret: "secret" }],
  });
  const connect = async () => {
    const client = await mqtt.connectAsync({
      ...{ host: "127.0.0.1", port: portOf("mqtt"), protocolVersion: 5, reconnectPeriod: 0, keepalive: 0 },
      ...{ clientId: "press.p1", username: "p1&press", password: "secret" },
    });
    const report = (temperature: number) =>
      client.publishAsync(TOPIC, JSON.stringify({ id: "1", params: { temperature } }), { qos: 1 });
    return { client, report };
  };
  const device = async () => (await api.get("/devices/press/p1")).body;
  const becomes = (state: string) =>
    until(async () => (await device()).state === state, `the device is ${state}`);
  const titles = async (kind: string) =>
    (await api.get(`/journal?kind=${kind}`)).body.items
      .map((entry: { title: string; code?: string }) => [entry.title, entry.code].filter(Boolean).join(" "))
      .reverse();
  return { app, api, connect, device, becomes, titles };
}

test("a silent device is stale, back with its next report, then offline with its connection closed", async () => {
  using folder = makeTempFolder("lifecycle");
  const { app, api, connect, device, becomes, titles } = await openPlant(folder.path, fastClock);
  const { client, report } = await connect();
  await report(20);
  await becomes("stale");
  expect((await api.get("/overview")).body.devices).toMatchObject({ total: 1, online: 0, stale: 1 });
  expect((await api.get("/devices?state=stale")).body).toMatchObject({ total: 1 });
  await report(21);
  await becomes("online");
  const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
  await becomes("offline");
  await closed;
  expect(await device()).toMatchObject({ stateReason: "report_timeout" });
  const expected = ["online connected", "stale no_report", "online reported", "stale no_report"];
  await until(async () => (await titles("state")).length === 5, "the journal has five changes");
  expect(await titles("state")).toEqual([...expected, "offline report_timeout"]);
  const metrics = await (await fetch(`${api.origin}/metrics`)).text();
  expect(metrics).toContain('gantry_devices_silent_total{became="stale"} 2');
  expect(metrics).toContain('gantry_devices{state="stale"} 0');
  await app.close();
}, 60_000);

test("a deleted device is sent away and refused, and comes back with its history until it is purged", async () => {
  using folder = makeTempFolder("lifecycle");
  const { app, api, connect, device, titles } = await openPlant(folder.path, systemClock);
  const { client, report } = await connect();
  await report(20);
  const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
  expect((await api.delete("/devices/press/p1")).status).toBe(204);
  await closed;
  expect(await connect().catch((error: Error) => error.message)).toContain("Not authorized");
  const refusal = "The device was deleted. device_deleted";
  await until(async () => (await titles("refused")).includes(refusal), "the refusal is in the journal");
  const [deleted] = (await api.get("/device-trash")).body.items;
  expect(deleted).toMatchObject({ productKey: "press", deviceName: "p1", deletedBy: "admin" });
  await api.post(`/device-trash/${deleted.id}/restore`);
  expect(await device()).toMatchObject({ state: "offline", stateReason: "restored" });
  const latest = async () => (await api.get("/devices/press/p1/latest")).body;
  expect(JSON.stringify(await latest())).toContain("20");
  const again = await connect();
  await again.client.endAsync();
  await api.delete("/devices/press/p1");
  expect((await api.delete("/products/press")).body).toMatchObject({ code: "in_use" });
  expect((await api.delete(`/device-trash/${deleted.id}`)).status).toBe(204);
  expect((await api.delete("/products/press")).status).toBe(204);
  await until(async () => (await titles("lifecycle")).includes("purged"), "the journal says purged");
  expect((await titles("lifecycle")).filter((title: string) => title !== "updated")).toEqual([
    "created",
    "activated",
    "deleted",
    "restored",
    "deleted",
    "purged",
  ]);
  await app.close();
}, 60_000);
