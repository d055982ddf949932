import { expect, test } from "bun:test";
import { GrowthRecord } from "../../src/disk/forecast.ts";

const HOUR_MS = 3_600_000;
const unknown = { growthBytesPerDay: undefined, daysLeft: undefined };

function record(grow: (hour: number) => number, hours: number, shed = (_: number) => 0): GrowthRecord {
  const growth = new GrowthRecord();
  for (let hour = 0; hour <= hours; hour++)
    growth.add({ atMs: hour * HOUR_MS, dataBytes: grow(hour), shedBytes: shed(hour) });
  return growth;
}

test("says nothing before an hour has passed", () => {
  const growth = new GrowthRecord();
  expect(growth.forecast(100)).toEqual(unknown);
  growth.add({ atMs: 0, dataBytes: 0, shedBytes: 0 });
  growth.add({ atMs: HOUR_MS - 1, dataBytes: 1_000, shedBytes: 0 });
  expect(growth.forecast(100)).toEqual(unknown);
});

test("goes on as the last 12 hours went; what was before them does not count", () => {
  const growth = record((hour) => (hour <= 10 ? 0 : (hour - 10) * 100), 22);
  expect(growth.forecast(24_000)).toEqual({ growthBytesPerDay: 2_400, daysLeft: 10 });
  expect(growth.forecast(-5)).toEqual({ growthBytesPerDay: 2_400, daysLeft: 0 });
});

test("data that shrinks or stands still has all the time in the world", () => {
  expect(record(() => 500, 3).forecast(1)).toEqual({ growthBytesPerDay: 0, daysLeft: undefined });
  expect(record((hour) => 900 - hour * 100, 2).forecast(1)).toEqual({
    growthBytesPerDay: -2_400,
    daysLeft: undefined,
  });
});

test("what was removed to make room had come in all the same", () => {
  const growth = record(
    () => 500,
    2,
    (hour) => hour * 100,
  );
  expect(growth.forecast(0)).toEqual({ growthBytesPerDay: 2_400, daysLeft: 0 });
});
