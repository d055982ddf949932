import { expect, test } from "bun:test";
import { makeRandom } from "../../../src/kit/random.ts";
import { activityAt } from "../../../src/simulate/machines/shift.ts";
import { makeTank } from "../../../src/simulate/machines/tank.ts";

const BUSY = { activity: activityAt(Date.parse("2026-11-18T08:00Z")), ambientC: 24 };

function setUp(seed: number) {
  const tank = makeTank(makeRandom(seed));
  const raised: string[] = [];
  const levels: number[] = [];
  const run = (seconds: number) => {
    for (let s = 0; s < seconds; s++) {
      tank.step(1, BUSY);
      levels.push(Number(tank.read().level));
      raised.push(...tank.takeOccurrences().map(({ identifier }) => identifier));
    }
  };
  return { tank, raised, levels, run };
}

test("in automatic the valve keeps the level between its two marks most of the time", () => {
  const { levels, run } = setUp(1);
  run(8 * 3_600);
  const within = levels.filter((level) => level > 30 && level < 87).length / levels.length;
  expect(within).toBeGreaterThan(0.9);
});

test("a valve opened by hand stays open until the tank overflows; closed by hand it runs low and stops the pump", () => {
  const { tank, raised, run } = setUp(2);
  expect(tank.write("isInletOpen", true)).toBe(true);
  run(3_600);
  expect(tank.read().mode).toBe(1);
  expect(raised[0]).toBe("overflow");
  tank.write("isInletOpen", false);
  for (let i = 0; i < 20 && !raised.includes("levelLow"); i++) run(600);
  expect(raised).toContain("levelLow");
  run(60);
  expect(tank.read()).toMatchObject({ isInletOpen: false, pumpSpeed: 0 });
  tank.write("mode", 0);
  run(1_200);
  expect(Number(tank.read().level)).toBeGreaterThan(20);
});
