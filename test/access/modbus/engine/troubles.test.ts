// The engine amid everything that goes wrong on lines and behind gateways: no wrong value, others polled on, and all well
// again when it is over.

import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { Engine } from "../../../../src/access/modbus/engine/engine.ts";
import type { PointReading } from "../../../../src/access/modbus/slave/slave.ts";
import { makeRandom } from "../../../../src/kit/random.ts";
import { LinkSettingsSchema } from "../../../../src/spine/fieldbus.ts";
import { RegisterMapSchema } from "../../../../src/spine/register-map.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { type LineSlave, SerialLine } from "../../../harness/modbus/serial-line.ts";
import { makeSlaveModel } from "../../../harness/modbus/slave-model.ts";
import { noise, TROUBLES, type TroubleName } from "../../../harness/modbus/troubles.ts";

const TRANSPORTS = {
  serial: { kind: "serial", path: "/dev/line", baud: 19_200 },
  rtuTcp: { kind: "rtuTcp", host: "converter" },
  tcp: { kind: "tcp", host: "gateway" },
} as const;

type Way = keyof typeof TRANSPORTS;

const TIMEOUT_MS = 200;
const PERIOD_MS = 1_000;
/** Two reads of the same size, so that one's reply would fit the other. */
const ADDRESSES = [0, 1, 100, 101];

/** What unit `unit` holds at `address`: no two registers of a bus hold the same. */
function held(unit: number, address: number): number {
  return unit * 1_000 + address;
}

function setUp(way: Way, units: readonly number[], seed = 1) {
  const clock = makeManualClock();
  const random = makeRandom(seed);
  const lineSlaves: LineSlave[] = units.map((unit) => ({
    model: makeSlaveModel(unit, Object.fromEntries(ADDRESSES.map((one) => [one, held(unit, one)]))),
  }));
  const lines: SerialLine[] = [];
  const counts = new Map<number, number>();
  const wrong: string[] = [];
  const take = (key: string, readings: readonly PointReading[]) => {
    const unit = Number(key);
    counts.set(unit, (counts.get(unit) ?? 0) + readings.length);
    for (const { identifier, value } of readings)
      if (value !== held(unit, Number(identifier.slice(1)))) wrong.push(`${key} ${identifier} = ${value}`);
  };
  const engine = new Engine({
    clock,
    dialsOf: ({ transport }) => [
      async ({ received }) => {
        const line = new SerialLine({
          ...{ clock, random, received, slaves: lineSlaves },
          baud: transport.kind === "serial" ? transport.baud : Number.POSITIVE_INFINITY,
          framing: transport.kind === "tcp" ? "tcp" : "rtu",
        });
        lines.push(line);
        return {
          send: (bytes) => line.send(bytes),
          close: () => {
            line.isCut = true;
          },
        };
      },
    ],
    events: { readings: take, presence: () => {} },
  });
  const map = v.parse(RegisterMapSchema, {
    groups: [{ name: "g", periodMs: PERIOD_MS }],
    points: ADDRESSES.map((address) => ({
      ...{ identifier: `p${address}`, area: "holding", address, type: "uint16", group: "g" },
    })),
  });
  const link = { name: "bus", transport: TRANSPORTS[way], timeoutMs: TIMEOUT_MS };
  const settings = v.parse(LinkSettingsSchema, link);
  const slaves = units.map((unit) => ({ key: String(unit), unit, map }));
  engine.apply([{ id: "bus", settings, slaves }]);
  const pass = async (ms: number, each = () => {}) => {
    for (let leftMs = ms; leftMs > 0; leftMs -= 50) {
      clock.advance(50);
      for (let turn = 0; turn < 4; turn++) await Promise.resolve();
      each();
    }
  };
  const failures = (unit: number) =>
    Object.keys(engine.link("bus")?.figures().get(String(unit))?.report().failures ?? {});
  const disturb = (bytes: Buffer) => lines.at(-1)?.disturb(bytes);
  return { clock, engine, lineSlaves, counts, wrong, pass, failures, random, disturb };
}

/** What a trouble is called: one of these always, the first one surely; [] where replies are found all the same. */
type Names = readonly string[];

