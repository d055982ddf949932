import { describe, expect, test } from "bun:test";
import type { Admission } from "../../../src/access/adapter.ts";
import { failure } from "../../../src/spine/error.ts";
import { ok } from "../../../src/spine/result.ts";
import { parseBytes } from "../../conformance/mqtt/notation.ts";
import { type Bench, makeBench } from "./bench.ts";

const hex = (text: string) => parseBytes(text).toString("hex");

async function say(bench: Bench, sent: string): Promise<string> {
  await bench.send(parseBytes(sent));
  return bench.conn.takeWritten().toString("hex");
}

const admitting = (admission: Admission) => ({ authenticate: async () => ok(admission) });

describe("an errand", () => {
  const admission: Admission = {
    kind: "errand",
    errand: {
      greetings: [{ topic: "/ext/register", payload: "secret" }],
      lifetimeMs: 5_000,
      receive: async (topic, payload) =>
        topic === "request" ? { topic: "answer", payload: `to ${Buffer.from(payload)}` } : undefined,
    },
  };

  test("is greeted, may ask, subscribes to no effect, and is sent away in time", async () => {
    const bench = makeBench(admitting(admission));
    expect(await say(bench, "10 { s'MQTT' 04 02 003c s'x' }")).toBe(
      hex("20 { 00 00 } 30 { s'/ext/register' 'secret' }"),
    );
    expect(await say(bench, "82 { 0001 s'answer' 01 }")).toBe(hex("90 { 0001 01 }"));
    expect(await say(bench, "32 { s'request' 0002 'me' } 30 { s'other' 'x' }")).toBe(
      hex("40 { 0002 } 30 { s'answer' 'to me' }"),
    );
    bench.clock.advance(5_000);
    expect([bench.conn.isOpen, bench.gate.opened, bench.context.broker.stats().sessions]).toEqual([
      false,
      [],
      0,
    ]);
  });
});

describe("an application", () => {
  const application: Admission = { kind: "application", principal: { name: "scada", kind: "key" } };

  test("has a session for each of its client ids, and its messages are no reports", async () => {
    const bench = makeBench(admitting(application));
    const other = bench.join();
    expect(await say(bench, "10 { s'MQTT' 04 02 003c s'one' }")).toBe(hex("20 { 00 00 }"));
    expect(await say(other, "10 { s'MQTT' 04 02 003c s'two' }")).toBe(hex("20 { 00 00 }"));
    await say(bench, "82 { 0001 s't' 00 }");
    await say(other, "30 { s't' 'x' }");
    expect([bench.conn.takeWritten().toString("hex"), bench.gate.uplinks, bench.conn.isOpen]).toEqual([
      hex("30 { s't' 'x' }"),
      [],
      true,
    ]);
    const third = bench.join();
    await say(third, "10 { s'MQTT' 04 02 003c s'one' }");
    expect([bench.conn.isOpen, other.conn.isOpen]).toEqual([false, true]);
  });
});

describe("a device's report", () => {
  test("is passed on once it is stored, and acknowledged then", async () => {
    const bench = makeBench({ settling: "manual" });
    await say(bench, "10 { s'MQTT' 04 02 003c s'd1' }");
    await say(bench, "82 { 0001 s't' 00 }");
    expect(await say(bench, "32 { s't' 0007 'x' }")).toBe("");
    bench.gate.uplinks[0]?.settle({ kind: "stored", seq: 1, reply: undefined });
    await bench.settle();
    expect(bench.conn.takeWritten().toString("hex")).toBe(hex("30 { s't' 'x' } 40 { 0007 }"));
  });

  test("is not passed on when it is refused", async () => {
    const bench = makeBench({ settling: "manual" });
    await say(bench, "10 { s'MQTT' 04 02 003c s'd1' }");
    await say(bench, "82 { 0001 s't' 00 }");
    await say(bench, "32 { s't' 0007 'x' }");
    const refused = { kind: "refused", failure: failure("payload_not_json"), reply: undefined } as const;
    bench.gate.uplinks[0]?.settle(refused);
    await bench.settle();
    expect(bench.conn.takeWritten().toString("hex")).toBe(hex("40 { 0007 }"));
  });

  test("answers keep their order between reports and messages that are only passed on", async () => {
    const bench = makeBench({
      settling: "manual",
      route: (topic) => ({ isUplink: topic === "report", isRelayed: true }),
    });
    await say(bench, "10 { s'MQTT' 04 02 003c s'd1' }");
    expect(await say(bench, "32 { s'report' 0001 'x' } 32 { s'chat' 0002 'y' }")).toBe("");
    bench.gate.uplinks[0]?.settle({ kind: "stored", seq: 1, reply: undefined });
    await bench.settle();
    expect(bench.conn.takeWritten().toString("hex")).toBe(hex("40 { 0001 } 40 { 0002 }"));
  });
});

test("a will on a topic of reports goes to the platform before the session ends", async () => {
  const bench = makeBench();
  await say(bench, "10 { s'MQTT' 04 06 003c s'd1' s'w' s'bye' }");
  bench.conn.hangUp();
  expect([bench.gate.uplinks.map(({ topic, payload }) => `${topic} ${payload}`), bench.gate.closed]).toEqual([
    ["w bye"],
    [{ sessionId: 1, reason: "connection_closed" }],
  ]);
});

test("a will that may not be published is reported, and forgotten", async () => {
  const bench = makeBench();
  await say(bench, "10 { s'MQTT' 04 06 003c s'd1' s'$SYS/x' s'bye' }");
  expect(bench.gate.refusals.map(({ failure: why, subject }) => [why.code, subject])).toEqual([
    ["topic_forbidden", "$SYS/x"],
  ]);
  expect(bench.conn.isOpen).toBe(true);
});

test("a device that was deleted right after its login is refused in CONNACK, and leaves nothing", async () => {
  const bench = makeBench({ lateRefusal: () => failure("device_deleted") });
  expect(await say(bench, "10 { s'MQTT' 04 02 003c s'x' }")).toBe(hex("20 { 00 05 }"));
  expect([
    bench.conn.isOpen,
    bench.gate.opened,
    bench.context.broker.stats().sessions,
    bench.gate.refusals.map(({ failure: { code }, subject }) => `${code} ${subject}`),
  ]).toEqual([false, [], 0, ["device_deleted connect"]]);
});
