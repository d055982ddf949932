// mqtt.js with Gantry as the broker between its clients: every transport and version, and what MQTT 5 brought.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { hasBinary } from "../harness/gantry.ts";
import { until } from "../harness/until.ts";
import { type Line, startLine } from "./line.ts";

// Above the waits within: bun ends every child process when a test runs out of time.
setDefaultTimeout(180_000);

const TRANSPORTS = ["tcp", "tls", "ws", "ws port"] as const;
type Transport = (typeof TRANSPORTS)[number];

interface Received {
  readonly topic: string;
  readonly payload: string;
  readonly packet: IPublishPacket;
}

describe.if(hasBinary)("a broker for mqtt.js", () => {
  let line: Line;
  const clients: MqttClient[] = [];
  beforeAll(async () => {
    line = await startLine();
  });
  afterAll(async () => {
    for (const client of clients) await client.endAsync(true);
    await line[Symbol.asyncDispose]();
  });

  function urlOf(transport: Transport): string {
    const { mqttPort, mqttsPort, httpPort, mqttWsPort } = line.gantry.ready;
    if (transport === "tcp") return `mqtt://127.0.0.1:${mqttPort}`;
    if (transport === "tls") return `mqtts://127.0.0.1:${mqttsPort}`;
    return `ws://127.0.0.1:${transport === "ws" ? httpPort : mqttWsPort}/mqtt`;
  }

  async function open(
    clientId: string,
    options: IClientOptions & { transport?: Transport } = {},
  ): Promise<{ client: MqttClient; received: Received[] }> {
    const { transport = "tcp", ...rest } = options;
    const { username, password, ca } = line;
    const login = { clientId, username, password, ca, reconnectPeriod: 0 };
    const client = await mqtt.connectAsync(urlOf(transport), { ...login, ...rest }, false);
    const received: Received[] = [];
    client.on("message", (topic, payload, packet) => {
      received.push({ topic, payload: payload.toString(), packet });
    });
    clients.push(client);
    return { client, received };
  }

  for (const transport of TRANSPORTS) {
    test(`${transport}: MQTT 3.1, 3.1.1 and 5 among each other, QoS 0, 1 and 2 both ways`, async () => {
      const topic = `line/among/${transport}`;
      const peers = await Promise.all([
        open(`${transport}-3`, { transport, protocolId: "MQIsdp", protocolVersion: 3 }),
        open(`${transport}-4`, { transport, protocolVersion: 4 }),
        open(`${transport}-5`, { transport, protocolVersion: 5 }),
      ]);
      for (const [index, { client }] of peers.entries()) {
        await client.subscribeAsync(topic, { qos: index as 0 | 1 | 2 });
      }
      const sent: string[] = [];
      for (const [index, { client }] of peers.entries()) {
        for (const qos of [0, 1, 2] as const) {
          sent.push(`${qos} of ${index}`);
          await client.publishAsync(topic, `${qos} of ${index}`, { qos });
          // At QoS 0 nothing says when it was taken; the next one must not overtake it on another connection.
          await until(
            () => peers.every(({ received }) => received.length === sent.length),
            "everyone has it",
          );
        }
      }
      for (const [index, { received }] of peers.entries()) {
        expect(received.map(({ payload, packet }) => [payload, packet.qos])).toEqual(
          sent.map((payload) => [payload, Math.min(Number(payload[0]), index) as 0 | 1 | 2]),
        );
      }
    });
  }

  test("shared subscriptions: each message to one of the group, to all of the group's members in turn", async () => {
    const members = await Promise.all([
      open("member-1", { protocolVersion: 5 }),
      open("member-2", { protocolVersion: 5 }),
    ]);
    for (const { client } of members) await client.subscribeAsync("$share/workers/line/jobs/#", { qos: 1 });
    const other = await open("not-a-member", { protocolVersion: 5 });
    await other.client.subscribeAsync("line/jobs/#", { qos: 1 });
    const jobs = Array.from({ length: 20 }, (_, n) => `job ${n}`);
    for (const job of jobs) await other.client.publishAsync("line/jobs/a", job, { qos: 1 });
    await until(() => other.received.length === jobs.length, "everything at the one outside the group");
    await until(() => members.flatMap(({ received }) => received).length >= jobs.length, "everything once");
    const shares = members.map(({ received }) => received.map(({ payload }) => payload));
    expect(shares.flat().sort()).toEqual([...jobs].sort());
    for (const share of shares) expect(share.length).toBeGreaterThan(0);
    // One leaves: the rest goes to the one that stays.
    await members[0]?.client.endAsync();
    await other.client.publishAsync("line/jobs/a", "last", { qos: 1 });
    await until(() => members[1]?.received.some(({ payload }) => payload === "last"), "the last job");
  });

  test("request and response: properties arrive as they were sent", async () => {
    const server = await open("responder", { protocolVersion: 5 });
    const caller = await open("caller", { protocolVersion: 5 });
    await server.client.subscribeAsync("line/ask", { qos: 1, properties: { subscriptionIdentifier: 7 } });
    await caller.client.subscribeAsync("line/answers/caller", { qos: 1 });
    server.client.on("message", (_, __, { properties }) => {
      const { responseTopic = "", correlationData } = properties ?? {};
      server.client.publish(responseTopic, "42", {
        properties: { ...(correlationData && { correlationData }) },
      });
    });
    const properties = {
      responseTopic: "line/answers/caller",
      correlationData: Buffer.from([1, 2, 0]),
      contentType: "text/plain",
      payloadFormatIndicator: true,
      messageExpiryInterval: 60,
      userProperties: { unit: "°C", line: ["1", "2"] },
    };
    await caller.client.publishAsync("line/ask", "?", { qos: 1, properties });
    await until(() => caller.received.length === 1, "the answer");
    expect(caller.received[0]?.packet.properties?.correlationData).toEqual(Buffer.from([1, 2, 0]));
    const { subscriptionIdentifier, messageExpiryInterval, userProperties, ...rest } = {
      ...server.received[0]?.packet.properties,
    };
    expect({ subscriptionIdentifier, userProperties: { ...userProperties } }).toEqual({
      subscriptionIdentifier: 7,
      userProperties: { unit: "°C", line: ["1", "2"] },
    });
    expect(messageExpiryInterval).toBeGreaterThan(50);
    expect(rest).toMatchObject({ contentType: "text/plain", payloadFormatIndicator: true });
  });

  test("no local, retain as published, and how retained messages are sent", async () => {
    const { client, received } = await open("options", { protocolVersion: 5 });
    await client.publishAsync("line/options", "kept", { qos: 1, retain: true });
    await client.subscribeAsync("line/options", { qos: 1, nl: true, rap: true, rh: 0 });
    await until(() => received.length === 1, "the retained message");
    await client.publishAsync("line/options", "own", { qos: 1 });
    await client.subscribeAsync("line/options", { qos: 1, nl: true, rap: true, rh: 1 });
    const other = await open("options-2", { protocolVersion: 5 });
    await other.client.publishAsync("line/options", "", { qos: 1, retain: true });
    await until(() => received.length === 2, "the other's message");
    expect(received.map(({ payload, packet }) => [payload, packet.retain])).toEqual([
      ["kept", true],
      ["", true],
    ]);
  });

  test("a session goes on where it stopped: connections come and go, messages do not", async () => {
    const options = { protocolVersion: 5, clean: false, properties: { sessionExpiryInterval: 600 } } as const;
    const first = await open("comes-back", options);
    await first.client.subscribeAsync("line/later", { qos: 2 });
    await first.client.endAsync();
    const other = await open("meanwhile");
    for (const qos of [1, 2] as const) await other.client.publishAsync("line/later", `at ${qos}`, { qos });
    const { username, password } = line;
    const login = { clientId: "comes-back", username, password, reconnectPeriod: 0, manualConnect: true };
    const client = mqtt.connect(urlOf("tcp"), { ...login, ...options });
    const got: string[] = [];
    client.on("message", (_, payload) => got.push(payload.toString()));
    let isPresent: boolean | undefined;
    client.on("connect", ({ sessionPresent }) => {
      isPresent = sessionPresent;
    });
    client.connect();
    clients.push(client);
    await until(() => got.length === 2, "what came meanwhile");
    expect({ isPresent, got }).toEqual({ isPresent: true, got: ["at 1", "at 2"] });
  });
});