const NAMES: Readonly<Record<TroubleName, Names | Readonly<Partial<Record<Way, Names>>>>> = {
  none: [],
  slow: [],
  partial: [],
  glued: [],
  dead: ["timeout"],
  late: { serial: ["timeout"], rtuTcp: ["timeout"], tcp: ["timeout", "transaction_mismatch"] },
  // Modbus TCP has no checksum: of bytes that are missing in the middle of a stream nobody can tell.
  cutShort: { serial: ["short_frame"], rtuTcp: ["short_frame"] },
  wrongUnit: ["unit_mismatch"],
  exception01: ["exception 01"],
  exception02: ["exception 02"],
  exception03: ["exception 03"],
  exception04: ["exception 04"],
  exception05: ["exception 05"],
  exception06: ["exception 06"],
  exception07: ["exception 07"],
  exception08: ["exception 08"],
  exception0A: ["exception 0A"],
  exception0B: ["exception 0B"],
  noiseBefore: { serial: [], rtuTcp: [] },
  noiseAfter: { serial: [], rtuTcp: [] },
  damaged: { serial: ["crc", "noise"], rtuTcp: ["crc", "noise"] },
  wrongTransaction: { tcp: ["transaction_mismatch"] },
  wrongFunction: { serial: ["noise"], rtuTcp: ["noise"], tcp: ["short_frame"] },
};

const CASES = (Object.keys(TRANSPORTS) as Way[]).flatMap((way) =>
  (Object.keys(TROUBLES) as TroubleName[]).flatMap((trouble) => {
    const known: Names | Partial<Record<Way, Names>> = NAMES[trouble];
    const names = Array.isArray(known) ? known : (known as Partial<Record<Way, Names>>)[way];
    return names === undefined ? [] : [{ way, trouble, names }];
  }),
);

/** Not of these, for which a register is tried again after ten minutes only. */
const LASTING: ReadonlySet<TroubleName> = new Set(["exception01", "exception02"]);

describe("one trouble at a time", () => {
  test.each(CASES)("$way, $trouble", async ({ way, trouble, names }) => {
    const rig = setUp(way, [1, 2]);
    const [ill] = rig.lineSlaves;
    if (ill) ill.trouble = TROUBLES[trouble];
    await rig.pass(60_000);
    expect(rig.wrong).toEqual([]);
    const found = rig.failures(1);
    // Behind a gateway that answers in turn another's late reply makes the next one late.
    const others = way === "tcp" && trouble === "late" ? ["timeout", "transaction_mismatch"] : [];
    expect(found.filter((one) => !names.includes(one))).toEqual([]);
    expect(rig.failures(2).filter((one) => !others.includes(one))).toEqual([]);
    expect(found).toEqual(expect.arrayContaining(names.slice(0, 1)));
    // Of the other's polls in a minute.
    expect(rig.counts.get(2) ?? 0).toBeGreaterThan(60 * ADDRESSES.length * 0.9);
    if (ill) delete ill.trouble;
    const before = rig.counts.get(1) ?? 0;
    await rig.pass(LASTING.has(trouble) ? 610_000 : 30_000);
    expect(rig.counts.get(1) ?? 0).toBeGreaterThan(before);
    rig.engine.stop();
    rig.clock.advance(60_000);
    expect([rig.wrong, rig.clock.pending()]).toEqual([[], 0]);
  });
});

describe("all troubles together", () => {
  const ways = (Object.keys(TRANSPORTS) as Way[]).flatMap((way) =>
    [1, 2, 3].map((seed) => [way, seed] as const),
  );
  test.each(ways)("%s, seed %i: no value is another's, and all are back within 30 s", async (way, seed) => {
    const units = [1, 2, 3, 4];
    const rig = setUp(way, units, seed);
    const names = CASES.flatMap((one) => (one.way === way && !LASTING.has(one.trouble) ? [one.trouble] : []));
    for (const slave of rig.lineSlaves)
      slave.trouble = (reply, tools) => {
        const name = tools.random.chance(0.5) ? "none" : names[tools.random.index(names.length)];
        return TROUBLES[name ?? "none"](reply, tools);
      };
    // A slave that babbles: bytes that nobody asked for, on whatever is under way.
    const babble = () => {
      if (way !== "tcp" && rig.random.chance(0.05)) rig.disturb(noise(rig.random, 1 + rig.random.index(300)));
    };
    await rig.pass(600_000, babble);
    expect(rig.wrong).toEqual([]);
    for (const slave of rig.lineSlaves) delete slave.trouble;
    const before = new Map(rig.counts);
    await rig.pass(30_000);
    for (const unit of units)
      expect([unit, (rig.counts.get(unit) ?? 0) > (before.get(unit) ?? 0)]).toEqual([unit, true]);
    rig.engine.stop();
    rig.clock.advance(60_000);
    expect([rig.wrong, rig.clock.pending()]).toEqual([[], 0]);
  });
});
