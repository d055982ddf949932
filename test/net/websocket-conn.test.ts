import { describe, expect, test } from "bun:test";
import { until } from "../harness/until.ts";
import { connectWebSocket, startWebSocketListener, write } from "./websocket-peer.ts";

describe("WebSocketConn", () => {
  test("bytes both ways, wherever messages begin and end", async () => {
    await using server = startWebSocketListener();
    await using peer = await connectWebSocket(server.address());
    for (const part of ["he", "l", "lo"]) peer.socket.send(Buffer.from(part));
    await until(() => server.text() === "hello", "the bytes");
    const conn = server.accepted[0]?.conn;
    write(conn, "wor");
    write(conn, "ld");
    await until(() => peer.text() === "world", "the answer");
    // One message for all that a turn put out.
    expect(peer.received.length).toBe(1);
    const { connections, connectionsTotal, bytesIn, bytesOut } = server.listener;
    expect({ connections, connectionsTotal, bytesIn, bytesOut, writtenBytes: conn?.writtenBytes }).toEqual({
      connections: 1,
      connectionsTotal: 1,
      bytesIn: 5,
      bytesOut: 5,
      writtenBytes: 5,
    });
    expect(conn?.address).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  test("a text message ends the connection with close code 1003", async () => {
    await using server = startWebSocketListener();
    await using peer = await connectWebSocket(server.address());
    peer.socket.send("text");
    await until(() => peer.closeCode(), "the close");
    expect([peer.closeCode(), server.accepted[0]?.closedBy, server.text()]).toEqual([1003, "error", ""]);
    expect(server.listener.connections).toBe(0);
  });

  test("a ping is answered, a close is told", async () => {
    await using server = startWebSocketListener();
    await using peer = await connectWebSocket(server.address());
    let hasPong = false;
    peer.socket.addEventListener("pong" as "message", () => {
      hasPong = true;
    });
    peer.socket.ping();
    await until(() => hasPong, "the pong");
    peer.socket.close();
    await until(() => server.accepted[0]?.closedBy, "the close");
    expect(server.accepted[0]?.closedBy).toBe("peer");
  });

  test("what was put out before `end` arrives, then the close with code 1000", async () => {
    await using server = startWebSocketListener();
    await using peer = await connectWebSocket(server.address());
    await until(() => server.accepted.length === 1, "the connection");
    const conn = server.accepted[0]?.conn;
    write(conn, Buffer.alloc(3_000_000, 65));
    conn?.end();
    await until(() => peer.closeCode(), "the close");
    expect([peer.closeCode(), peer.text().length, server.accepted[0]?.closedBy]).toEqual([
      1000,
      3_000_000,
      "ended",
    ]);
  });

  test("paused, it leaves the rest to the network; resumed, everything arrives", async () => {
    await using server = startWebSocketListener();
    await using peer = await connectWebSocket(server.address());
    await until(() => server.accepted.length === 1, "the connection");
    const conn = server.accepted[0]?.conn;
    conn?.pause();
    const part = Buffer.alloc(100_000, 65);
    for (let i = 0; i < 200; i++) peer.socket.send(part);
    await until(() => peer.socket.bufferedAmount > 1_000_000, "the peer to wait");
    expect(server.listener.bytesIn).toBeLessThan(1_000_000);
    conn?.resume();
    await until(() => server.listener.bytesIn === 20_000_000, "everything");
  });

  test("a peer that does not read blocks, moves when it reads, and drains", async () => {
    await using server = startWebSocketListener();
    await using peer = await connectWebSocket(server.address());
    await until(() => server.accepted.length === 1, "the connection");
    const one = server.accepted[0];
    const piece = Buffer.alloc(1_000_000, 65);
    let givenBytes = 0;
    while (one?.conn.isBlocked === false && givenBytes < 64_000_000) {
      write(one.conn, piece);
      givenBytes += piece.length;
      await Promise.resolve();
    }
    expect(one?.conn.isBlocked).toBe(true);
    expect(one?.conn.writtenBytes).toBeLessThan(givenBytes);
    write(one?.conn, "end");
    await until(() => peer.text().endsWith("end"), "everything");
    expect([one?.conn.writtenBytes, one?.drains]).toEqual([givenBytes + 3, 1]);
  });

  test("more waiting output than allowed is an overflow", async () => {
    await using server = startWebSocketListener({ maxOutputBytes: 100_000 });
    await using _peer = await connectWebSocket(server.address());
    await until(() => server.accepted.length === 1, "the connection");
    const one = server.accepted[0];
    const piece = Buffer.alloc(1_000_000, 65);
    for (let i = 0; i < 64 && one?.closedBy === undefined; i++) {
      write(one?.conn, piece);
      await Promise.resolve();
    }
    expect([one?.closedBy, server.listener.connections]).toEqual(["overflow", 0]);
  });

  test("an exception in a receiver costs that connection only", async () => {
    await using server = startWebSocketListener();
    await using first = await connectWebSocket(server.address());
    await until(() => server.accepted.length === 1, "the first");
    await using second = await connectWebSocket(server.address());
    await until(() => server.accepted.length === 2, "both");
    const one = server.accepted[0];
    if (one) {
      one.chunks.push = () => {
        throw new Error("a bug");
      };
    }
    first.socket.send(Buffer.from("x"));
    await until(() => one?.closedBy, "the close");
    second.socket.send(Buffer.from("y"));
    await until(() => server.text(1) === "y", "the other to go on");
    expect(one?.closedBy).toBe("error");
  });
});
