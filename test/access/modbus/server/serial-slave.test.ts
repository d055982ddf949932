// Our slaves on a line in simulated time.

import { expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { withCrc } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import type { ApplyWrites } from "../../../../src/access/modbus/server/answer.ts";
import { RegisterImage } from "../../../../src/access/modbus/server/register-image.ts";
import { openSerialSlave } from "../../../../src/access/modbus/server/serial-slave.ts";
import type { SerialEvents } from "../../../../src/net/net.ts";
import { ServerSettingsSchema } from "../../../../src/spine/fieldbus.ts";
import { RegisterPointSchema } from "../../../../src/spine/register-map.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";

const frame = (hex: string) => Buffer.from(withCrc(Buffer.from(hex, "hex")));
/** Longer than the silence behind a frame at 9600 bits a second, 3.6 ms. */
const SILENCE_MS = 4;

function start({ units, apply }: { units?: number[]; apply?: ApplyWrites } = {}) {
  const clock = makeManualClock();
  const point = v.parse(RegisterPointSchema, {
    ...{ identifier: "p", area: "holding", address: 0, type: "uint16", access: "rw" },
  });
  const image = new RegisterImage(
    [1, 7, 0, 250].map((unit) => ({ unit, device: "d", point, terms: {} })),
    ({ unit }) => ({ value: unit, state: "good", ts: 5 }),
  );
  const [port] = v.parse(ServerSettingsSchema, { ports: [{ path: "/dev/ttyS1", units }] }).ports;
  if (port === undefined) throw new Error("there is one");
  const sent: string[] = [];
  let line: SerialEvents | undefined;
  let isPlugged = true;
  const slave = openSerialSlave({
    ...{ port, clock, registers: { image: () => image, apply: apply ?? (async () => undefined) } },
    async open(path, _, events) {
      if (!isPlugged) throw new Error(`${path} is not there`);
      line = events;
      const write = (bytes: Uint8Array) => void sent.push(Buffer.from(bytes).toString("hex"));
      return { path, write, flush: () => {}, close: () => {} };
    },
  });
  /** Each piece so much later than the one before. */
  const hear = async (...pieces: (Uint8Array | number)[]) => {
    for (const piece of pieces) {
      if (typeof piece === "number") clock.advance(piece);
      else line?.received(piece);
      await settle();
    }
  };
  const pull = () => {
    isPlugged = false;
    line?.lost("/dev/ttyS1 hung up");
  };
  const plug = () => {
    isPlugged = true;
  };
  return { clock, slave, sent, hear, pull, plug };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

const hexes = (...bodies: string[]) => bodies.map((body) => frame(body).toString("hex"));

test("several units answer on one line, each after the silence; others, and broadcasts, hear nothing", async () => {
  const { sent, hear, slave } = start();
  await hear(frame("010300000001"));
  expect(sent).toEqual([]);
  await hear(SILENCE_MS, frame("070300000001"), SILENCE_MS);
  for (const unit of ["02", "00", "fa"]) await hear(100, frame(`${unit}0300000001`), SILENCE_MS);
  await hear(100, frame("010300090001"), SILENCE_MS);
  expect([sent, slave.state()]).toEqual([
    hexes("0103020001", "0703020007", "018302"),
    {
      ...{ isOpen: true, error: undefined, answered: 2, refused: 1, foreign: 3, garbled: 0 },
      ...{ bytesIn: 48, bytesOut: 19, lastRequestAt: expect.any(Number) },
    },
  ]);
});

test("only the units of the line are answered there", async () => {
  const { sent, hear } = start({ units: [7] });
  await hear(frame("010300000001"), SILENCE_MS, 50, frame("070300000001"), SILENCE_MS);
  expect(sent).toEqual(hexes("0703020007"));
});

test("who tries whether anybody is there gets back what it sent", async () => {
  const { sent, hear } = start();
  await hear(frame("0108000012ab"), SILENCE_MS, 50, frame("010800010000"), SILENCE_MS);
  expect(sent).toEqual(hexes("0108000012ab", "018801"));
});

test("a frame in pieces is one; half of one is forgotten, and noise is counted", async () => {
  const { sent, hear, slave } = start();
  const read = frame("010300000001");
  // An adapter hands over every 16 ms.
  await hear(read.subarray(0, 3), 16, read.subarray(3), SILENCE_MS);
  expect(sent.length).toBe(1);
  await hear(100, read.subarray(0, 3), 200, read.subarray(3), SILENCE_MS);
  expect(sent.length).toBe(1);
  await hear(200, Buffer.from("00ff00ff00", "hex"), 200, read, SILENCE_MS);
  expect([sent.length, slave.state().garbled]).toEqual([2, 3]);
});

test("an answer that comes when the master speaks again is not sent", async () => {
  const answers: (() => void)[] = [];
  const { sent, hear } = start({
    apply: () => new Promise((resolve) => answers.push(() => resolve(undefined))),
  });
  await hear(frame("010600000009"), SILENCE_MS, 500, frame("070300000001"), SILENCE_MS);
  for (const answer of answers) answer();
  await settle();
  expect(sent).toEqual(hexes("0703020007"));
});

test("a line that gives back what is said does not set it off again", async () => {
  const { sent, hear } = start();
  const [reply] = hexes("0103020001");
  const asked = frame("010300000001");
  await hear(asked, SILENCE_MS, 2, Buffer.from(reply ?? "", "hex"), 100, asked, SILENCE_MS);
  expect(sent).toEqual([reply, reply] as string[]);
});

test("a port that is pulled out is had again when it is back", async () => {
  const { slave, hear, sent, pull, plug, clock } = start();
  await settle();
  pull();
  expect(slave.state()).toMatchObject({ isOpen: false, error: "/dev/ttyS1 hung up" });
  clock.advance(4_000);
  await settle();
  expect(slave.state()).toMatchObject({ isOpen: false, error: "/dev/ttyS1 is not there" });
  plug();
  clock.advance(2_000);
  await settle();
  expect(slave.state()).toMatchObject({ isOpen: true, error: undefined });
  await hear(frame("010300000001"), SILENCE_MS);
  slave.close();
  clock.advance(10_000);
  expect([sent.length, clock.pending()]).toEqual([1, 0]);
});

test("after whatever was heard, in whatever pieces, the next request is answered", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 6 }),
      async (noise) => {
        const { sent, hear } = start();
        for (const piece of noise) await hear(piece, 1);
        sent.length = 0;
        await hear(200, frame("010300000001"), SILENCE_MS);
        expect(sent).toEqual(hexes("0103020001"));
      },
    ),
    { seed: 6, numRuns: 200 },
  );
});
