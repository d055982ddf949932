import { expect, test } from "bun:test";
import { Bus } from "../../../../src/access/modbus/bus/bus.ts";
import { Exchange } from "../../../../src/access/modbus/bus/exchange.ts";
import { ask } from "../../../../src/access/modbus/commission/ask.ts";
import { RtuFraming } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";

test("a stranger that is silent is asked once, each time anew, and makes nobody count as dead", async () => {
  const clock = makeManualClock();
  let sent = 0;
  const exchange = new Exchange({
    clock,
    framing: new RtuFraming(),
    send: () => void sent++,
    turnaroundMs: 0,
  });
  const bus = new Bus({ clock, gapMs: 0, retryGapMs: 0, lateMs: 0 });
  bus.open(exchange);
  const codes: unknown[] = [];
  for (let count = 0; count < 5; count++) {
    const outcome = ask(bus, { functionCode: 3, unit: 9, address: 0, count: 1 }, 100);
    clock.advance(200);
    const { ok, ...rest } = await outcome;
    codes.push(ok || rest);
  }
  expect([codes.map((one) => (one as { code: string }).code), sent, bus.health.deadCount]).toEqual([
    Array(5).fill("timeout"),
    5,
    0,
  ]);
});
