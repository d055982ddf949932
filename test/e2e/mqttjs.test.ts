// mqtt.js, the client of Node-RED and most gateways in JavaScript, in both versions of the protocol.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import mqtt, { type MqttClient } from "mqtt";
import { makeLogin } from "../../src/simulate/login.ts";
import { hasBinary } from "../harness/gantry.ts";
import { until } from "../harness/until.ts";
import {
  identityOf,
  type JournalItem,
  type Plant,
  startPlant,
  topicOf,
  untilJournal,
  untilLatest,
} from "./plant.ts";

// Above the waits within: bun ends every child process when a test runs out of time.
setDefaultTimeout(180_000);

describe.if(hasBinary)("mqtt.js", () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant(["v4", "v5", "auto", "rejected", "tls", "ws"]);
  });
  afterAll(() => plant[Symbol.asyncDispose]());

  async function connect(name: string, protocolVersion: 4 | 5): Promise<MqttClient> {
    const login = makeLogin(identityOf(name), "alink", false);
    const url = `mqtt://127.0.0.1:${plant.gantry.ready.mqttPort}`;
    return mqtt.connectAsync(url, { ...login, protocolVersion, reconnectPeriod: 0 }, false);
  }

  for (const version of [4, 5] as const) {
    test(`version ${version}: subscribe, report, reply`, async () => {
      const name = `v${version}`;
      const client = await connect(name, version);
      const received: [string, string][] = [];
      client.on("message", (topic, payload) => received.push([topic, payload.toString()]));
      const topic = topicOf(name, "thing/event/property/post");
      const granted = await client.subscribeAsync(`${topic}_reply`, { qos: 1 });
      expect(granted.map(({ qos }) => qos)).toEqual([1]);
      for (const id of ["1", "2", "3"]) {
        const params = { temperature: Number(id), isOpen: 1, label: "höhe 高" };
        await client.publishAsync(topic, JSON.stringify({ id, version: "1.0", params }), { qos: 1 });
      }
      await until(() => received.length === 3, "three replies");
      expect(received).toEqual(
        ["1", "2", "3"].map((id) => [
          `${topic}_reply`,
          `{"code":200,"data":{},"id":"${id}","message":"success","method":"thing.event.property.post","version":"1.0"}`,
        ]),
      );
      await untilLatest(plant.api, name, { temperature: 3, isOpen: true, label: "höhe 高" });
      await client.endAsync();
    });
  }

  test("an Alink device that never subscribes gets its replies all the same", async () => {
    const client = await connect("auto", 4);
    const received: string[] = [];
    client.on("message", (topic) => received.push(topic));
    const topic = topicOf("auto", "thing/event/property/post");
    await client.publishAsync(topic, '{"id":"1","params":{"temperature":1}}', { qos: 1 });
    await until(() => received.length > 0, "the reply");
    expect(received).toEqual([`${topic}_reply`]);
    await client.endAsync();
  });

  test("a foreign topic is no one's business: not subscribed, not published", async () => {
    const client = await connect("rejected", 5);
    const foreign = topicOf("v5", "thing/event/property/post");
    const granted = await client.subscribeAsync(foreign, { qos: 0 }).catch((error: Error) => error.message);
    expect(JSON.stringify(granted)).toMatch(/Not authorized|135|128/);
    const published = await client
      .publishAsync(foreign, '{"id":"1","params":{"temperature":1}}', { qos: 1 })
      .then(
        (packet) => packet,
        (error: { code: number }) => error,
      );
    expect(JSON.stringify(published)).toMatch(/135|144/);
    await client.endAsync();
    const isForbidden = ({ code }: JournalItem) => code === "topic_forbidden";
    await untilJournal(plant.api, { deviceName: "rejected", kind: "refused" }, isForbidden);
  });

  test("over WebSocket, on the HTTP port and on a port of its own", async () => {
    const { httpPort, mqttWsPort } = plant.gantry.ready;
    for (const [index, port] of [httpPort, mqttWsPort].entries()) {
      const login = makeLogin(identityOf("ws"), "alink", true);
      const url = `ws://127.0.0.1:${port}/mqtt`;
      const client = await mqtt.connectAsync(
        url,
        { ...login, protocolVersion: index === 0 ? 4 : 5, reconnectPeriod: 0 },
        false,
      );
      const report = `{"id":"1","params":{"temperature":${20 + index}}}`;
      await client.publishAsync(topicOf("ws", "thing/event/property/post"), report, { qos: 1 });
      await untilLatest(plant.api, "ws", { temperature: 20 + index });
      await client.endAsync();
    }
  });

  test("over TLS, trusting the authority that Gantry made", async () => {
    const ca = await findAuthority(plant.gantry.dataDir);
    const login = makeLogin(identityOf("tls"), "alink", true);
    const url = `mqtts://127.0.0.1:${plant.gantry.ready.mqttsPort}`;
    const client = await mqtt.connectAsync(url, { ...login, ca, reconnectPeriod: 0 }, false);
    await client.publishAsync(
      topicOf("tls", "thing/event/property/post"),
      '{"id":"1","params":{"temperature":4}}',
      {
        qos: 1,
      },
    );
    await untilLatest(plant.api, "tls", { temperature: 4 });
    await client.endAsync();
    const stranger = mqtt.connectAsync(
      url,
      { ...login, reconnectPeriod: 0, rejectUnauthorized: true },
      false,
    );
    expect(
      await stranger.then(
        () => "connected",
        (error: Error) => error.message,
      ),
    ).not.toBe("connected");
  });
});

async function findAuthority(dataDir: string): Promise<string> {
  const names = [...new Bun.Glob("tls/*ca*").scanSync(dataDir)].filter((name) => !name.includes("key"));
  expect(names.length).toBe(1);
  return Bun.file(`${dataDir}/${names[0]}`).text();
}
