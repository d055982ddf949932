import { expect, test } from "bun:test";
import { activityAt, ambientAt, isManned } from "../../../src/simulate/machines/shift.ts";

function at(iso: string): number {
  return Date.parse(`${iso}Z`);
}

test("shifts of a week: early, late, night, weekend, and the nights at its borders", () => {
  const shifts = [
    "2026-11-18T07:00", // Wednesday
    "2026-11-18T15:00",
    "2026-11-18T23:00",
    "2026-11-19T03:00",
    "2026-11-21T05:59", // Saturday, still Friday's night
    "2026-11-21T06:00",
    "2026-11-22T12:00",
    "2026-11-22T22:00", // Sunday's night opens the week
  ].map((iso) => activityAt(at(iso)).shift);
  expect(shifts).toEqual([1, 2, 3, 3, 3, 0, 0, 3]);
});

test("each shift has its break in the middle, and the hall is never quite empty", () => {
  const breaks = ["10:00", "10:29", "10:30", "18:00", "02:00"].map(
    (time) => activityAt(at(`2026-11-18T${time}`)).isBreak,
  );
  expect(breaks).toEqual([true, true, false, true, true]);
  const sunday = activityAt(at("2026-11-22T12:00"));
  expect([0, 1, 2, 3, 4].map((rank) => isManned(sunday, rank, 5))).toEqual([true, true, false, false, false]);
  expect(isManned({ shift: 0, level: 0, isBreak: true }, 0, 5)).toBe(true);
});

test("the hall is warmest in the afternoon and stays within what people work in", () => {
  const temperatures = Array.from({ length: 24 }, (_, hour) =>
    ambientAt(at("2026-11-18T00:00") + hour * 3_600_000),
  );
  const warmest = temperatures.indexOf(Math.max(...temperatures));
  expect(warmest).toBeGreaterThanOrEqual(14);
  expect(warmest).toBeLessThanOrEqual(18);
  expect(Math.min(...temperatures)).toBeGreaterThan(15);
  expect(Math.max(...temperatures)).toBeLessThan(30);
});
