// The doctor before lines that have the very fault: slaves that are simulated bit by bit, polled by the engine itself.

import { expect, test } from "bun:test";
import * as v from "valibot";
import { diagnose } from "../../../../src/access/modbus/commission/diagnose.ts";
import { Engine } from "../../../../src/access/modbus/engine/engine.ts";
import { makeRandom, type Random } from "../../../../src/kit/random.ts";
import { LinkSettingsSchema } from "../../../../src/spine/fieldbus.ts";
import { RegisterMapSchema } from "../../../../src/spine/register-map.ts";

import { makeManualClock } from "../../../harness/manual-clock.ts";
import { type LineSlave, SerialLine } from "../../../harness/modbus/serial-line.ts";
import { makeSlaveModel } from "../../../harness/modbus/slave-model.ts";

function mapOf(periodMs: number) {
  return v.parse(RegisterMapSchema, {
    groups: [{ name: "g", periodMs }],
    points: [0, 1, 2, 3].map((address) => ({
      ...{ identifier: `p${address}`, area: "holding", address, type: "uint16", group: "g" },
    })),
  });
}

interface Case {
  /** Units 1 to 3 stand on the line unless others do. */
  readonly slaves?: readonly LineSlave[];
  readonly isEcho?: boolean;
  readonly timeoutMs?: number;
  readonly baud?: number;
  /** Half way: what becomes of the line. */
  readonly turn?: (slaves: readonly LineSlave[]) => void;
  readonly periodMs?: number;
}

function slaveOf(unit: number, rest: Partial<LineSlave> = {}): LineSlave {
  const registers = Object.fromEntries([0, 1, 2, 3].map((address) => [address, unit * 1_000 + address * 77]));
  return { model: makeSlaveModel(unit, registers), ...rest };
}

/** What is found after ten minutes of polling. */
async function findings({
  slaves = [1, 2, 3].map((unit) => slaveOf(unit)),
  ...rest
}: Case): Promise<string[]> {
  const { isEcho = false, timeoutMs = 300, baud = 9_600, turn, periodMs = 1_000 } = rest;
  const clock = makeManualClock();
  const engine = new Engine({
    clock,
    dialsOf: () => [
      async ({ received }) => {
        const line = new SerialLine({ clock, baud, slaves, isEcho, received });
        return { send: (bytes) => line.send(bytes), close: () => {} };
      },
    ],
    events: { readings: () => {}, presence: () => {} },
  });
  const transport = { kind: "serial", path: "/dev/line", baud } as const;
  const settings = v.parse(LinkSettingsSchema, { name: "bus", transport, timeoutMs });
  const map = mapOf(periodMs);
  const units = [...new Set(slaves.map(({ model }) => model.unit))];
  engine.apply([{ id: "bus", settings, slaves: units.map((unit) => ({ key: `u${unit}`, unit, map })) }]);
  for (let second = 0; second < 600; second++) {
    if (second === 300) turn?.(slaves);
    for (let step = 0; step < 20; step++) {
      clock.advance(50);
      await Promise.resolve();
    }
  }
  const report = engine.link("bus")?.report();
  if (report === undefined) throw new Error("it runs");
  const bySlave = new Map(report.slaves.map((slave) => [slave.key, slave]));
  const found = diagnose({ ...report, timeoutMs, isPlainLine: true, slaves: bySlave });
  engine.stop();
  return found.map(({ slave, ailment }) => `${slave ?? "bus"} ${ailment}`);
}

/** Two that answer at once: a line is low where either of them pulls it. */
function collide(frame: Buffer, other: Buffer): Buffer {
  return Buffer.from(frame.map((byte, at) => byte & (other[at] ?? 0xff)));
}

/** A second unit at the same address, whose registers hold something else, answers every time. */
function twin(unit: number): LineSlave {
  return slaveOf(unit, {
    distort: (frame) => collide(frame, Buffer.from(frame.map((byte, at) => (at < 3 ? byte : byte ^ 0x5a)))),
  });
}

/** Ringing on a line without terminators: now and then a bit of a byte is another, the more so the longer the frame. */
function ringing(unit: number, random: Random, share: number): LineSlave {
  const distort = (frame: Buffer) => {
    const rung = Buffer.from(frame);
    for (let at = 0; at < rung.length; at++)
      if (random.chance(share)) rung[at] = (rung[at] ?? 0) ^ (1 << random.index(8));
    return rung;
  };
  return slaveOf(unit, { distort });
}

