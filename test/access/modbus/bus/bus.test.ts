import { expect, test } from "bun:test";
import { Bus, type BusTask } from "../../../../src/access/modbus/bus/bus.ts";
import { Exchange } from "../../../../src/access/modbus/bus/exchange.ts";
import type { Outcome } from "../../../../src/access/modbus/frame/outcome.ts";
import { RtuFraming } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { type LineSlave, SerialLine, sealed } from "../../../harness/modbus/serial-line.ts";
import { makeSlaveModel } from "../../../harness/modbus/slave-model.ts";

const GAP_MS = 4;

function setUp(slaves: readonly LineSlave[], { lateMs = 20, isEcho = false } = {}) {
  const clock = makeManualClock();
  const health: string[] = [];
  const line = new SerialLine({
    ...{ clock, slaves, isEcho },
    baud: 9_600,
    received: (chunk) => exchange.received(chunk),
  });
  const exchange = new Exchange({
    clock,
    framing: new RtuFraming(),
    send: (bytes) => line.send(bytes),
    turnaroundMs: 100,
  });
  const bus = new Bus({
    ...{ clock, gapMs: GAP_MS, retryGapMs: 50, lateMs },
    onHealth: (slave, isDead) => health.push(`${slave} ${isDead ? "dead" : "alive"}`),
  });
  bus.open(exchange);
  const order: string[] = [];
  const ask = (unit: number, task: Partial<BusTask> = {}) => {
    bus.submit({
      slave: `s${unit}`,
      priority: "poll",
      request: { functionCode: 3, unit, address: 0, count: 2 },
      timeoutMs: 200,
      retries: 0,
      settle: (outcome) => order.push(`s${unit} ${task.priority ?? "poll"} ${wordOf(outcome)}`),
      ...task,
    });
  };
  return { clock, line, bus, health, order, ask, exchange };
}

function wordOf(outcome: Outcome): string {
  return outcome.ok ? "ok" : outcome.code;
}

function alive(unit: number): LineSlave {
  return { model: makeSlaveModel(unit, { 0: unit, 1: 2 }) };
}

test("one request at a time, with silence between two frames", () => {
  const { clock, line, ask, order } = setUp([alive(1), alive(2)]);
  for (let i = 0; i < 5; i++) ask((i % 2) + 1);
  clock.advance(1_000);
  expect([order.length, line.requests, line.collisions]).toEqual([5, 5, 0]);
});

test("writes go before reads and reads before polls, and no slave waits for another's many", () => {
  const { clock, ask, order } = setUp([alive(1), alive(2), alive(3)]);
  for (let i = 0; i < 3; i++) ask(1);
  ask(2);
  ask(3, { priority: "read" });
  ask(2, { priority: "write" });
  clock.advance(2_000);
  expect(order).toEqual([
    "s1 poll ok",
    "s2 write ok",
    "s3 read ok",
    "s1 poll ok",
    "s2 poll ok",
    "s1 poll ok",
  ]);
});

test("a slave that does not answer is asked again as often as it may, then it counts as dead", () => {
  const { clock, line, ask, order, health } = setUp([alive(1)]);
  ask(9, { retries: 1 });
  clock.advance(1_000);
  ask(9, { retries: 1 });
  clock.advance(1_000);
  ask(9);
  clock.advance(1_000);
  expect([order, line.requests, health]).toEqual([
    ["s9 poll timeout", "s9 poll timeout", "s9 poll timeout"],
    3,
    ["s9 dead"],
  ]);
});

/** Polls each slave once a period, as groups do, for `ms`; returns how often each was answered. */
function pollFor(rig: ReturnType<typeof setUp>, units: readonly number[], ms: number): Map<number, number> {
  const answered = new Map<number, number>();
  const busy = new Set<number>();
  rig.clock.every(100, () => {
    for (const unit of units) {
      if (busy.has(unit)) continue;
      busy.add(unit);
      rig.ask(unit, {
        timeoutMs: 1_000,
        retries: 1,
        settle(outcome) {
          busy.delete(unit);
          if (outcome.ok) answered.set(unit, (answered.get(unit) ?? 0) + 1);
        },
      });
    }
  });
  rig.clock.advance(ms);
  return answered;
}

test.each([
  [20, 1],
  [20, 5],
  [4, 1],
  [2, 1],
])("of %i slaves %i dead: they take less than a tenth of the others' polls", (count, dead) => {
  const units = Array.from({ length: count }, (_, i) => i + 1);
  const all = pollFor(setUp(units.map(alive)), units, 300_000);
  const slaves = units.map((unit) => ({ ...alive(unit), isDead: unit <= dead }));
  const without = pollFor(setUp(slaves), units, 300_000);
  const shares = units
    .filter((unit) => unit > dead)
    .map((unit) => (without.get(unit) ?? 0) / (all.get(unit) ?? 0));
  expect(Math.min(...shares)).toBeGreaterThan(0.9);
});

test("a slave that comes back is polled again, and the others that were dead are tried at once", () => {
  const slaves: LineSlave[] = [1, 2, 3].map((unit) => ({ ...alive(unit), isDead: true }));
  const rig = setUp(slaves);
  pollFor(rig, [1, 2, 3], 600_000);
  for (const slave of slaves) slave.isDead = false;
  rig.order.length = 0;
  rig.health.length = 0;
  rig.clock.advance(30_000);
  expect(rig.health.sort()).toEqual(["s1 alive", "s2 alive", "s3 alive"]);
});

