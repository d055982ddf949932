// How much of a serial line the engine uses, on a simulated line in simulated time: only waiting counts, not the machine.

import * as v from "valibot";
import { Engine } from "../../../src/access/modbus/engine/engine.ts";
import { LinkSettingsSchema } from "../../../src/spine/fieldbus.ts";
import { RegisterMapSchema } from "../../../src/spine/register-map.ts";
import { makeManualClock } from "../../../test/harness/manual-clock.ts";
import { type LineSlave, SerialLine } from "../../../test/harness/modbus/serial-line.ts";
import { makeSlaveModel } from "../../../test/harness/modbus/slave-model.ts";
import { round } from "../proc.ts";

export interface RtuResult {
  readonly baud: number;
  readonly registersPerRead: number;
  readonly requestsPerSec: number;
  readonly pointsPerSec: number;
  /** Share of time in which a frame is on the line. */
  readonly busy: number;
  /** The share that frames could have with silences of 3.5 characters alone between them. */
  readonly busyMax: number;
  readonly ofMaximum: number;
  readonly collisions: number;
}

const SLAVES = 4;
/** Start, 8 data bits, parity and stop. */
const CHARACTER_BITS = 11;
const FIXED_FROM_BAUD = 19_200;
const FIXED_SILENCE_MS = 1.75;

export async function measureRtu(
  baud: number,
  registersPerRead: number,
  simulatedMs: number,
): Promise<RtuResult> {
  const clock = makeManualClock();
  const characterMs = (CHARACTER_BITS * 1_000) / baud;
  const silenceMs = baud > FIXED_FROM_BAUD ? FIXED_SILENCE_MS : 3.5 * characterMs;
  const holding = Object.fromEntries(Array.from({ length: registersPerRead }, (_, at) => [at, at]));
  const lineSlaves: LineSlave[] = Array.from({ length: SLAVES }, (_, at) => ({
    model: makeSlaveModel(at + 1, holding),
    delayMs: silenceMs,
  }));
  const lines: SerialLine[] = [];
  let points = 0;
  const engine = new Engine({
    clock,
    dialsOf: () => [
      async ({ received }) => {
        const line = new SerialLine({ clock, slaves: lineSlaves, baud, received });
        lines.push(line);
        return { send: (bytes) => line.send(bytes), close: () => {} };
      },
    ],
    events: {
      readings: (_, readings) => {
        points += readings.length;
      },
      presence: () => {},
    },
  });
  const map = v.parse(RegisterMapSchema, {
    unit: { maxRegistersPerRead: 125 },
    groups: [{ name: "g", periodMs: 10 }],
    points: Array.from({ length: registersPerRead }, (_, at) => ({
      ...{ identifier: `p${at}`, area: "holding", address: at, type: "uint16", group: "g" },
    })),
  });
  const transport = { kind: "serial", path: "/dev/line", baud, parity: "even" };
  const settings = v.parse(LinkSettingsSchema, { name: "line", transport, timeoutMs: 2_000 });
  const slaves = lineSlaves.map(({ model }) => ({ key: `s${model.unit}`, unit: model.unit, map }));
  engine.apply([{ id: "line", settings, slaves }]);
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left--) {
      clock.advance(1);
      await Promise.resolve();
      await Promise.resolve();
    }
  };
  await pass(1_000);
  const line = lines.at(-1);
  if (line === undefined) throw new Error("the link did not come up");
  const [busyBefore, requestsBefore, pointsBefore] = [line.busyMs, line.requests, points];
  await pass(simulatedMs);
  engine.stop();
  const busy = (line.busyMs - busyBefore) / simulatedMs;
  const frameMs = (8 + 5 + registersPerRead * 2) * characterMs;
  const busyMax = frameMs / (frameMs + 2 * silenceMs);
  const seconds = simulatedMs / 1_000;
  return {
    ...{ baud, registersPerRead },
    requestsPerSec: round((line.requests - requestsBefore) / seconds),
    pointsPerSec: round((points - pointsBefore) / seconds),
    busy: round(busy, 4),
    busyMax: round(busyMax, 4),
    ofMaximum: round(busy / busyMax, 4),
    collisions: line.collisions,
  };
}
