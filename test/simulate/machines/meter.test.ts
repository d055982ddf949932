import { expect, test } from "bun:test";
import { makeRandom } from "../../../src/kit/random.ts";
import { makeMeter } from "../../../src/simulate/machines/meter.ts";
import { activityAt } from "../../../src/simulate/machines/shift.ts";

const BUSY = { activity: activityAt(Date.parse("2026-11-18T08:00Z")), ambientC: 24 };

function setUp(contractedKw: number) {
  const load = { kw: 60 };
  const meter = makeMeter({
    random: makeRandom(4),
    loads: [{ powerKw: () => load.kw }],
    contractedKw,
    ageH: 100,
  });
  const read = () => meter.read() as Record<string, number>;
  const run = (seconds: number, each: () => void = () => {}) => {
    for (let s = 0; s < seconds; s++) {
      meter.step(1, BUSY);
      each();
    }
  };
  return { load, meter, read, run };
}

test("energy is the integral of power, to the watt-hour", () => {
  const { read, run } = setUp(200);
  const before = read().activeEnergy ?? 0;
  let kilowattSeconds = 0;
  run(3_600, () => {
    kilowattSeconds += read().activePower ?? 0;
  });
  const gainedWh = (read().activeEnergy ?? 0) - before;
  expect(Math.abs(gainedWh - kilowattSeconds / 3.6)).toBeLessThan(10);
});

test("the three phases add up to the power, within what the display rounds", () => {
  const { read, run } = setUp(200);
  run(30);
  const { voltageL1 = 0, voltageL2 = 0, voltageL3 = 0, currentL1 = 0, currentL2 = 0, currentL3 = 0 } = read();
  const { powerFactor = 0, activePower = 0 } = read();
  const sumKw =
    ((voltageL1 * currentL1 + voltageL2 * currentL2 + voltageL3 * currentL3) * powerFactor) / 1_000;
  expect(Math.abs(sumKw - activePower)).toBeLessThan(0.2);
});

test("demand above the contracted power is told once, and again only after it went down", () => {
  const { load, meter, run } = setUp(50);
  const told: string[] = [];
  const note = () => void told.push(...meter.takeOccurrences().map(({ identifier }) => identifier));
  const exceeded = () => told.filter((identifier) => identifier === "demandExceeded").length;
  run(7_200, note);
  expect(exceeded()).toBe(1);
  load.kw = 5;
  run(7_200, note);
  load.kw = 60;
  run(7_200, note);
  expect(exceeded()).toBe(2);
});

test("a meter itself draws nothing and takes no orders", () => {
  const { meter } = setUp(50);
  expect([meter.powerKw(), meter.write("activeEnergy", 0), meter.invoke("reset")]).toEqual([
    0,
    false,
    undefined,
  ]);
});
