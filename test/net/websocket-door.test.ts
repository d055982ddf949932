import { expect, test } from "bun:test";
import { listenBehind, makeWebSocketDoor, type WebSocketPeer, webSocketHandler } from "../../src/net/net.ts";
import { until } from "../harness/until.ts";
import {
  ACCEPT_OPTIONS,
  connectWebSocket,
  recordAccepted,
  startWebSocketListener,
} from "./websocket-peer.ts";

test("chooses the best name that the client offers, and refuses one that offers none", async () => {
  await using server = startWebSocketListener();
  const named = async (protocols: string[]) => {
    await using peer = await connectWebSocket(server.address(), { protocols });
    return peer.socket.protocol;
  };
  expect([await named(["mqttv3.1", "mqtt"]), await named(["mqttv3.1"]), await named(["x", "mqtt"])]).toEqual([
    "mqtt",
    "mqttv3.1",
    "mqtt",
  ]);
  for (const protocols of [[], ["chat"]]) {
    const refused = await connectWebSocket(server.address(), { protocols }).catch((error: Error) => error);
    expect(refused).toBeInstanceOf(Error);
  }
  expect(server.accepted.length).toBe(3);
});

test("connections beyond the limit, or that are not admitted, get no further", async () => {
  const ips: string[] = [];
  const isAdmitted = (ip: string) => ips.push(ip) !== 3;
  await using server = startWebSocketListener({ maxConnections: 1, isAdmitted });
  await using _first = await connectWebSocket(server.address());
  for (let i = 0; i < 2; i++) {
    const refused = await connectWebSocket(server.address()).catch((error: Error) => error);
    expect(refused).toBeInstanceOf(Error);
  }
  expect({ ips, refused: server.refused.length, connections: server.listener.connections }).toEqual({
    ips: ["127.0.0.1", "127.0.0.1", "127.0.0.1"],
    refused: 1,
    connections: 1,
  });
});

test("a server that serves other things too leads in through a door", async () => {
  const door = makeWebSocketDoor(["mqtt"]);
  const server = Bun.serve<WebSocketPeer>({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request, self) =>
      request.url.endsWith("/mqtt") ? door.upgrade(request, self) : new Response("page"),
    websocket: webSocketHandler,
  });
  const address = `ws://127.0.0.1:${server.port}/mqtt`;
  const early = await connectWebSocket(address).catch((error: Error) => error);
  expect(early).toBeInstanceOf(Error);
  const { accepted, accept } = recordAccepted();
  const where = { host: "127.0.0.1", port: server.port ?? 0, isTls: false };
  const listener = listenBehind(door, { ...ACCEPT_OPTIONS, ...where }, accept);
  await using peer = await connectWebSocket(address);
  peer.socket.send(Buffer.from("hello"));
  await until(() => listener.bytesIn === 5, "the bytes");
  expect([listener.connections, listener.port, accepted.length]).toEqual([1, server.port ?? 0, 1]);
  listener.stop();
  const late = await connectWebSocket(address).catch((error: Error) => error);
  expect(late).toBeInstanceOf(Error);
  expect(await (await fetch(`http://127.0.0.1:${server.port}/`)).text()).toBe("page");
  await server.stop(true);
});
