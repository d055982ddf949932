import { describe, expect, test } from "bun:test";
import { isTimeZone, makeLocalTime } from "../../src/kit/local-time.ts";

const HOUR = 3_600_000;

test("zones that exist and one that does not", () => {
  expect(["UTC", "Asia/Shanghai", "Mars/Olympus", ""].map(isTimeZone)).toEqual([true, true, false, false]);
  expect(() => makeLocalTime("Mars/Olympus")).toThrow(RangeError);
});

describe("wall time", () => {
  test("of UTC+8, a half-hour zone, and before 1970", () => {
    const noon = Date.UTC(2026, 0, 31, 12, 34, 56, 7);
    expect(makeLocalTime("Asia/Shanghai").text(noon)).toBe("2026-01-31 20:34:56.007");
    expect(makeLocalTime("Asia/Kolkata").text(noon)).toBe("2026-01-31 18:04:56.007");
    expect(makeLocalTime("UTC").text(-1)).toBe("1969-12-31 23:59:59.999");
  });

  test("jumps where the clocks are changed, in whatever order it is asked", () => {
    const berlin = makeLocalTime("Europe/Berlin");
    const spring = Date.UTC(2026, 2, 29, 1);
    const autumn = Date.UTC(2026, 9, 25, 1);
    expect([spring - 1, spring, autumn - 1, autumn, spring - 1].map(berlin.text)).toEqual([
      "2026-03-29 01:59:59.999",
      "2026-03-29 03:00:00.000",
      "2026-10-25 02:59:59.999",
      "2026-10-25 02:00:00.000",
      "2026-03-29 01:59:59.999",
    ]);
    expect([spring - 1, spring].map(berlin.offsetMs)).toEqual([HOUR, 2 * HOUR]);
  });
});
