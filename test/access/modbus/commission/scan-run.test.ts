import { expect, test } from "bun:test";
import { Bus } from "../../../../src/access/modbus/bus/bus.ts";
import { Exchange } from "../../../../src/access/modbus/bus/exchange.ts";
import { type ScanRequest, ScanRun } from "../../../../src/access/modbus/commission/scan-run.ts";
import { RtuFraming } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { SerialLine } from "../../../harness/modbus/serial-line.ts";
import { makeSlaveModel } from "../../../harness/modbus/slave-model.ts";

/** A port with a slave of unit 3, which hears only 19,200 baud, even. */
function setUp(request: Partial<ScanRequest>, { isBroken = false } = {}) {
  const clock = makeManualClock();
  const steps: string[] = [];
  const openBus = (hasSlave: boolean) => {
    const line = new SerialLine({
      ...{ clock, baud: 19_200 },
      slaves: hasSlave ? [{ model: makeSlaveModel(3, { 0: 1 }) }] : [],
      received: (chunk) => exchange.received(chunk),
    });
    const send = (bytes: Uint8Array) => line.send(bytes);
    const exchange = new Exchange({ clock, framing: new RtuFraming(), send, turnaroundMs: 100 });
    const bus = new Bus({ clock, gapMs: 2, retryGapMs: 0, lateMs: 0 });
    bus.open(exchange);
    return bus;
  };
  const run = new ScanRun(
    { fromUnit: 1, toUnit: 5, timeoutMs: 100, isIdentified: false, ...request },
    {
      clock,
      bus: () => openBus(true),
      hold: () => void steps.push("hold"),
      resume: () => void steps.push("resume"),
      open: async ({ baud, parity }) => {
        steps.push(`${baud} ${parity}`);
        if (isBroken) return undefined;
        return { bus: openBus(baud === 19_200 && parity === "even"), close: () => void steps.push("close") };
      },
    },
  );
  const toEnd = async () => {
    let isOver = false;
    void run.run().then(() => {
      isOver = true;
    });
    while (!isOver) {
      clock.advance(20);
      for (let turn = 0; turn < 6; turn++) await Promise.resolve();
    }
    const { found, ...rest } = run.state;
    return { ...rest, found: found.map(({ unit, baud, parity }) => `${unit} ${baud} ${parity}`), steps };
  };
  return { run, toEnd };
}

test("the link as it is: its polling goes on", async () => {
  expect(await setUp({}).toEnd()).toEqual({
    ...{ state: "done", done: 5, total: 5 },
    found: ["3 undefined undefined"],
    steps: [],
  });
});

test("speeds and parities: the link gives its port away meanwhile, and gets it back", async () => {
  const { toEnd } = setUp({ bauds: [9_600, 19_200], parities: ["none", "even"] });
  expect(await toEnd()).toEqual({
    ...{ state: "done", done: 20, total: 20 },
    found: ["3 19200 even"],
    steps: [
      ...["hold", "9600 none", "close", "9600 even", "close"],
      ...["19200 none", "close", "19200 even", "close", "resume"],
    ],
  });
});

test("a port that cannot be opened, and a scan that is stopped", async () => {
  expect(await setUp({ bauds: [9_600] }, { isBroken: true }).toEnd()).toMatchObject({
    state: "failed",
    steps: ["hold", "9600 undefined", "resume"],
  });
  const { run, toEnd } = setUp({});
  run.cancel();
  expect(await toEnd()).toMatchObject({ state: "cancelled", done: 0 });
});
