// Devices with topics and payloads of their own, by Mosquitto's clients and mqtt.js: text, JSON, Sparkplug B.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import type { Login } from "../../src/simulate/login.ts";
import { makeLogin } from "../../src/simulate/login.ts";
import { sampleAt } from "../codec/sparkplug/samples.ts";
import { hasBinary } from "../harness/gantry.ts";
import { hasMosquittoClients } from "../harness/mosquitto.ts";
import { run } from "../harness/run.ts";
import { until } from "../harness/until.ts";
import { mosquittoArgs, type Plant, startPlant } from "./plant.ts";

// Above the waits within: bun ends every child process when a test runs out of time.
setDefaultTimeout(180_000);

const SECRET = "0123456789abcdef";
const thingModel = {
  properties: [
    { identifier: "temp", name: "Temperature", dataType: { type: "double" } },
    { identifier: "on", name: "On", dataType: { type: "bool" } },
  ],
};
const OWN = {
  rows: [
    {
      topic: "plant/{deviceName}/state",
      payload: "json",
      properties: [{ property: "temp", path: "t.x10", scale: 0.1 }],
    },
    { topic: "plant/{deviceName}/{property}", payload: "text" },
  ],
};
const SPARKPLUG = { rows: [{ topic: "spBv1.0/G/+/{deviceName}/#", payload: "sparkplug-b" }] };
const DOCUMENT = {
  products: [
    { productKey: "own", name: "Own topics", thingModel, mapping: OWN },
    {
      productKey: "edge",
      name: "Edge nodes",
      nodeType: "gateway",
      childProductKey: "cell",
      thingModel,
      mapping: SPARKPLUG,
    },
    { productKey: "cell", name: "Cells", nodeType: "sub", thingModel },
    { productKey: "shared", name: "By Node-RED", thingModel, mapping: { ...OWN, isShared: true } },
    { productKey: "later", name: "Mapped later", thingModel },
  ],
  devices: [
    ...["text", "json", "other"].map((deviceName) => ({ productKey: "own", deviceName })),
    ...["node", "lost"].map((deviceName) => ({ productKey: "edge", deviceName })),
    ...["bridge", "far"].map((deviceName) => ({ productKey: "shared", deviceName })),
    { productKey: "later", deviceName: "dev" },
  ].map((device) => ({ ...device, deviceSecret: SECRET })),
};

function loginOf(productKey: string, deviceName: string): Login {
  return makeLogin({ productKey, deviceName, deviceSecret: SECRET }, "plain", false);
}

function fileOf(name: Parameters<typeof sampleAt>[0]): string {
  const path = join(mkdtempSync(join(tmpdir(), "sparkplug-")), name);
  writeFileSync(path, sampleAt(name, Date.now()));
  return path;
}