test("a reply that comes too late is not taken for the next one's", () => {
  const late: LineSlave = { model: makeSlaveModel(1, { 0: 111, 1: 0, 10: 222, 11: 0 }), delayMs: 230 };
  const { clock, ask, exchange } = setUp([late], { lateMs: 200 });
  const values: (number | string)[] = [];
  const read = (address: number) =>
    ask(1, {
      request: { functionCode: 3, unit: 1, address, count: 2 },
      settle: (outcome) => values.push(outcome.ok ? (outcome.bytes[1] ?? 0) : outcome.code),
    });
  read(0);
  read(10);
  clock.advance(2_000);
  expect([values, exchange.lateReplies]).toEqual([["timeout", "timeout"], 2]);
});

test("where a reply does not name its request, a like one waits for what may still come, and others do not", () => {
  const late: LineSlave = { model: makeSlaveModel(1, { 0: 111, 1: 0, 10: 222, 11: 0 }), delayMs: 230 };
  const { clock, ask, line } = setUp([late, alive(2)], { lateMs: 4 });
  const values: string[] = [];
  const read = (unit: number, address: number) =>
    ask(unit, {
      request: { functionCode: 3, unit, address, count: 2 },
      settle: (outcome) => {
        const word = outcome.ok ? (outcome.bytes[1] ?? 0) : outcome.code;
        values.push(`${unit} ${address}: ${word} after ${Math.round(clock.monotonicMs())}`);
      },
    });
  read(1, 0);
  read(1, 10);
  read(2, 0);
  clock.advance(2_000);
  expect(values).toEqual(["1 0: timeout after 200", "2 0: 2 after 224", "1 10: timeout after 600"]);
  expect([line.requests, clock.pending()]).toEqual([3, 0]);
});

test("a write to everybody is over when the line had its time, for nobody answers", () => {
  const { clock, ask, order } = setUp([alive(1)]);
  ask(0, { priority: "write", request: { functionCode: 6, unit: 0, address: 0, value: 1 } });
  clock.advance(99);
  expect(order).toEqual([]);
  clock.advance(1);
  expect(order).toEqual(["s0 write ok"]);
});

test("an exception is an answer: the slave is alive and is not asked again", () => {
  const { clock, line, ask, order, health } = setUp([{ model: makeSlaveModel(1) }]);
  for (let i = 0; i < 5; i++) ask(1, { retries: 3 });
  clock.advance(2_000);
  expect([order, line.requests, health]).toEqual([Array(5).fill("s1 poll exception"), 5, []]);
});

test.each([0x0a, 0x0b])(
  "exception %i is a gateway's word about a slave behind it that is silent: that slave counts as dead",
  (exception) => {
    const gone: LineSlave = { ...alive(1), distort: () => sealed(Buffer.of(1, 0x83, exception)) };
    const rig = setUp([gone, alive(2)]);
    for (let i = 0; i < 5; i++) rig.ask(1);
    rig.ask(2);
    rig.clock.advance(2_000);
    expect([rig.health, rig.line.requests]).toEqual([["s1 dead"], 4]);
    delete gone.distort;
    rig.clock.advance(10_000);
    rig.ask(1);
    rig.clock.advance(1_000);
    expect(rig.health).toEqual(["s1 dead", "s1 alive"]);
  },
);

test("with the link everything that waits is lost, and nothing can be asked until it is back", () => {
  const { clock, bus, ask, order, exchange } = setUp([alive(1)]);
  for (let i = 0; i < 3; i++) ask(1);
  bus.shut();
  ask(1);
  expect(order).toEqual(Array(4).fill("s1 poll lost"));
  bus.open(exchange);
  ask(1);
  clock.advance(1_000);
  expect(order.at(-1)).toBe("s1 poll ok");
});

test("a line that echoes is read all the same", () => {
  const { clock, ask, order } = setUp([alive(1)], { isEcho: true });
  for (let i = 0; i < 3; i++) ask(1);
  clock.advance(1_000);
  expect(order).toEqual(Array(3).fill("s1 poll ok"));
});

test("what waits of a slave that leaves the bus is cancelled, and no timer stays", () => {
  const { clock, bus, ask, order } = setUp([alive(1), alive(2)]);
  ask(1);
  ask(2);
  ask(2);
  bus.forget("s2");
  clock.advance(5_000);
  expect([order, clock.pending()]).toEqual([["s2 poll cancelled", "s2 poll cancelled", "s1 poll ok"], 0]);
});

test("what is under way for a slave that is taken off is not sent again, and nobody is blamed for it", () => {
  const { clock, line, bus, ask, order } = setUp([alive(1)]);
  ask(9, { retries: 5 });
  ask(9, { retries: 5 });
  clock.advance(50);
  bus.forget("s9");
  clock.advance(5_000);
  expect([order, line.requests, bus.health.deadCount, clock.pending()]).toEqual([
    ["s9 poll cancelled", "s9 poll timeout"],
    1,
    0,
    0,
  ]);
  ask(1);
  clock.advance(100);
  expect(order.at(-1)).toBe("s1 poll ok");
});

test("a link that goes takes its pauses with it", () => {
  const { clock, bus, ask, exchange, order } = setUp([alive(1)], { lateMs: 1_000 });
  ask(9);
  clock.advance(250);
  bus.shut();
  expect(clock.pending()).toBe(0);
  bus.open(exchange);
  ask(1);
  clock.advance(100);
  expect(order).toEqual(["s9 poll timeout", "s1 poll ok"]);
});

test("only so many reads and writes wait; polling goes on", () => {
  const { bus, ask, order } = setUp([alive(1)]);
  for (let count = 0; count < 2_002; count++) ask(1, { priority: "read" });
  ask(1, { priority: "write" });
  ask(1);
  expect([order, bus.queueLength]).toEqual([["s1 read busy", "s1 write busy"], 2_001]);
  bus.shut();
  expect([order.length, bus.queueLength]).toEqual([2_004, 0]);
});
