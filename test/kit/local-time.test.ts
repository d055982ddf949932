import { expect, test } from "bun:test";
import { isTimeZone, makeWallText, ownTimeZone, readClock, readClocks } from "../../src/kit/local-time.ts";

test("zones that exist and some that do not", () => {
  expect(["UTC", "Asia/Shanghai", "Mars/Olympus", ""].map(isTimeZone)).toEqual([true, true, false, false]);
});

test("wall time as text, forward, back, over midnight and before 1970", () => {
  const text = makeWallText();
  const noon = Date.UTC(2026, 0, 31, 12, 34, 56, 7);
  expect([noon, noon + 12 * 3_600_000, noon, -1, 0].map(text)).toEqual([
    "2026-01-31 12:34:56.007",
    "2026-02-01 00:34:56.007",
    "2026-01-31 12:34:56.007",
    "1969-12-31 23:59:59.999",
    "1970-01-01 00:00:00.000",
  ]);
});

test("a time of day that is no whole millisecond loses its fraction only", () => {
  expect(makeWallText()(1.9)).toBe("1970-01-01 00:00:00.001");
});

test("times of day, alone and rising", () => {
  expect(["00:00", "06:30", "23:59", "24:00", "6:30", "06:60", ""].map(readClock)).toEqual([
    ...[0, 390, 1_439, undefined, undefined, undefined, undefined],
  ]);
  expect(["", "06:00", "06:00, 14:00,22:00"].map(readClocks)).toEqual([[], [360], [360, 840, 1_320]]);
  expect(["14:00,06:00", "06:00,06:00", "06:00,", "x"].map(readClocks)).toEqual(Array(4).fill(undefined));
  expect(isTimeZone(ownTimeZone())).toBe(true);
});
