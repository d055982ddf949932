import { expect, test } from "bun:test";
import { Exchange } from "../../../../src/access/modbus/bus/exchange.ts";
import type { Outcome } from "../../../../src/access/modbus/frame/outcome.ts";
import type { ModbusRequest } from "../../../../src/access/modbus/frame/request.ts";
import { RtuFraming } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { sealed } from "../../../harness/modbus/serial-line.ts";

const READ: ModbusRequest = { functionCode: 3, unit: 1, address: 0, count: 1 };
const WRITE: ModbusRequest = { functionCode: 6, unit: 1, address: 2, value: 5 };
const REPLY = sealed(Buffer.of(1, 3, 2, 0, 42));

function setUp() {
  const clock = makeManualClock();
  const sent: Uint8Array[] = [];
  const idle: string[] = [];
  const exchange = new Exchange({
    clock,
    framing: new RtuFraming(),
    send: (bytes) => void sent.push(bytes),
    turnaroundMs: 100,
    idle: (chunk) => void idle.push(Buffer.from(chunk).toString()),
  });
  const outcomes: Outcome[] = [];
  const start = (request: ModbusRequest) =>
    exchange.start(request, 200, (outcome) => void outcomes.push(outcome));
  return { clock, exchange, sent, idle, outcomes, start };
}

test("a reply is the answer, with how long it took", () => {
  const { clock, exchange, outcomes, start } = setUp();
  start(READ);
  clock.advance(30);
  exchange.received(REPLY);
  const bytes = Uint8Array.of(0, 42);
  expect(
    outcomes.map((outcome) => (outcome.ok ? { ...outcome, bytes: new Uint8Array(outcome.bytes) } : outcome)),
  ).toEqual([{ ok: true, bytes, ts: clock.now(), durationMs: 30 }]);
  expect([exchange.isBusy, clock.pending()]).toEqual([false, 0]);
});

test("a write that is confirmed with something else did not succeed", () => {
  const { exchange, outcomes, start } = setUp();
  start(WRITE);
  exchange.received(sealed(Buffer.of(1, 6, 0, 2, 0, 6)));
  expect(outcomes.map((outcome) => outcome.ok || outcome.code)).toEqual(["noise"]);
});

test("what comes late is known for that; what comes unasked is heard by nobody else", () => {
  const { clock, exchange, idle, outcomes, start } = setUp();
  start(READ);
  clock.advance(200);
  expect([outcomes.length, exchange.isAwaitingLate]).toEqual([1, true]);
  exchange.received(REPLY);
  exchange.received(Buffer.from("hello"));
  expect([exchange.lateReplies, exchange.isAwaitingLate, idle.at(-1)]).toEqual([1, false, "hello"]);
});

test("with the link the request is lost", () => {
  const { exchange, outcomes, start, clock } = setUp();
  start(READ);
  exchange.lost();
  expect([outcomes.map((outcome) => outcome.ok || outcome.code), clock.pending()]).toEqual([["lost"], 0]);
});
