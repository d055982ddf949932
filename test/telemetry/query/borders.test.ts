import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { Interval } from "../../../src/telemetry/contract.ts";
import { bordersOf, TooManyBucketsError } from "../../../src/telemetry/query/borders.ts";
import { Zone } from "../../../src/telemetry/query/zone.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const berlin = new Zone("Europe/Berlin");
const shanghai = new Zone("Asia/Shanghai");

const hours = (from: number, to: number, interval: Interval, zone = berlin) => {
  const borders = bordersOf({ fromMs: from, toMs: to }, interval, zone);
  return borders.slice(1).map((at, i) => (at - (borders[i] as number)) / HOUR);
};

describe("borders", () => {
  test("days, weeks and months are those of the zone, shorter and longer ones included", () => {
    const day = { unit: "day", count: 1 } as const;
    expect(hours(Date.UTC(2026, 2, 28, 12), Date.UTC(2026, 2, 30, 12), day)).toEqual([24, 23, 24]);
    expect(hours(Date.UTC(2026, 9, 24, 12), Date.UTC(2026, 9, 26, 12), day)).toEqual([24, 25, 24]);
    const week = { unit: "week", count: 1 } as const;
    const weeks = bordersOf({ fromMs: Date.UTC(2026, 10, 21), toMs: Date.UTC(2026, 10, 22) }, week, shanghai);
    expect(weeks).toEqual([Date.UTC(2026, 10, 15, 16), Date.UTC(2026, 10, 22, 16)]);
    const quarter = { unit: "month", count: 3 } as const;
    expect(
      bordersOf({ fromMs: Date.UTC(2026, 10, 21), toMs: Date.UTC(2027, 0, 1) }, quarter, shanghai),
    ).toEqual([Date.UTC(2026, 8, 30, 16), Date.UTC(2026, 11, 31, 16), Date.UTC(2027, 2, 31, 16)]);
  });

  test("hours count elapsed time from local midnight and begin anew at the next", () => {
    const springDay = [Date.UTC(2026, 2, 28, 23), Date.UTC(2026, 2, 29, 22) - 1] as const;
    expect(hours(...springDay, { unit: "hour", count: 1 })).toEqual(new Array(23).fill(1));
    expect(hours(...springDay, { unit: "hour", count: 8 })).toEqual([8, 8, 7]);
    expect(hours(...springDay, { unit: "hour", count: 36 })).toEqual([23]);
  });

  test("rise, cover the range, and lie where their calendar says", () => {
    const anyInterval = fc.record({
      unit: fc.constantFrom("minute", "hour", "day", "week", "month"),
      count: fc.integer({ min: 1, max: 40 }),
    }) as fc.Arbitrary<Interval>;
    const anyZone = fc.constantFrom(berlin, shanghai, new Zone("Asia/Kathmandu"), new Zone("Pacific/Apia"));
    const anyFrom = fc.integer({ min: Date.UTC(2009, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(
        anyInterval,
        anyZone,
        anyFrom,
        fc.integer({ min: 0, max: 3 * DAY }),
        (interval, zone, fromMs, lengthMs) => {
          const toMs = fromMs + lengthMs;
          const borders = bordersOf({ fromMs, toMs }, interval, zone);
          expect(borders[0]).toBeLessThanOrEqual(fromMs);
          expect(borders[1]).toBeGreaterThan(fromMs);
          expect(borders.at(-1)).toBeGreaterThan(toMs);
          expect(borders.at(-2)).toBeLessThanOrEqual(toMs);
          for (let i = 1; i < borders.length; i++)
            expect(borders[i]).toBeGreaterThan(borders[i - 1] as number);
          // The same moments whatever range is asked for, so that pages of an answer fit together.
          const wide = bordersOf({ fromMs: fromMs - DAY, toMs: toMs + DAY }, interval, zone);
          expect(wide).toEqual(expect.arrayContaining(borders));
          if (interval.unit === "minute" || interval.unit === "hour") return;
          for (const at of borders) expect(zone.startOfDay(zone.dayAt(at))).toBe(at);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("too many are refused", () => {
    const year = { fromMs: 0, toMs: 365 * DAY };
    expect(() => bordersOf(year, { unit: "second", count: 1 }, berlin)).toThrow(TooManyBucketsError);
  });
});
