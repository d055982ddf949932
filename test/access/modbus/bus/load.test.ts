import { expect, test } from "bun:test";
import { BusLoad } from "../../../../src/access/modbus/bus/load.ts";

test("the share of the last minute, and of less where there is less", () => {
  const load = new BusLoad(0);
  expect(load.at(0)).toBe(0);
  load.note(0, 500);
  expect(load.at(1_000)).toBe(0.5);
  // Across seconds, and a little ahead.
  load.note(1_900, 2_100);
  expect(load.at(2_000)).toBeCloseTo(0.3 + 0.05);
  for (let ms = 10_000; ms < 200_000; ms += 100) load.note(ms, ms + 25);
  expect(load.at(200_000)).toBeCloseTo(0.25, 2);
  expect(load.at(230_000)).toBeCloseTo(0.125, 1);
  expect(load.at(300_000)).toBe(0);
  load.note(300_000, 330_000);
  expect(load.at(330_000)).toBeCloseTo(0.5, 1);
});
