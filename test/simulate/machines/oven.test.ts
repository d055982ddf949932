import { expect, test } from "bun:test";
import { makeRandom } from "../../../src/kit/random.ts";
import { makeOven } from "../../../src/simulate/machines/oven.ts";
import { activityAt } from "../../../src/simulate/machines/shift.ts";

const BUSY = { activity: activityAt(Date.parse("2026-11-18T08:00Z")), ambientC: 24 };

function run(hours: number) {
  const oven = makeOven({ random: makeRandom(1), rank: 0, count: 2 });
  oven.write("setpoint", 240);
  const soak: number[] = [];
  const raised: string[] = [];
  const doorEvents: boolean[] = [];
  for (let s = 0; s < hours * 3_600; s++) {
    oven.step(1, BUSY);
    const readings = oven.read();
    for (const { identifier } of oven.takeOccurrences()) {
      raised.push(identifier);
      if (identifier === "doorLeftOpen") doorEvents.push(readings.isDoorOpen === true);
    }
    if (readings.state === 2 && s > 3_600) soak.push(Number(readings.zone2Temperature));
  }
  return { soak, raised, doorEvents };
}

test("the controller brings the zones to a new setpoint and holds the soak zone near it", () => {
  const { soak, raised } = run(12);
  expect(raised[0]).toBe("temperatureReached");
  const mean = soak.reduce((sum, value) => sum + value, 0) / soak.length;
  expect(soak.length).toBeGreaterThan(3_600);
  expect(Math.abs(mean - 240)).toBeLessThan(4);
});

test("a door left open is told while it is open, and a broken heater is told and mended", () => {
  const { raised, doorEvents } = run(72);
  expect(doorEvents.length).toBeGreaterThan(3);
  expect(doorEvents.every((isOpen) => isOpen)).toBe(true);
  const failures = raised.filter((identifier) => identifier === "heaterFailed").length;
  expect(failures).toBeGreaterThan(3);
  expect(raised.lastIndexOf("temperatureReached")).toBeGreaterThan(raised.indexOf("heaterFailed"));
});
