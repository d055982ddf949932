import { expect, test } from "bun:test";
import * as v from "valibot";
import { Bus } from "../../../../src/access/modbus/bus/bus.ts";
import { Exchange } from "../../../../src/access/modbus/bus/exchange.ts";
import { RtuFraming } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import { type PointReading, Slave } from "../../../../src/access/modbus/slave/slave.ts";
import { writePoint } from "../../../../src/access/modbus/slave/write.ts";
import type { Value } from "../../../../src/spine/point.ts";
import { RegisterMapSchema, type RegisterPointInput } from "../../../../src/spine/register-map.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { type LineSlave, SerialLine } from "../../../harness/modbus/serial-line.ts";
import { makeSlaveModel } from "../../../harness/modbus/slave-model.ts";

interface RigOptions {
  readonly points: readonly Partial<RegisterPointInput>[];
  readonly unit?: object;
  readonly groups?: readonly object[];
}

function setUp(holding: Readonly<Record<number, number>>, { points, unit, groups }: RigOptions) {
  const clock = makeManualClock();
  const lineSlave: LineSlave = { model: makeSlaveModel(1, holding) };
  const line = new SerialLine({
    clock,
    slaves: [lineSlave],
    baud: 19_200,
    received: (chunk) => exchange.received(chunk),
  });
  const exchange = new Exchange({
    clock,
    framing: new RtuFraming(),
    send: (bytes) => line.send(bytes),
    turnaroundMs: 100,
  });
  const bus = new Bus({ clock, gapMs: 2, retryGapMs: 50, lateMs: 20 });
  bus.open(exchange);
  const full = points.map((point, at) => ({
    identifier: `p${at}`,
    area: "holding",
    type: "uint16",
    ...point,
  }));
  const map = v.parse(RegisterMapSchema, {
    points: full,
    ...(unit && { unit }),
    groups: groups ?? [{ name: "normal", periodMs: 1_000 }],
  });
  const reports: Record<string, Value>[] = [];
  const stamps: number[] = [];
  const report = (readings: readonly PointReading[]) => {
    reports.push(Object.fromEntries(readings.map(({ identifier, value }) => [identifier, value])));
    stamps.push(...readings.map(({ ts }) => ts));
  };
  const settings = { key: "meter", unit: 1, map, timeoutMs: 200, retries: 0 };
  const slave = new Slave({ bus, clock, settings, phase: 0, report });
  return { clock, line, lineSlave, bus, slave, reports, stamps, model: lineSlave.model };
}

/** Lets time pass in steps, so that what waits for a promise goes on between them. */
async function pass({ clock }: ReturnType<typeof setUp>, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10) {
    clock.advance(10);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
}

test("a group is reported once a period, with the time at which it was read", () => {
  const rig = setUp({ 0: 235, 1: 7 }, { points: [{ address: 0, scale: 0.1 }, { address: 1 }] });
  const start = rig.clock.now();
  rig.slave.start();
  rig.clock.advance(2_500);
  expect(rig.reports).toEqual(Array(3).fill({ p0: 23.5, p1: 7 }));
  expect(rig.stamps.every((ts, at) => ts - start - Math.floor(at / 2) * 1_000 < 50)).toBe(true);
});

test("nothing is reported while nothing is read, and nothing old afterwards", () => {
  const rig = setUp({ 0: 1 }, { points: [{ address: 0 }] });
  rig.slave.start();
  rig.clock.advance(1_500);
  rig.lineSlave.isDead = true;
  rig.clock.advance(60_000);
  const count = rig.reports.length;
  rig.model.holding.set(0, 2);
  rig.lineSlave.isDead = false;
  rig.clock.advance(30_000);
  expect([count, rig.reports[count], rig.slave.trace()[0]?.failure]).toEqual([2, { p0: 2 }, undefined]);
});

test("where a register is missing the others are still read, and the missing one is named", () => {
  const rig = setUp(
    { 0: 10, 1: 11, 3: 13, 4: 14 },
    { points: [0, 1, 2, 3, 4].map((address) => ({ address })) },
  );
  rig.slave.start();
  rig.clock.advance(10_000);
  const failures = rig.slave.trace().map(({ failure }) => failure?.exception);
  expect([rig.reports.at(-1), failures]).toEqual([
    { p0: 10, p1: 11, p3: 13, p4: 14 },
    [undefined, undefined, 2, undefined, undefined],
  ]);
  const before = rig.line.requests;
  rig.clock.advance(10_000);
  expect(rig.line.requests - before).toBeLessThanOrEqual(30);
});

test("on change: what stands still is reported by its heartbeat only", () => {
  const rig = setUp(
    { 0: 100, 1: 5 },
    {
      points: [{ address: 0, deadband: { by: 2, unit: "value" } }, { address: 1 }],
      groups: [{ name: "normal", periodMs: 1_000, report: "change", heartbeatMs: 10_000 }],
    },
  );
  rig.slave.start();
  rig.clock.advance(1_100);
  rig.model.holding.set(0, 102);
  rig.clock.advance(1_000);
  rig.model.holding.set(0, 103);
  rig.clock.advance(1_000);
  rig.model.holding.set(1, 6);
  rig.clock.advance(7_500);
  expect(rig.reports).toEqual([{ p0: 100, p1: 5 }, { p0: 103 }, { p1: 6 }]);
  expect(rig.slave.filter.suppressed).toBe(18);
});

