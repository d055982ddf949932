import { expect, test } from "bun:test";
import { cpSync } from "node:fs";
import mqtt from "mqtt";
import { openApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { STREAMS_PER_DEVICE } from "../../src/spine/limits.ts";
import { ApiClient } from "../harness/api-client.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

const PASSWORD = "correct horse battery staple";

async function openMeter(data: string) {
  const flags = {
    data,
    "http-host": "127.0.0.1",
    "http-port": "0",
    "mqtt-host": "127.0.0.1",
    "mqtt-port": "0",
  };
  const loaded = await loadConfig({
    flags: { ...flags, "mqtts-enabled": false, "mqtt-ws-enabled": false },
    env: { GANTRY_ADMIN_PASSWORD: PASSWORD },
  });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  const app = await openApp(loaded.value.config);
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  const api = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  await api.signIn("admin", PASSWORD);
  await api.post("/apply", DOCUMENT);
  const client = await mqtt.connectAsync({
    ...{ host: "127.0.0.1", port: portOf("mqtt"), clientId: "m1" },
    ...{ username: "m1&meter", password: "devicesecret0001" },
  });
  const report = (params: object) => {
    const body = JSON.stringify({ id: "1", params });
    return client.publishAsync("/sys/meter/m1/thing/event/property/post", body, { qos: 1 });
  };
  const values = async () => {
    const { body } = await api.get("/devices/meter/m1/latest");
    return Object.fromEntries(
      body.items.map((one: { property: string; value: unknown }) => [one.property, one.value]),
    );
  };
  const refusals = async () => {
    const { body } = await api.get("/devices/meter/m1/journal?kind=refused");
    return body.items as { readonly code: string; readonly params: object }[];
  };
  const close = async () => {
    await client.endAsync(true);
    await app.close();
  };
  return { report, values, refusals, close };
}

const property = (identifier: string, type: string, calculated?: object) => ({
  ...{ identifier, name: identifier, dataType: { type } },
  ...(calculated && { calculated }),
});

const DOCUMENT = {
  products: [
    {
      ...{ productKey: "meter", productSecret: "productsecret0001", name: "Meter", dataMode: "streams" },
      thingModel: {
        properties: [
          property("u", "double"),
          property("i", "double"),
          property("pulses", "int"),
          property("kw", "double", { kind: "formula", formula: "u * i / 1000" }),
          property("kwh", "double", { kind: "integral", source: "kw", perS: 3_600, maxGapS: 7_200 }),
          property("total", "int", { kind: "counter", source: "pulses", rollover: 65_536 }),
        ],
      },
    },
  ],
  devices: [{ productKey: "meter", deviceName: "m1", deviceSecret: "devicesecret0001" }],
};

test("calculated properties are stored like reported ones, and go on over a restart", async () => {
  using folder = makeTempFolder("calculated");
  const hour = 3_600_000;
  const start = Date.now() - 10 * hour;
  const at = (value: number, hours: number) => ({ value, time: start + hours * hour });
  const first = await openMeter(folder.path);
  await first.report({ u: at(200, 0), i: at(10, 0), pulses: at(65_000, 0), total: 7 });
  await first.report({ i: at(20, 1), pulses: at(65_500, 1) });
  await until(async () => (await first.values()).total === 500, "the counted pulses");
  expect(await first.values()).toEqual({ u: 200, i: 20, pulses: 65_500, kw: 4, kwh: 3, total: 500 });
  await until(async () => (await first.refusals()).length > 0, "the refusal");
  expect(await first.refusals()).toMatchObject([
    { code: "property_calculated", params: { property: "total" } },
  ]);
  await first.close();

  const second = await openMeter(folder.path);
  // An older time changes nothing but what can be calculated for that very time.
  await second.report({ i: at(50, 0.5), pulses: at(3, 0.5) });
  await second.report({ i: at(20, 2), pulses: at(464, 2) });
  await until(async () => (await second.values()).total === 1_000, "the counted pulses");
  expect(await second.values()).toEqual({ u: 200, i: 20, pulses: 464, kw: 4, kwh: 7, total: 1_000 });
  await second.close();
}, 180_000);

test("after a crash totals go on from what the log has, though no value had been written into day files", async () => {
  using folder = makeTempFolder("calculated");
  using copy = makeTempFolder("crashed");
  const first = await openMeter(folder.path);
  for (const pulses of [100, 160, 300]) await first.report({ pulses });
  await until(async () => (await first.values()).total === 200, "the counted pulses");
  // What a kill would leave: nothing of it is closed.
  cpSync(folder.path, copy.path, { recursive: true });
  await first.close();

  const second = await openMeter(copy.path);
  await second.report({ pulses: 310 });
  await until(async () => (await second.values()).pulses === 310, "the report");
  expect((await second.values()).total).toBe(210);
  await second.close();
}, 180_000);

test("the room for data streams is the same after a restart", async () => {
  using folder = makeTempFolder("streams");
  const first = await openMeter(folder.path);
  const some = (from: number, to: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`key/${from + i}`, i]));
  await first.report(some(0, 300));
  await until(async () => Object.keys(await first.values()).length === 300, "all streams");
  await first.close();

  const second = await openMeter(folder.path);
  await second.report({ ...some(290, STREAMS_PER_DEVICE + 20), u: 1 });
  await until(async () => (await second.values()).u === 1, "the report");
  // The property is none of them.
  expect(Object.keys(await second.values())).toHaveLength(STREAMS_PER_DEVICE + 1);
  await until(async () => (await second.refusals()).length > 0, "the refusal");
  expect(await second.refusals()).toMatchObject([
    { code: "too_many_streams", params: { property: "key/500", count: 20, limit: 500 } },
  ]);
  await second.close();
}, 180_000);
