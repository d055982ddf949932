import { expect, test } from "bun:test";
import { listenBy } from "../../../src/access/mqtt/transport.ts";
import { makeWebSocketDoor } from "../../../src/net/net.ts";
import { ACCEPT_OPTIONS, recordAccepted } from "../../net/websocket-peer.ts";

test("each transport listens in its way", async () => {
  const { accepted, accept } = recordAccepted();
  const where = { host: "127.0.0.1", port: 0 };
  const tcp = listenBy({ ...where, transport: "tcp" }, ACCEPT_OPTIONS, accept);
  const webSocket = listenBy({ ...where, transport: "websocket" }, ACCEPT_OPTIONS, accept);
  const door = makeWebSocketDoor(["mqtt"]);
  const behind = listenBy({ ...where, port: 80, transport: door }, ACCEPT_OPTIONS, accept);
  const open = async (path: string, protocol: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${webSocket.port}${path}`, protocol);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    socket.close();
    return socket.protocol;
  };
  expect([await open("/mqtt", "mqtt"), await open("/", "mqttv3.1"), accepted.length]).toEqual([
    "mqtt",
    "mqttv3.1",
    2,
  ]);
  const socket = await Bun.connect({ hostname: "127.0.0.1", port: tcp.port, socket: { data: () => {} } });
  socket.end();
  expect([behind.port, behind.isTls]).toEqual([80, false]);
  for (const listener of [tcp, webSocket, behind]) listener.stop();
});