test("healthy lines have nothing, be they fast, slow, of one slave, or disturbed once in a thousand bytes", async () => {
  const random = makeRandom(4);
  expect([
    await findings({}),
    await findings({ baud: 115_200 }),
    await findings({ slaves: [slaveOf(1)] }),
    await findings({ slaves: [slaveOf(1, { delayMs: 150 }), slaveOf(2)] }),
    await findings({ slaves: [1, 2, 3].map((unit) => ringing(unit, random, 0.0002)) }),
  ]).toEqual([[], [], [], [], []]);
});

test("two slaves at one address: it alone is damaged", async () => {
  expect(await findings({ slaves: [slaveOf(1), twin(2), slaveOf(3)] })).toEqual(["u2 two_on_one_id"]);
});

test("a line without terminators damages the replies of all", async () => {
  const random = makeRandom(5);
  expect(await findings({ slaves: [1, 2, 3].map((unit) => ringing(unit, random, 0.01)) })).toEqual([
    "u1 bad_line",
    "u2 bad_line",
    "u3 bad_line",
    "bus bad_line",
  ]);
});

test("one slave alone on a bad line is not called two", async () => {
  expect(await findings({ slaves: [ringing(1, makeRandom(6), 0.05)] })).toEqual(["u1 bad_line"]);
});

test("an adapter that hears itself", async () => {
  expect(await findings({ isEcho: true })).toEqual(["bus echo"]);
});

test("slaves that never answered, and one that ceased to", async () => {
  expect(await findings({ slaves: [slaveOf(1), slaveOf(2, { isDead: true })] })).toEqual(["u2 dead_slave"]);
  const turn = ([one]: readonly LineSlave[]) => {
    if (one) one.isDead = true;
  };
  expect(await findings({ turn })).toEqual(["u1 dead_slave"]);
});

test("what was mended is not told of any more", async () => {
  const random = makeRandom(7);
  const slaves = [1, 2].map((unit) => ringing(unit, random, 0.02));
  const turn = () => {
    for (const slave of slaves) delete slave.distort;
  };
  expect(await findings({ slaves, turn })).toEqual([]);
  const dead = [slaveOf(1, { isDead: true }), slaveOf(2)];
  const wake = () => {
    for (const slave of dead) slave.isDead = false;
  };
  expect(await findings({ slaves: dead, turn: wake })).toEqual([]);
});

test("a slow slave, a map that does not fit, and a line that is asked for more than it can carry", async () => {
  const other: LineSlave = { model: makeSlaveModel(2, { 90: 1 }) };
  expect(await findings({ slaves: [slaveOf(1, { delayMs: 230 }), slaveOf(2)] })).toEqual(["u1 slow_slave"]);
  expect(await findings({ slaves: [slaveOf(1), other] })).toEqual(["u2 wrong_register"]);
  expect(await findings({ periodMs: 50 })).toEqual(["bus overloaded"]);
});

test("an adapter that turns round too late cuts off the heads of replies, be they alone or not", async () => {
  const late = (unit: number, bytes: number) => slaveOf(unit, { distort: (frame) => frame.subarray(bytes) });
  expect([
    await findings({ slaves: [late(1, 1), late(2, 2), late(3, 3)] }),
    await findings({ slaves: [late(1, 1), slaveOf(2)] }),
    // Of values nothing is known beforehand.
    await findings({ slaves: [late(1, 4), slaveOf(2)] }),
  ]).toEqual([
    ["u1 cut_replies", "u2 cut_replies", "u3 cut_replies"],
    ["u1 cut_replies"],
    ["u1 two_on_one_id"],
  ]);
});

test("a line that floats between two frames brings bytes of nobody", async () => {
  const floats = (unit: number, frameOf: (frame: Buffer) => Buffer) => slaveOf(unit, { distort: frameOf });
  const nothing = Buffer.of(0);
  expect([
    await findings({
      slaves: [1, 2].map((unit) => floats(unit, (frame) => Buffer.concat([nothing, frame]))),
    }),
    await findings({
      slaves: [1, 2].map((unit) => floats(unit, (frame) => Buffer.concat([frame, nothing]))),
    }),
  ]).toEqual([["bus stray_bytes"], ["bus stray_bytes"]]);
});