test("a read on demand comes between two polls", async () => {
  const rig = setUp(
    { 0: 1, 5: 9 },
    { points: [{ address: 0 }, { address: 5, group: null }], unit: { maxGap: 0 } },
  );
  rig.slave.start();
  rig.clock.advance(100);
  const done = rig.slave.read(["p1"]);
  await pass(rig, 100);
  expect([await done, rig.reports]).toEqual([undefined, [{ p0: 1 }, { p1: 9 }]]);
});

test("writes: a register, two of them, a coil, a bit by mask, and a bit of a unit without masks", async () => {
  const rig = setUp(
    { 0: 0, 2: 0, 3: 0, 9: 0x00f0 },
    {
      points: [
        { address: 0, access: "rw", scale: 0.1, write: { isVerified: true } },
        { address: 2, type: "float32", access: "rw" },
        { address: 4, type: "bool", area: "coil", access: "rw" },
        { address: 9, type: "bit", bit: 3, access: "rw" },
      ],
    },
  );
  rig.model.coils.set(4, false);
  const write = async (identifier: string, value: Value) => {
    const outcome = writePoint(rig.slave, { identifier, value });
    await pass(rig, 300);
    return (await outcome).kind;
  };
  const kinds = [
    await write("p0", 23.5),
    await write("p1", 1.5),
    await write("p2", true),
    await write("p3", true),
  ];
  rig.model.unknown.add(22);
  kinds.push(await write("p3", false));
  const { holding, coils } = rig.model;
  expect([kinds, holding.get(0), holding.get(2), coils.get(4), holding.get(9)]).toEqual([
    Array(5).fill("written"),
    235,
    0x3fc0,
    true,
    0x00f0,
  ]);
  expect(rig.model.asked.filter((pdu) => pdu.startsWith("16")).length).toBe(2);
});

test("a write that cannot be, that fails, and that did not take", async () => {
  const rig = setUp(
    { 0: 0 },
    {
      points: [
        { address: 0, access: "rw", write: { max: 10, isVerified: true } },
        { address: 7, access: "rw" },
        { address: 0, type: "int16" },
      ],
    },
  );
  const write = async (identifier: string, value: Value) => {
    const outcome = writePoint(rig.slave, { identifier, value });
    await pass(rig, 500);
    return await outcome;
  };
  const outcomes = [
    await write("p0", 11),
    await write("p2", 1),
    await write("nothing", 1),
    await write("p1", 1),
  ];
  // It confirms and forgets.
  rig.lineSlave.distort = (frame) => {
    rig.model.holding.set(0, 4);
    return frame;
  };
  outcomes.push(await write("p0", 5));
  expect(
    outcomes.map((outcome) =>
      outcome.kind === "refused"
        ? outcome.reason
        : outcome.kind === "failed"
          ? `exception ${outcome.outcome.exception}`
          : outcome.kind,
    ),
  ).toEqual(["out_of_range", "not_writable", "unknown_point", "exception 2", "different"]);
});

test("a slave that was stopped leaves no timer", () => {
  const rig = setUp({ 0: 1 }, { points: [{ address: 0 }] });
  rig.slave.start();
  rig.clock.advance(5_000);
  rig.slave.stop();
  rig.clock.advance(1_000);
  expect(rig.clock.pending()).toBe(0);
});

test("a round that takes longer than its period is not doubled", () => {
  const rig = setUp({ 0: 1 }, { points: [{ address: 0 }], groups: [{ name: "normal", periodMs: 10 }] });
  rig.slave.start();
  rig.clock.advance(1_000);
  expect([rig.slave.overruns > 10, rig.bus.queueLength <= 1, rig.line.collisions]).toEqual([true, true, 0]);
});

test("the reply that comes when its slave was stopped is not reported, polled or read on demand", async () => {
  const rig = setUp({ 0: 1 }, { points: [{ address: 0 }] });
  rig.slave.start();
  rig.clock.advance(2);
  rig.slave.stop();
  rig.clock.advance(1_000);
  rig.slave.start();
  rig.clock.advance(100);
  const read = rig.slave.read(["p0"]);
  rig.clock.advance(2);
  rig.slave.stop();
  await pass(rig, 500);
  expect([await read, rig.reports]).toEqual([undefined, [{ p0: 1 }]]);
});

test("blocks that a unit refused while it started are whole again once it answers", () => {
  const rig = setUp({ 0: 10, 1: 11, 2: 12, 3: 13 }, { points: [0, 1, 2, 3].map((address) => ({ address })) });
  const held = new Map(rig.model.holding);
  rig.model.holding.clear();
  rig.slave.start();
  rig.clock.advance(20_000);
  for (const [address, value] of held) rig.model.holding.set(address, value);
  rig.clock.advance(700_000);
  const before = rig.line.requests;
  rig.clock.advance(10_000);
  expect([rig.line.requests - before, rig.reports.at(-1)]).toEqual([10, { p0: 10, p1: 11, p2: 12, p3: 13 }]);
});

test("on change: what could not be stored is reported again", () => {
  const rig = setUp(
    { 0: 100, 1: 5 },
    {
      points: [{ address: 0 }, { address: 1 }],
      groups: [{ name: "normal", periodMs: 1_000, report: "change" }],
    },
  );
  rig.slave.start();
  rig.clock.advance(1_100);
  rig.slave.filter.forget(["p1"]);
  rig.clock.advance(2_000);
  expect(rig.reports).toEqual([{ p0: 100, p1: 5 }, { p1: 5 }]);
});
