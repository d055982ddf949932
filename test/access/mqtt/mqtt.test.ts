import { expect, test } from "bun:test";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import * as v from "valibot";
import { type MqttConfig, mqttAdapter } from "../../../src/access/mqtt/mqtt.ts";
import { failure } from "../../../src/spine/error.ts";
import { until } from "../../harness/until.ts";
import { makeCertificate } from "../../net/certificate.ts";
import { FakeGate, type FakeGateOptions } from "./fake-gate.ts";

async function start(config: Partial<MqttConfig> = {}, options: FakeGateOptions = {}) {
  const gate = new FakeGate(options);
  const listener = await mqttAdapter.listen(
    v.parse(mqttAdapter.config, { host: "127.0.0.1", port: 0, ...config }),
    gate,
  );
  return { gate, listener, [Symbol.asyncDispose]: () => listener.close(0) };
}

async function connect(port: number, options: IClientOptions = {}): Promise<MqttClient & AsyncDisposable> {
  const client = await connectAsync({
    host: "127.0.0.1",
    port,
    clientId: "d1",
    reconnectPeriod: 0,
    connectTimeout: 5_000,
    ...options,
  });
  client.on("error", () => {});
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.endAsync(true) });
}

test("the configuration has a default for everything, and bounds", () => {
  expect(v.parse(mqttAdapter.config, {})).toEqual({
    transport: "tcp",
    host: "0.0.0.0",
    port: 1883,
    maxMessagesPerS: 0,
    maxAddressMessagesPerS: 0,
    maxConnections: 20_000,
    maxPacketBytes: 262_144,
    connectTimeoutMs: 10_000,
    maxKeepaliveS: 1_200,
    maxSubscriptions: 1_000,
    maxOutputBytes: 1_048_576,
    stallTimeoutMs: 30_000,
  });
  for (const bad of [{ port: 70_000 }, { maxPacketBytes: 1 }, { unknown: 1 }, { tls: { cert: "x" } }]) {
    expect(v.safeParse(mqttAdapter.config, bad).success).toBe(false);
  }
});

test.each([3, 4, 5] as const)(
  "mqtt.js, protocol %d: every QoS up, replies and messages down",
  async (protocolVersion) => {
    await using server = await start(
      {},
      { hasAutoSubscription: true, reply: (topic) => ({ topic: `${topic}_reply`, payload: "ok" }) },
    );
    const protocolId = protocolVersion === 3 ? "MQIsdp" : "MQTT";
    await using client = await connect(server.listener.port, {
      protocolVersion,
      protocolId,
      username: "u",
      password: "p",
    });
    const received: string[] = [];
    client.on("message", (topic, payload, packet) => received.push(`${topic} ${payload} ${packet.qos}`));
    await client.publishAsync("t/0", "zero", { qos: 0 });
    await client.publishAsync("t/1", "one", { qos: 1 });
    await client.publishAsync("t/2", "two", { qos: 2 });
    await client.subscribeAsync("down/#", { qos: 1 });
    const link = server.gate.opened[0]?.link;
    expect(link?.deliver("down/x", Buffer.from("hello"), { qos: 1, isSystem: false })).toBe(true);
    await until(() => received.length === 4, "replies and the message");
    expect(received.sort()).toEqual(["down/x hello 1", "t/0_reply ok 0", "t/1_reply ok 0", "t/2_reply ok 0"]);
    expect(
      server.gate.uplinks.map(({ topic, payload, isAckNeeded }) => [topic, payload, isAckNeeded]),
    ).toEqual([
      ["t/0", "zero", false],
      ["t/1", "one", true],
      ["t/2", "two", true],
    ]);
    const [claim] = server.gate.claims;
    const said = {
      ...claim,
      password: Buffer.from(claim?.password ?? []).toString(),
      address: claim?.address.split(":")[0],
    };
    expect(said).toEqual({
      protocol: "mqtt",
      clientId: "d1",
      username: "u",
      password: "p",
      address: "127.0.0.1",
      isTls: false,
    });
    await client.endAsync();
    await until(() => server.gate.closed.length === 1, "the end of the session");
    expect(server.gate.closed).toEqual([{ sessionId: 1, reason: "disconnected" }]);
  },
);

test("ten thousand messages at QoS 1 in flight are each acknowledged once", async () => {
  await using server = await start();
  await using client = await connect(server.listener.port);
  let count = 0;
  const all = Array.from({ length: 10_000 }, (_, i) =>
    client.publishAsync("t", String(i), { qos: 1 }).then(() => count++),
  );
  await Promise.all(all);
  expect([count, server.gate.uplinks.length, server.listener.stats().messagesIn]).toEqual([
    10_000, 10_000, 10_000,
  ]);
  expect(server.gate.uplinks.every(({ payload }, i) => payload === String(i))).toBe(true);
});

test("a refused login: mqtt.js learns the code, the listener counts it", async () => {
  await using server = await start();
  const error = await connect(server.listener.port, { username: "wrong" }).catch((reason: Error) => reason);
  expect(error).toMatchObject({ code: 4 });
  expect(server.listener.stats().refused).toEqual({ bad_password: 1 });
});

test("TLS with a certificate of one's own", async () => {
  const files = await makeCertificate("localhost");
  await using server = await start({ tls: files });
  await using client = await connect(server.listener.port, {
    protocol: "mqtts",
    host: "localhost",
    ca: files.cert,
  });
  await client.publishAsync("t", "secret", { qos: 1 });
  expect([server.listener.isTls, server.gate.claims[0]?.isTls, server.gate.uplinks[0]?.payload]).toEqual([
    true,
    true,
    "secret",
  ]);
});

