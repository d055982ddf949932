import { expect, test } from "bun:test";
import * as v from "valibot";
import { Bus } from "../../../../src/access/modbus/bus/bus.ts";
import { Exchange } from "../../../../src/access/modbus/bus/exchange.ts";
import { KeepAlive, keepAliveRequest } from "../../../../src/access/modbus/engine/keep-alive.ts";
import { RtuFraming } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import { RegisterMapSchema } from "../../../../src/spine/register-map.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";

const READ = { functionCode: 3, unit: 1, address: 0, count: 1 } as const;

test("a link that was not used for so long is used, and one that is in use is left alone", () => {
  const clock = makeManualClock();
  const sent: number[] = [];
  const send = () => void sent.push(clock.monotonicMs());
  const exchange = new Exchange({ clock, framing: new RtuFraming(), send, turnaroundMs: 0 });
  const bus = new Bus({ clock, gapMs: 0, retryGapMs: 0, lateMs: 0 });
  const keepAlive = new KeepAlive({ clock, bus, afterMs: 10_000, timeoutMs: 100, request: () => READ });
  keepAlive.start();
  clock.advance(25_000);
  expect(sent).toEqual([]);
  bus.open(exchange);
  clock.advance(10_000);
  expect(sent).toEqual([30_000]);
  const ask = () =>
    bus.submit({
      ...{ slave: "s", priority: "read", request: READ, timeoutMs: 100, retries: 0 },
      settle: () => {},
    });
  for (let i = 0; i < 10; i++) {
    ask();
    clock.advance(5_000);
  }
  expect(sent.length).toBe(11);
  clock.advance(10_000);
  expect([sent.length, bus.health.isDead("keep-alive")]).toEqual([12, false]);
  keepAlive.stop();
  expect(clock.pending()).toBe(0);
});

test("what is read is there, where anything is known to be", () => {
  const map = (points: object[]) => v.parse(RegisterMapSchema, { points });
  const written = { identifier: "w", area: "holding", address: 1, type: "uint16", access: "w" };
  const polled = { identifier: "p", area: "input", address: 7, type: "float32" };
  expect([
    keepAliveRequest([]),
    keepAliveRequest([
      { unit: 4, map: map([written]) },
      { unit: 5, map: map([written, polled]) },
    ]),
    keepAliveRequest([
      { unit: 6, map: v.parse(RegisterMapSchema, { points: [polled], unit: { forbidden: [4] } }) },
    ]),
  ]).toEqual([READ, { functionCode: 4, unit: 5, address: 7, count: 1 }, READ]);
});
