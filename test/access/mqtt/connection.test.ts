import { expect, test } from "bun:test";
import { nextTurn } from "../../../src/kit/next-turn.ts";
import { failure } from "../../../src/spine/error.ts";
import { ok } from "../../../src/spine/result.ts";
import { parseBytes } from "../../conformance/mqtt/notation.ts";
import { type Bench, makeBench } from "./bench.ts";

async function login(bench: Bench): Promise<void> {
  await bench.send(parseBytes("10 { s'MQTT' 04 02 003c s'd1' }"));
  expect(bench.conn.takeWritten().toString("hex")).toBe("20020000");
}

const STORED = { kind: "stored", seq: 1, reply: undefined } as const;

test("congestion stops a peer in the middle of a chunk", async () => {
  const bench = makeBench({ settling: "manual" });
  await login(bench);
  await bench.send(parseBytes("32 { s'a' 0001 '1' }"));
  bench.gate.setCongested(true);
  await bench.send(parseBytes("32 { s'a' 0002 '2' } 32 { s'a' 0003 '3' }"));
  expect([bench.gate.uplinks.length, bench.conn.isPaused, bench.context.congested.size]).toEqual([
    1,
    true,
    1,
  ]);
  bench.gate.setCongested(false);
  await bench.settle();
  expect([bench.gate.uplinks.map(({ payload }) => payload), bench.conn.isPaused]).toEqual([
    ["1", "2", "3"],
    false,
  ]);
});

test("congestion that begins within a chunk stops after the message that caused it", async () => {
  const bench = makeBench({ settling: "manual" });
  await login(bench);
  const take = bench.gate.uplink.bind(bench.gate);
  bench.gate.uplink = (session, raw, settle) => {
    take(session, raw, settle);
    if (bench.gate.uplinks.length === 2) bench.gate.setCongested(true);
  };
  await bench.send(parseBytes("32 { s'a' 0001 '1' } 32 { s'a' 0002 '2' } 32 { s'a' 0003 '3' } 3206 s'a' 00"));
  expect([bench.gate.uplinks.length, bench.conn.isPaused]).toEqual([2, true]);
  await bench.send(parseBytes("04 '4'"));
  bench.gate.setCongested(false);
  await bench.settle();
  expect(bench.gate.uplinks.length).toBeGreaterThanOrEqual(3);
});

test("a peer of QoS 0 waits too, and loses nothing; one that only listens has its pings answered", async () => {
  const bench = makeBench({ settling: "manual" });
  await login(bench);
  bench.gate.setCongested(true);
  await bench.send(parseBytes("c000"));
  expect(bench.conn.takeWritten().toString("hex")).toBe("d000");
  await bench.send(parseBytes("30 { s'a' '1' } 30 { s'a' '2' }"));
  expect([bench.gate.uplinks.length, bench.conn.isPaused]).toEqual([1, true]);
  bench.gate.setCongested(false);
  await bench.settle();
  expect([bench.gate.uplinks.length, bench.conn.isPaused]).toEqual([2, false]);
});

test("a peer held by congestion is not timed out", async () => {
  const bench = makeBench({ settling: "manual" });
  await login(bench);
  await bench.send(parseBytes("32 { s'a' 0001 '1' }"));
  bench.gate.setCongested(true);
  await bench.send(parseBytes("c000"));
  bench.clock.advance(1_000_000);
  expect(bench.conn.isOpen).toBe(true);
  bench.gate.setCongested(false);
  await bench.settle();
  expect(bench.conn.takeWritten().toString("hex")).toBe("d000");
});

test("a peer that does not read is not read, and goes on when it does", async () => {
  const bench = makeBench();
  await login(bench);
  bench.conn.isBlocked = true;
  bench.conn.out.reserve(3_000);
  await bench.send(parseBytes("c000 c000 c000"));
  expect([bench.conn.out.sizeBytes, bench.conn.isPaused]).toEqual([3_002, true]);
  bench.conn.isBlocked = false;
  bench.conn.takeWritten();
  bench.connection.drained();
  await bench.settle();
  expect([bench.conn.takeWritten().toString("hex"), bench.conn.isPaused]).toEqual(["d000d000", false]);
});

