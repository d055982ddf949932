import { expect, test } from "bun:test";
import { Bus } from "../../../../src/access/modbus/bus/bus.ts";
import { Exchange } from "../../../../src/access/modbus/bus/exchange.ts";
import { scanBus } from "../../../../src/access/modbus/commission/scan.ts";
import { RtuFraming } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { type LineSlave, SerialLine } from "../../../harness/modbus/serial-line.ts";
import { makeSlaveModel } from "../../../harness/modbus/slave-model.ts";

async function scan(slaves: readonly LineSlave[], stopAt = 1_000) {
  const clock = makeManualClock();
  const line = new SerialLine({
    ...{ clock, slaves },
    baud: 9_600,
    received: (chunk) => exchange.received(chunk),
  });
  const send = (bytes: Uint8Array) => line.send(bytes);
  const exchange = new Exchange({ clock, framing: new RtuFraming(), send, turnaroundMs: 100 });
  const bus = new Bus({ clock, gapMs: 4, retryGapMs: 50, lateMs: 8 });
  bus.open(exchange);
  let done = 0;
  let result: Awaited<ReturnType<typeof scanBus>> | undefined;
  const units = Array.from({ length: 247 }, (_, i) => i + 1);
  void scanBus(bus, {
    ...{ units, timeoutMs: 100, isIdentified: true },
    isCancelled: () => done >= stopAt,
    onProgress: (count) => {
      done = count;
    },
  }).then((found) => {
    result = found;
  });
  for (let i = 0; i < 10_000 && result === undefined; i++) {
    clock.advance(20);
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  }
  const identities = (result ?? []).map(({ identity }) => identity);
  const found = (result ?? []).map(({ unit, answer }) => `${unit} ${answer}`);
  return { found, identities, done, health: bus.health };
}

test("everybody who answers is found: with a value, with a refusal, or with damage", async () => {
  const damaged: LineSlave = {
    model: makeSlaveModel(40, { 0: 1 }),
    distort: (frame) => Buffer.concat([frame.subarray(0, 4), Buffer.of(0x99), frame.subarray(5)]),
  };
  const { found, done, health } = await scan([
    { model: makeSlaveModel(3, { 0: 5 }) },
    { model: makeSlaveModel(17) },
    damaged,
  ]);
  expect([found, done, health.deadCount]).toEqual([["3 value", "17 exception", "40 damaged"], 247, 0]);
});

test("it stops when it is told to", async () => {
  const { done } = await scan([], 5);
  expect(done).toBe(5);
});

test("whoever says who it is is told by name; exception 01 and silence are no fault, and damage is not asked", async () => {
  const named = makeSlaveModel(3, { 0: 5 });
  for (const [id, text] of ["Acme", "PM-5 ", "V2.1\0"].entries()) named.identity.set(id, text);
  const plain = makeSlaveModel(4, { 0: 5 });
  const damaged = makeSlaveModel(40, { 0: 1 });
  const { identities, health } = await scan([
    { model: named },
    { model: plain },
    { model: makeSlaveModel(5, { 0: 1 }), distort: (frame) => (frame[1] === 0xab ? Buffer.of() : frame) },
    {
      model: damaged,
      distort: (frame) => Buffer.from(frame.map((byte, at) => (at === 4 ? byte ^ 1 : byte))),
    },
  ]);
  expect([identities, damaged.asked.length, plain.asked, health.deadCount]).toEqual([
    [{ vendor: "Acme", product: "PM-5", revision: "V2.1" }, undefined, undefined, undefined],
    1,
    ["0300000001", "2b0e0100"],
    0,
  ]);
});
