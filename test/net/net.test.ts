import { expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { issueAuthority, issueClient, issueServer } from "../../src/tls/issue.ts";
import { until } from "../harness/until.ts";
import { makeCertificate } from "./certificate.ts";
import { connectPeer, startListener } from "./peer.ts";

test("a connection is accepted, counted and let go", async () => {
  await using server = startListener();
  await using peer = await connectPeer(server.listener.port);
  peer.socket.write("hello");
  await until(() => server.receivedBytes() === 5, "the bytes");
  const { connections, connectionsTotal, bytesIn, isTls } = server.listener;
  expect({ connections, connectionsTotal, bytesIn, isTls }).toEqual({
    connections: 1,
    connectionsTotal: 1,
    bytesIn: 5,
    isTls: false,
  });
  expect(server.accepted[0]?.conn.address).toBe(`127.0.0.1:${peer.socket.localPort}`);
  peer.socket.end();
  await until(() => server.accepted[0]?.closedBy, "the close");
  expect([server.accepted[0]?.closedBy, server.listener.connections]).toEqual(["peer", 0]);
});

async function startAgain(port: number): Promise<unknown> {
  try {
    await startListener({ port })[Symbol.asyncDispose]();
    return undefined;
  } catch (error) {
    return error;
  }
}

test("a port that is taken is told", async () => {
  await using server = startListener();
  const error = await startAgain(server.listener.port);
  expect(error).toMatchObject({ code: "EADDRINUSE" });
});

test("connections beyond the limit are closed at once and told", async () => {
  await using server = startListener({ maxConnections: 1 });
  await using first = await connectPeer(server.listener.port);
  await until(() => server.accepted.length === 1, "the first");
  await using second = await connectPeer(server.listener.port);
  await until(() => second.isClosed || second.isEnded, "the second to be closed");
  expect([server.refused.length, server.listener.connections, first.isClosed]).toEqual([1, 1, false]);
});

test("an exception in a receiver costs that connection only", async () => {
  await using server = startListener();
  await using first = await connectPeer(server.listener.port);
  await using second = await connectPeer(server.listener.port);
  await until(() => server.accepted.length === 2, "both");
  const one = server.accepted.find(({ conn }) => conn.address.endsWith(`:${first.socket.localPort}`));
  if (one) {
    one.chunks.push = () => {
      throw new Error("a bug");
    };
  }
  first.socket.write("x");
  await until(() => one?.closedBy, "the close");
  second.socket.write("y");
  await until(() => server.receivedBytes() === 1, "the other to go on");
  expect(one?.closedBy).toBe("error");
});

test("stop accepts no more and leaves the open ones", async () => {
  await using server = startListener();
  await using peer = await connectPeer(server.listener.port);
  await until(() => server.accepted.length === 1, "the connection");
  server.listener.stop();
  peer.socket.write("still here");
  await until(() => server.receivedBytes() === 10, "the bytes");
  const error = await connectPeer(server.listener.port).catch((reason: Error) => reason);
  expect(error).toBeInstanceOf(Error);
});

test("TLS: bytes both ways, and a certificate that is replaced while connections live on", async () => {
  const first = await makeCertificate("first");
  const second = await makeCertificate("second");
  await using server = startListener({ tls: first });
  await using before = await connectPeer(server.listener.port, first.cert);
  before.socket.write("hello");
  await until(() => server.receivedBytes() === 5, "the bytes");
  const conn = server.accepted[0]?.conn;
  const out = conn?.out;
  const at = out?.reserve(2) ?? 0;
  out?.bytes.write("hi", at);
  conn?.touch();
  await until(() => before.text() === "hi", "the answer");
  server.listener.replaceTls(second);
  await using after = await connectPeer(server.listener.port, second.cert);
  after.socket.write("new");
  before.socket.write("old");
  await until(() => server.receivedBytes() === 11, "both");
  expect([server.listener.isTls, conn?.isTls]).toEqual([true, true]);
  expect(await connectPeer(server.listener.port, first.cert).catch((reason: Error) => reason)).toBeInstanceOf(
    Error,
  );
});

test("TLS: a broken certificate is refused and the old one stays", async () => {
  const files = await makeCertificate("first");
  await using server = startListener({ tls: files });
  expect(() => server.listener.replaceTls({ cert: "/nowhere/cert.pem", key: "/nowhere/key.pem" })).toThrow();
  await using peer = await connectPeer(server.listener.port, files.cert);
  peer.socket.write("x");
  await until(() => server.receivedBytes() === 1, "the byte");
});

test("TLS: what is no handshake does not reach the receiver", async () => {
  const files = await makeCertificate("first");
  await using server = startListener({ tls: files });
  await using peer = await connectPeer(server.listener.port);
  peer.socket.write("GET / HTTP/1.1\r\n\r\n");
  await until(() => peer.isEnded || peer.isClosed, "the close");
  expect(server.receivedBytes()).toBe(0);
});

test("TLS with a CA: only a peer with a certificate of it gets to send", async () => {
  const files = await makeCertificate("first");
  const foreign = await makeCertificate("first");
  await using server = startListener({ tls: { ...files, ca: files.cert } });
  for (const own of [undefined, foreign]) {
    const peer = await connectPeer(server.listener.port, files.cert, own).catch(() => undefined);
    peer?.socket.write("hello");
    await until(() => server.accepted.every(({ closedBy }) => closedBy !== undefined), "the close");
    peer?.socket.terminate();
  }
  expect(server.receivedBytes()).toBe(0);
  await using peer = await connectPeer(server.listener.port, files.cert, files);
  peer.socket.write("hello");
  await until(() => server.receivedBytes() === 5, "the bytes");
});

test("TLS with an optional CA: who shows a certificate of it has a name, who shows another a fingerprint alone", async () => {
  const now = Date.now();
  const [authority, foreign] = [await issueAuthority(now), await issueAuthority(now)];
  const files = await issueServer({ authority, names: ["localhost"], now });
  const own = await issueClient({ authority, name: "p1&press", now });
  const strange = await issueClient({ authority: foreign, name: "p1&press", now });
  await using server = startListener({ tls: { ...files, ca: authority.cert, isPeerCertOptional: true } });
  // A new certificate of the server leaves it as it was whom it asks.
  server.listener.replaceTls(await issueServer({ authority, names: ["localhost"], now }));
  const printOf = (pem: string) => new X509Certificate(pem).fingerprint256.replaceAll(":", "").toLowerCase();
  const send = async (pair?: { cert: string; key: string }) => {
    const before = server.accepted.length;
    const peer = await connectPeer(server.listener.port, authority.cert, pair).catch(() => undefined);
    peer?.socket.write("hello");
    const one = await until(() => server.accepted[before], "the connection");
    await until(() => one.closedBy !== undefined || one.chunks.length > 0, "the bytes or the close");
    const { peerCertificateName: name, peerFingerprint: fingerprint } = one.conn;
    const seen = { name, fingerprint, bytes: Buffer.concat(one.chunks).toString() };
    peer?.socket.terminate();
    return seen;
  };
  expect([await send(), await send(own), await send(strange)]).toEqual([
    { name: undefined, fingerprint: undefined, bytes: "hello" },
    { name: "p1&press", fingerprint: printOf(own.cert), bytes: "hello" },
    { name: undefined, fingerprint: printOf(strange.cert), bytes: "hello" },
  ]);
});
