import { expect, test } from "bun:test";
import { until } from "../harness/until.ts";
import { makeCertificate } from "./certificate.ts";
import { connectWebSocket, startWebSocketListener } from "./websocket-peer.ts";

test("leads in by its paths, and by no other", async () => {
  await using server = startWebSocketListener();
  await using _root = await connectWebSocket(server.address("/"));
  await using _mqtt = await connectWebSocket(server.address("/mqtt?x=1"));
  const http = server.address("/other").replace("ws:", "http:");
  expect((await fetch(http)).status).toBe(404);
  expect((await fetch(server.address("/mqtt").replace("ws:", "http:"))).status).toBe(426);
  expect((await fetch(http, { headers: { host: "a b" } })).status).toBe(404);
});

test("TLS: bytes, and a certificate that is replaced while connections live on", async () => {
  const first = await makeCertificate("first");
  const second = await makeCertificate("second");
  await using server = startWebSocketListener({ tls: first });
  await using before = await connectWebSocket(server.address(), { ca: first.cert });
  server.listener.replaceTls(second);
  await using after = await connectWebSocket(server.address(), { ca: second.cert });
  before.socket.send(Buffer.from("old"));
  after.socket.send(Buffer.from("new"));
  await until(() => server.text(0) === "old" && server.text(1) === "new", "both");
  expect([server.accepted[0]?.conn.isTls, server.listener.connections]).toEqual([true, 2]);
  const refused = await connectWebSocket(server.address(), { ca: first.cert }).catch((error: Error) => error);
  expect(refused).toBeInstanceOf(Error);
});

test("stop accepts no more and leaves the open ones", async () => {
  await using server = startWebSocketListener();
  await using peer = await connectWebSocket(server.address());
  server.listener.stop();
  peer.socket.send(Buffer.from("still here"));
  await until(() => server.text() === "still here", "the bytes");
  const refused = await connectWebSocket(server.address()).catch((error: Error) => error);
  expect(refused).toBeInstanceOf(Error);
});

test("a port that is taken is told", async () => {
  await using server = startWebSocketListener();
  const again = () => startWebSocketListener({ port: server.listener.port });
  expect(again).toThrow(expect.objectContaining({ code: "EADDRINUSE" }));
});
