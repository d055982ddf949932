import { expect, test } from "bun:test";
import type { Conn } from "../../src/net/net.ts";
import { until } from "../harness/until.ts";
import { type Accepted, connectPeer, startListener, type TestListener } from "./peer.ts";

function put(conn: Conn, bytes: Uint8Array): void {
  const at = conn.out.reserve(bytes.length);
  conn.out.bytes.set(bytes, at);
  conn.touch();
}

async function firstOf(server: TestListener): Promise<Accepted> {
  return until(() => server.accepted[0], "the connection");
}

test("what is put in one turn is one write, in order", async () => {
  await using server = startListener();
  await using peer = await connectPeer(server.listener.port);
  const { conn } = await firstOf(server);
  for (let i = 0; i < 1_000; i++) put(conn, Buffer.from(`${i},`));
  expect(server.listener.bytesOut).toBe(0);
  await until(() => peer.text().endsWith("999,"), "all of it");
  expect(peer.text()).toBe(Array.from({ length: 1_000 }, (_, i) => `${i},`).join(""));
  expect([conn.out.sizeBytes, conn.out.bytes.length, server.listener.bytesOut]).toEqual([0, 0, 3_890]);
});

test("a slow reader gets everything, in order, once it reads", async () => {
  await using server = startListener();
  await using peer = await connectPeer(server.listener.port);
  const accepted = await firstOf(server);
  peer.socket.pause();
  const size = 24 * 1_024 * 1_024;
  const bytes = Buffer.allocUnsafe(size);
  for (let i = 0; i < size; i += 4) bytes.writeUInt32LE(i, i);
  put(accepted.conn, bytes);
  await until(() => accepted.conn.isBlocked, "the socket to be full");
  put(accepted.conn, Buffer.from("tail"));
  peer.socket.resume();
  await until(() => accepted.drains > 0, "the drain");
  await until(() => peer.received.reduce((sum, chunk) => sum + chunk.length, 0) === size + 4, "all of it");
  expect(Bun.hash(Buffer.concat(peer.received))).toBe(Bun.hash(Buffer.concat([bytes, Buffer.from("tail")])));
  expect(accepted.conn.isBlocked).toBe(false);
});

test("more waiting output than the bound ends the connection", async () => {
  await using server = startListener({ maxOutputBytes: 100_000 });
  await using peer = await connectPeer(server.listener.port);
  const accepted = await firstOf(server);
  peer.socket.pause();
  put(accepted.conn, Buffer.alloc(32 * 1_024 * 1_024));
  await until(() => accepted.closedBy, "the close");
  expect([accepted.closedBy, server.listener.connections]).toEqual(["overflow", 0]);
});

test("a paused connection reads nothing until it is resumed", async () => {
  await using server = startListener();
  await using peer = await connectPeer(server.listener.port);
  const accepted = await firstOf(server);
  accepted.conn.pause();
  await using other = await connectPeer(server.listener.port);
  peer.socket.write("waits");
  // The other connection's bytes come later than ours could have.
  for (let i = 0; i < 5; i++) {
    const before = server.receivedBytes();
    other.socket.write("x");
    await until(() => server.receivedBytes() > before, "the other's byte");
  }
  expect(accepted.chunks).toEqual([]);
  accepted.conn.resume();
  await until(() => accepted.chunks.length > 0, "the bytes that waited");
  expect(Buffer.concat(accepted.chunks).toString()).toBe("waits");
});

test("the last bytes before an end arrive although the peer goes on sending", async () => {
  await using server = startListener();
  await using peer = await connectPeer(server.listener.port);
  const accepted = await firstOf(server);
  accepted.conn.pause();
  for (let i = 0; i < 10; i++) peer.socket.write(Buffer.alloc(10_000));
  put(accepted.conn, Buffer.from("farewell"));
  accepted.conn.end();
  peer.socket.write(Buffer.alloc(10_000));
  await until(() => peer.isEnded, "the end");
  expect([peer.text(), accepted.chunks]).toEqual(["farewell", []]);
  peer.socket.end();
  await until(() => accepted.closedBy, "the close");
  expect([accepted.closedBy, accepted.conn.isOpen]).toEqual(["ended", false]);
});

test("a peer that does not close is closed after the linger time", async () => {
  await using server = startListener({ lingerMs: 50 });
  await using peer = await connectPeer(server.listener.port);
  const accepted = await firstOf(server);
  accepted.conn.end();
  await until(() => accepted.closedBy, "the close");
  expect([accepted.closedBy, peer.isEnded, server.listener.connections]).toEqual(["ended", true, 0]);
});

test("terminate tells once, and everything after it does nothing", async () => {
  await using server = startListener();
  await using _peer = await connectPeer(server.listener.port);
  const accepted = await firstOf(server);
  accepted.conn.terminate();
  expect(accepted.closedBy).toBe("terminated");
  accepted.conn.terminate();
  accepted.conn.end();
  accepted.conn.pause();
  accepted.conn.resume();
  accepted.conn.touch();
  expect([accepted.closedBy, server.listener.connections]).toEqual(["terminated", 0]);
});