test("output that a peer does not take for too long ends the connection", async () => {
  const bench = makeBench();
  await bench.send(parseBytes("10 { s'MQTT' 04 02 0000 s'd1' }"));
  bench.conn.isBlocked = true;
  bench.conn.out.reserve(10);
  bench.clock.advance(29_000);
  expect(bench.conn.isOpen).toBe(true);
  bench.clock.advance(40_000);
  expect([
    bench.conn.farewell,
    bench.gate.closed,
    bench.gate.refusals.map((one) => one.failure.code),
  ]).toEqual(["terminate", [{ sessionId: 1, reason: "slow_consumer" }], ["slow_consumer"]]);
});

test("a message that has no room is not taken; QoS 0 replies are the first to go", async () => {
  const bench = makeBench({ hasAutoSubscription: true, reply: (topic) => ({ topic, payload: "ok" }) });
  await login(bench);
  bench.conn.isBlocked = true;
  bench.conn.out.reserve(4_097);
  const isTaken = bench.connection.deliver({ topic: "a", payload: "x", qos: 0, isSystem: true });
  expect(isTaken).toBe(false);
  await bench.send(parseBytes("32 { s'a' 0001 '1' }"));
  expect(bench.conn.out.sizeBytes).toBe(4_097 + 4);
});

test("a peer that goes away: the session ends once, late settlements do nothing", async () => {
  const bench = makeBench({ settling: "manual" });
  await login(bench);
  await bench.send(parseBytes("32 { s'a' 0001 '1' }"));
  bench.conn.hangUp();
  bench.gate.uplinks[0]?.settle(STORED);
  bench.connection.close(failure("taken_over"));
  await bench.settle();
  expect([bench.gate.closed, bench.conn.takeWritten().length]).toEqual([
    [{ sessionId: 1, reason: "connection_closed" }],
    0,
  ]);
});

test("a peer that subscribes without end lets the others have their turn", async () => {
  const bench = makeBench();
  await login(bench);
  await bench.send(parseBytes("x120( 82 { 0001 s'a' 00 } )"));
  expect([bench.conn.takeWritten().length, bench.conn.isPaused]).toEqual([32 * 5, true]);
  for (let turn = 0; turn < 3; turn++) {
    await nextTurn();
    await bench.settle();
  }
  expect([bench.conn.takeWritten().length, bench.conn.isPaused]).toEqual([88 * 5, false]);
});

test("a flood has its share of a turn and loses nothing; the rest waits unread", async () => {
  const bench = makeBench();
  await login(bench);
  await bench.send(parseBytes(`x600( 30 { s'a' '${"p".repeat(97)}' } )`));
  const first = bench.gate.uplinks.length;
  expect(first).toBeGreaterThan(100);
  expect([first < 200, bench.conn.isPaused]).toEqual([true, true]);
  for (let turn = 0; turn < 5; turn++) {
    await nextTurn();
    await bench.settle();
  }
  expect([bench.gate.uplinks.length, bench.conn.isPaused]).toEqual([600, false]);
});

test("a peer that goes away during its login never gets a session", async () => {
  const { promise, resolve } = Promise.withResolvers<ReturnType<typeof ok<never>>>();
  const bench = makeBench({ authenticate: () => promise });
  await bench.send(parseBytes("10 { s'MQTT' 04 02 003c s'd1' }"));
  bench.conn.hangUp();
  const principal = { deviceId: 1, productKey: "pk", deviceName: "d1", dialect: "plain" };
  resolve(ok({ kind: "device", principal } as never));
  await bench.settle();
  expect([bench.gate.opened, bench.gate.closed]).toEqual([[], []]);
});

test("a login that fails inside is answered with server unavailable, and its cause is kept", async () => {
  const bench = makeBench({ authenticate: () => Promise.reject(new Error("disk on fire")) });
  await bench.send(parseBytes("10 { s'MQTT' 04 02 003c s'd1' }"));
  expect([bench.conn.takeWritten().toString("hex"), bench.context.stats.lastError]).toEqual([
    "20020003",
    "Error: disk on fire",
  ]);
});

test("a takeover from within the opening of the next session is told in order", async () => {
  const bench = makeBench();
  await login(bench);
  bench.connection.close(failure("taken_over"));
  expect([bench.conn.farewell, bench.gate.closed]).toEqual(["end", [{ sessionId: 1, reason: "taken_over" }]]);
});

test("what was refused is counted by code", async () => {
  const bench = makeBench();
  await bench.send(parseBytes("10 { s'MQTT' 04 82 003c s'd1' s'wrong' }"));
  expect([...bench.context.stats.refused]).toEqual([["bad_password", 1]]);
});
