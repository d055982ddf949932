import { expect, test } from "bun:test";
import mqtt from "mqtt";
import { openApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { ApiClient } from "../harness/api-client.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

const PASSWORD = "correct horse battery staple";
const SECRET = "devicesecret0001";

async function openTestApp(data: string) {
  const ports = ["http", "mqtt", "mqtts", "mqtt-ws"].flatMap((name) => [
    [`${name}-host`, "127.0.0.1"],
    [`${name}-port`, "0"],
  ]);
  const flags = { data, ...Object.fromEntries(ports) };
  const loaded = await loadConfig({ flags, env: { GANTRY_ADMIN_PASSWORD: PASSWORD } });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  const app = await openApp(loaded.value.config);
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  const api = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  expect((await api.signIn("admin", PASSWORD)).status).toBe(200);
  const values = async (property: string) => {
    const { body } = await api.get(
      `/devices/press/p1/points?property=${encodeURIComponent(property)}&order=asc`,
    );
    return body.items.map(({ value }: { value: unknown }) => value);
  };
  return { app, api, portOf, values };
}

async function report(port: number, params: Record<string, unknown>): Promise<void> {
  const login = { clientId: "p1", username: "p1&press", password: SECRET };
  const client = await mqtt.connectAsync({ host: "127.0.0.1", port, ...login });
  const message = JSON.stringify({ id: "1", params });
  await client.publishAsync("/sys/press/p1/thing/event/property/post", message, { qos: 1 });
  await client.endAsync();
}

const model = (type: string) => ({
  properties: ["kept", "turned", "parted"].map((identifier) => ({
    identifier,
    name: identifier,
    dataType: { type },
  })),
});

test("another type for stored values: kept, converted, put aside, and so after a restart", async () => {
  using folder = makeTempFolder("type-change");
  const first = await openTestApp(folder.path);
  await first.api.post("/apply", {
    products: [
      { productKey: "press", productSecret: "productsecret0001", name: "Press", thingModel: model("text") },
    ],
    devices: [{ productKey: "press", deviceName: "p1", deviceSecret: SECRET }],
  });
  await report(first.portOf("mqtt"), { kept: "1", turned: "2", parted: "3" });
  await report(first.portOf("mqtt"), { kept: "one", turned: "two", parted: "three" });
  await until(async () => (await first.values("parted")).length === 2, "the stored texts");
  const path = "/products/press/thing-model";
  expect((await first.api.put(path, model("int"))).body).toMatchObject({ code: "type_change_needs_choice" });
  expect((await first.api.put(`${path}/draft`, model("int"))).status).toBe(200);
  const published = await first.api.post(`${path}/publish`, {
    typeChanges: { kept: "keep", turned: "convert", parted: "separate" },
  });
  expect(published.body).toEqual({ modelVersion: 2, jobs: { turned: expect.any(Number) } });
  const job = `/jobs/${published.body.jobs.turned}`;
  await until(async () => (await first.api.get(job)).body.state === "done", "the conversion");
  expect((await first.api.get(job)).body.counts).toEqual({ points: 2, converted: 1, failed: 1 });
  await report(first.portOf("mqtt"), { kept: 10, turned: 20, parted: 30 });
  const stored = async ({ values }: typeof first) =>
    Promise.all(["kept", "turned", "parted", "parted@v1"].map(values));
  const expected = [["1", "one", 10], [2, "two", 20], [30], ["3", "three"]];
  await until(async () => (await first.values("parted")).length === 1, "the first number");
  expect(await stored(first)).toEqual(expected);
  const latest = (await first.api.get("/devices/press/p1/latest")).body.items;
  expect(latest).toContainEqual(expect.objectContaining({ property: "parted@v1", value: "three" }));
  await first.app.close();

  const second = await openTestApp(folder.path);
  expect(await stored(second)).toEqual(expected);
  const exported = await second.api.get(
    "/devices/press/p1/export?property=parted&property=parted%40v1&timeZone=UTC",
  );
  expect(exported.body).toMatch(/parted,parted@v1\r\n[^,]+,\d+,,3\r\n[^,]+,\d+,,three\r\n[^,]+,\d+,30,/);
  await second.app.close();
}, 60_000);

test("a device in the trash has its history converted and put aside as the others", async () => {
  using folder = makeTempFolder("type-change");
  const { app, api, portOf, values } = await openTestApp(folder.path);
  await api.post("/apply", {
    products: [{ productKey: "press", name: "Press", thingModel: model("text") }],
    devices: [{ productKey: "press", deviceName: "p1", deviceSecret: SECRET }],
  });
  await report(portOf("mqtt"), { kept: "1", turned: "2", parted: "3" });
  await until(async () => (await values("parted")).length === 1, "the stored texts");
  expect((await api.delete("/devices/press/p1")).status).toBe(204);
  const path = "/products/press/thing-model";
  expect((await api.put(path, model("int"))).body).toMatchObject({ code: "type_change_needs_choice" });
  expect((await api.put(`${path}/draft`, model("int"))).status).toBe(200);
  const { body } = await api.post(`${path}/publish`, {
    typeChanges: { kept: "keep", turned: "convert", parted: "separate" },
  });
  await until(
    async () => (await api.get(`/jobs/${body.jobs.turned}`)).body.state === "done",
    "the conversion",
  );
  const [deleted] = (await api.get("/device-trash")).body.items;
  expect((await api.post(`/device-trash/${deleted.id}/restore`)).status).toBe(200);
  expect(await Promise.all(["kept", "turned", "parted", "parted@v1"].map(values))).toEqual([
    ["1"],
    [2],
    [],
    ["3"],
  ]);
  await app.close();
}, 60_000);