test("a TLS handshake that never ends is counted, and closed after the connect timeout", async () => {
  const files = await makeCertificate("localhost");
  await using server = await start({ tls: files, connectTimeoutMs: 300 });
  const closed = Promise.withResolvers<void>();
  await Bun.connect({
    hostname: "127.0.0.1",
    port: server.listener.port,
    socket: { data: () => {}, close: () => closed.resolve() },
  });
  await until(() => server.listener.stats().connections === 1, "the connection");
  await closed.promise;
  await until(() => server.listener.stats().connections === 0, "the end");
  expect(server.listener.stats().refused).toEqual({ connect_timeout: 1 });
});

test("connections beyond the limit are refused, counted, and reported once a second", async () => {
  await using server = await start({ maxConnections: 1 });
  await using _first = await connect(server.listener.port);
  for (let i = 0; i < 3; i++) {
    const error = await connect(server.listener.port, { clientId: "d2" }).catch((reason: Error) => reason);
    expect(error).toBeInstanceOf(Error);
  }
  expect([server.listener.stats().refused, server.gate.refusals.length]).toEqual([
    { too_many_connections: 3 },
    1,
  ]);
});

test("a takeover: the older one is told why", async () => {
  await using server = await start();
  await using client = await connect(server.listener.port, { protocolVersion: 5 });
  const told = Promise.withResolvers<number | undefined>();
  client.on("disconnect", (packet) => told.resolve(packet.reasonCode));
  server.gate.opened[0]?.link.close(failure("taken_over"));
  expect(await told.promise).toBe(0x8e);
  expect(server.gate.closed).toEqual([{ sessionId: 1, reason: "taken_over" }]);
});

test("close waits for what is in flight, acknowledges it, then says goodbye", async () => {
  await using server = await start({}, { settling: "manual" });
  await using client = await connect(server.listener.port, { protocolVersion: 5 });
  const told = Promise.withResolvers<number | undefined>();
  client.on("disconnect", (packet) => told.resolve(packet.reasonCode));
  let isAcknowledged = false;
  const publish = client.publishAsync("t", "x", { qos: 1 }).then(() => {
    isAcknowledged = true;
  });
  await until(() => server.gate.uplinks.length === 1, "the message");
  const closed = server.listener.close(5_000);
  expect(isAcknowledged).toBe(false);
  server.gate.uplinks[0]?.settle({ kind: "stored", seq: 1, reply: undefined });
  await publish;
  expect(await told.promise).toBe(0x8b);
  await closed;
  expect([server.listener.stats().connections, server.gate.closed]).toEqual([
    0,
    [{ sessionId: 1, reason: "server_shutdown" }],
  ]);
});

test("close gives up on what does not settle", async () => {
  await using server = await start({}, { settling: "manual" });
  await using client = await connect(server.listener.port);
  client.publish("t", "x", { qos: 1 });
  await until(() => server.gate.uplinks.length === 1, "the message");
  await server.listener.close(50);
  expect(server.listener.stats().connections).toBe(0);
});

test("a device that resumes after congestion loses nothing", async () => {
  await using server = await start();
  await using client = await connect(server.listener.port);
  await client.publishAsync("t", "first", { qos: 1 });
  server.gate.setCongested(true);
  let done = 0;
  const all = Array.from({ length: 500 }, (_, i) =>
    client.publishAsync("t", String(i), { qos: 1 }).then(() => done++),
  );
  await using other = await connect(server.listener.port, { clientId: "d2" });
  for (const payload of ["qos 0", "waits too"]) await other.publishAsync("t", payload, { qos: 0 });
  await until(() => server.gate.uplinks.some(({ payload }) => payload === "qos 0"), "the other's first");
  expect(done).toBe(0);
  server.gate.setCongested(false);
  await Promise.all(all);
  await until(() => server.gate.uplinks.length === 503, "everything");
});

test("a device that publishes faster than allowed is read more slowly, told of once, and loses nothing", async () => {
  await using server = await start({ maxMessagesPerS: 50 });
  await using flood = await connect(server.listener.port, { clientId: "flood" });
  await using calm = await connect(server.listener.port, { clientId: "calm" });
  const beginMs = performance.now();
  // 500 may come at once; 75 more take a second and a half.
  const sent = Array.from({ length: 575 }, (_, i) =>
    flood.publishAsync("up", `${i}`, { qos: (i % 2) as 0 | 1 }),
  );
  await calm.publishAsync("up", "quick", { qos: 1 });
  const inBefore = server.listener.stats().messagesIn;
  await Promise.all(sent);
  await until(() => server.listener.stats().messagesIn >= 576, "all of them");
  expect(performance.now() - beginMs).toBeGreaterThan(1_400);
  expect(inBefore).toBeLessThan(576);
  expect(server.gate.refusals.map((refusal) => refusal.failure.code)).toEqual(["message_rate"]);
});

test("who is not admitted gets no further than the socket", async () => {
  await using server = await start();
  Object.assign(server.gate, { isAdmitted: () => false });
  const refused = await connect(server.listener.port, { connectTimeout: 1_000 }).catch(
    (error: Error) => error,
  );
  expect(refused).toBeInstanceOf(Error);
  expect(server.listener.stats().connectionsTotal).toBe(0);
});