describe.if(hasBinary && hasMosquittoClients)("topics and payloads of one's own", () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant([]);
    // The childProductKey of a product needs that product, whichever comes first in the document.
    const products = [...DOCUMENT.products].sort((a) => (a.productKey === "cell" ? -1 : 0));
    expect(await plant.api.post("/apply", { ...DOCUMENT, products })).toMatchObject({ status: 200 });
  });
  afterAll(() => plant[Symbol.asyncDispose]());

  async function untilLatest(device: string, expected: Readonly<Record<string, unknown>>): Promise<void> {
    await until(
      async () => {
        const { body } = await plant.api.get(`/devices/${device}/latest`);
        const items: { property: string; value: unknown }[] = body.items ?? [];
        const latest = Object.fromEntries(items.map(({ property, value }) => [property, value]));
        return Object.entries(expected).every(([property, value]) => latest[property] === value);
      },
      `${device} shows ${JSON.stringify(expected)}`,
    );
  }

  const publish = (login: Login, ...args: string[]) =>
    run(["mosquitto_pub", ...mosquittoArgs(plant.gantry, login), "-q", "1", ...args]);

  test("one value as text, by the property that the topic names", async () => {
    await publish(loginOf("own", "text"), "-t", "plant/text/temp", "-m", "21.5");
    await publish(loginOf("own", "text"), "-t", "plant/text/on", "-m", "ON");
    await untilLatest("own/text", { temp: 21.5, on: true });
  });

  test("JSON, by paths and keys", async () => {
    await publish(loginOf("own", "json"), "-t", "plant/json/state", "-m", '{"t":{"x10":215},"on":1}');
    await untilLatest("own/json", { temp: 21.5, on: true });
  });

  test("a topic that names another device is refused, with the reason", async () => {
    const ran = await publish(loginOf("own", "other"), "-V", "5", "-d", "-t", "plant/json/temp", "-m", "1");
    expect(ran.stdout + ran.stderr).toContain("a device may only report for itself");
  });

  test("a shared connection reports for the devices of its product", async () => {
    await publish(loginOf("shared", "bridge"), "-t", "plant/far/temp", "-m", "7");
    await untilLatest("shared/far", { temp: 7 });
  });

  test("Sparkplug B: a birth by mosquitto_pub; without one, a rebirth is asked for", async () => {
    await publish(loginOf("edge", "node"), "-t", "spBv1.0/G/NBIRTH/node", "-f", fileOf("nbirth"));
    await untilLatest("edge/node", { temp: 21.4, on: true, Line_1_count: "18446744073709551615" });
    const asked = await run([
      "mosquitto_rr",
      ...mosquittoArgs(plant.gantry, loginOf("edge", "lost")),
      ...["-q", "1", "-W", "5", "-t", "spBv1.0/G/NDATA/lost", "-e", "spBv1.0/G/NCMD/lost", "-F", "%t %x"],
      ...["-f", fileOf("ndata")],
    ]);
    expect(asked.stdout).toStartWith("spBv1.0/G/NCMD/lost 08");
    expect(Buffer.from(asked.stdout.trim().split(" ")[1] ?? "", "hex").toString("latin1")).toContain(
      "Node Control/Rebirth",
    );
  });

  test("Sparkplug B: aliases, devices behind the node, their deaths", async () => {
    const { clientId, username, password } = loginOf("edge", "node");
    const client = await connectAsync(`mqtt://127.0.0.1:${plant.gantry.ready.mqttPort}`, {
      ...{ clientId, username, password },
      reconnectPeriod: 0,
    });
    const say = (tail: string, name: Parameters<typeof sampleAt>[0]) =>
      client.publishAsync(`spBv1.0/G/${tail}`, Buffer.from(sampleAt(name, Date.now())), { qos: 1 });
    await say("NBIRTH/node", "nbirth");
    await say("NDATA/node", "ndata");
    await untilLatest("edge/node", { temp: -3.5 });
    await say("DBIRTH/node/cell-1", "ddata");
    await untilLatest("cell/cell-1", { temp: 70.25 });
    const stateOf = async () => (await plant.api.get("/devices/cell/cell-1")).body.state;
    await until(async () => (await stateOf()) === "online", "the cell is online");
    await say("NDEATH/node", "ndeath");
    await until(async () => (await stateOf()) === "offline", "the cell is offline");
    await client.endAsync();
  });

  test("Sparkplug B: a node that is lost takes its devices along, and its will says no more than that", async () => {
    const { clientId, username, password } = loginOf("edge", "node");
    const client = await connectAsync(`mqtt://127.0.0.1:${plant.gantry.ready.mqttPort}`, {
      ...{ clientId, username, password },
      reconnectPeriod: 0,
      will: {
        topic: "spBv1.0/G/NDEATH/node",
        payload: Buffer.from(sampleAt("ndeath", Date.now())),
        qos: 1,
        retain: false,
      },
    });
    const say = (tail: string, name: Parameters<typeof sampleAt>[0]) =>
      client.publishAsync(`spBv1.0/G/${tail}`, Buffer.from(sampleAt(name, Date.now())), { qos: 1 });
    await say("NBIRTH/node", "nbirth");
    await say("DBIRTH/node/cell-2", "ddata");
    const reasonOf = async (device: string) => {
      const { body } = await plant.api.get(`/devices/${device}`);
      return `${body.state} ${body.stateReason}`;
    };
    await until(async () => (await reasonOf("cell/cell-2")).startsWith("online"), "the cell is online");
    client.stream.destroy();
    await until(
      async () => (await reasonOf("cell/cell-2")) === "offline gateway_lost",
      "the cell went with it",
    );
    expect(await reasonOf("edge/node")).toBe("offline connection_closed");
    const { body } = await plant.api.get("/devices/edge/node/journal?limit=50");
    const refused = body.items.filter(({ kind }: { kind: string }) => kind === "refused");
    expect(refused.map(({ code }: { code: string }) => code)).not.toContain("sparkplug_stale_death");
  });

  test("a change of the mapping holds from the next message on", async () => {
    const { clientId, username, password } = loginOf("later", "dev");
    const client = await connectAsync(`mqtt://127.0.0.1:${plant.gantry.ready.mqttPort}`, {
      ...{ clientId, username, password },
      reconnectPeriod: 0,
    });
    const say = (value: string) => client.publishAsync("tele/dev/temp", value, { qos: 1 });
    const put = (topic: string) =>
      plant.api.put("/products/later/mapping", { rows: [{ topic, payload: "text", property: "temp" }] });
    await say("1");
    expect(await put("tele/{deviceName}/temp")).toMatchObject({ status: 200 });
    await say("2");
    await untilLatest("later/dev", { temp: 2 });
    await put("else");
    await say("3");
    await put("tele/{deviceName}/temp");
    await say("4");
    await untilLatest("later/dev", { temp: 4 });
    const range = `from=${Date.now() - 3_600_000}&to=${Date.now() + 60_000}`;
    const { body } = await plant.api.get(`/devices/later/dev/history?property=temp&${range}`);
    expect(body.series[0].points.map(([, value]: [number, number]) => value)).toEqual([2, 4]);
    await client.endAsync();
  });
});
