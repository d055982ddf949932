// The client against a scripted server: what it sends, and what it does when the server misbehaves.

import { expect, test } from "bun:test";
import * as mqtt from "mqtt-packet";
import { MqttClient, type Traffic } from "../../src/simulate/client.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { until } from "../harness/until.ts";

interface Script extends Disposable {
  readonly port: number;
  /** Packets of each connection, in order. */
  readonly connections: readonly mqtt.Packet[][];
}

type Answer = (packet: mqtt.Packet, connection: number) => mqtt.Packet | "close" | undefined;

function startScript(answer: Answer): Script {
  const connections: mqtt.Packet[][] = [];
  const listener = Bun.listen<{ parser: mqtt.Parser }>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        const packets: mqtt.Packet[] = [];
        const index = connections.push(packets) - 1;
        const parser = mqtt.parser();
        parser.on("packet", (packet: mqtt.Packet) => {
          packets.push(packet);
          const reply = answer(packet, index);
          if (reply === "close") socket.end();
          else if (reply !== undefined) socket.write(mqtt.generate(reply));
        });
        socket.data = { parser };
      },
      data: (socket, bytes) => void socket.data.parser.parse(bytes),
    },
  });
  return { port: listener.port, connections, [Symbol.dispose]: () => listener.stop(true) };
}

function makeTraffic(): Traffic {
  const counts = {
    sent: 0,
    acked: 0,
    received: 0,
    dropped: 0,
    connects: 0,
    lost: 0,
    refused: 0,
    connected: 0,
  };
  return { ...counts, lastProblem: undefined, onAck() {} };
}

function makeClient(port: number, traffic: Traffic): MqttClient {
  return new MqttClient({
    endpoint: { host: "127.0.0.1", port, tls: undefined },
    login: { clientId: "c", username: "dn&pk", password: "p" },
    clock: systemClock,
    traffic,
    keepaliveS: 60,
    window: 2,
    filters: ["a/b"],
    onMessage() {},
  });
}

const CONNACK: mqtt.Packet = { cmd: "connack", returnCode: 0, sessionPresent: false };

test("what was not acknowledged is sent again, marked dup, after a reconnect", async () => {
  using server = startScript((packet, connection) => {
    if (packet.cmd === "connect") return CONNACK;
    if (packet.cmd !== "publish") return undefined;
    return connection === 0 ? "close" : { cmd: "puback", messageId: packet.messageId ?? 0 };
  });
  const traffic = makeTraffic();
  const client = makeClient(server.port, traffic);
  client.start();
  await until(() => client.isConnected, "connected");
  client.publish("t", "first", 1);
  await until(() => traffic.acked === 1, "acknowledged on the second connection");
  const publishes = server.connections.map((packets) =>
    packets.flatMap((packet) =>
      packet.cmd === "publish"
        ? [{ payload: String(packet.payload), dup: packet.dup, id: packet.messageId }]
        : [],
    ),
  );
  const id = publishes[0]?.[0]?.id;
  expect(publishes).toEqual([[{ payload: "first", dup: false, id }], [{ payload: "first", dup: true, id }]]);
  await client.stop(0);
  expect(traffic).toMatchObject({ connects: 2, lost: 1, acked: 1, dropped: 0, connected: 0 });
});

test("no more than the window is on the way, as much again waits, and the oldest beyond is given up", async () => {
  using server = startScript((packet) => (packet.cmd === "connect" ? CONNACK : undefined));
  const traffic = makeTraffic();
  const client = makeClient(server.port, traffic);
  client.start();
  await until(() => client.isConnected, "connected");
  const taken = ["1", "2", "3", "4", "5"].map((payload) => client.publish("t", payload, 1));
  expect(taken).toEqual([true, true, true, true, false]);
  expect(traffic).toMatchObject({ sent: 2, dropped: 1 });
  await client.stop(0);
});

test("a refusal is counted, named, and not tried again at once", async () => {
  using server = startScript((packet) =>
    packet.cmd === "connect" ? { cmd: "connack", returnCode: 4, sessionPresent: false } : undefined,
  );
  const traffic = makeTraffic();
  const client = makeClient(server.port, traffic);
  client.start();
  await until(() => traffic.refused === 1, "refused");
  expect(traffic.lastProblem).toBe("dn&pk refused: user name or password (CONNACK 4)");
  expect(server.connections.length).toBe(1);
  await client.stop(0);
});

test("bytes that are not MQTT end the connection with a reason", async () => {
  using garbage = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket) {
        socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
      },
    },
  }) as Bun.TCPSocketListener & Disposable;
  const traffic = makeTraffic();
  const client = makeClient(garbage.port, traffic);
  client.start();
  await until(() => traffic.lastProblem !== undefined, "a reason");
  expect(traffic.connects).toBe(0);
  await client.stop(0);
});
