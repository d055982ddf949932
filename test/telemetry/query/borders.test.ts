import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { Interval } from "../../../src/telemetry/contract.ts";
import { bordersOf, SiteCalendar, TooManyBucketsError } from "../../../src/telemetry/query/borders.ts";
import { Zone } from "../../../src/telemetry/query/zone.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const calendar = (name: string, startMin = 0, shiftMins: readonly number[] = []) =>
  new SiteCalendar(new Zone(name), { startMin, shiftMins });
const berlin = calendar("Europe/Berlin");
const shanghai = calendar("Asia/Shanghai");

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
    const anyZone = fc.constantFrom(
      berlin,
      shanghai,
      calendar("Asia/Kathmandu"),
      calendar("Pacific/Apia"),
      calendar("Europe/Berlin", 150),
      calendar("Asia/Kolkata", 390),
    );
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
          for (const at of borders) expect(zone.startOf(zone.dayAt(at))).toBe(at);
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

describe("days and shifts of a site", () => {
  const HALF_PAST_SIX = 390;
  const at = (name: string, wall: string) => {
    const local = Date.parse(`${wall}Z`);
    return local - new Zone(name).offsetAt(local - 12 * HOUR);
  };

  test("a day that begins at 6:30 is named by the date on which it begins", () => {
    for (const name of ["Asia/Shanghai", "Asia/Kolkata", "Europe/Berlin"]) {
      const site = calendar(name, HALF_PAST_SIX);
      const day = Date.UTC(2026, 0, 31) / DAY;
      const start = at(name, "2026-01-31T06:30");
      expect([name, site.startOf(day), site.dayAt(start - 1), site.dayAt(start)]).toEqual([
        ...[name, start, day - 1, day],
      ]);
    }
  });

  test("hours count from where the day begins, months from its first one", () => {
    const site = calendar("Asia/Kolkata", HALF_PAST_SIX);
    const noon = at("Asia/Kolkata", "2026-01-31T12:00");
    expect(bordersOf({ fromMs: noon, toMs: noon + 5 * HOUR }, { unit: "hour", count: 8 }, site)).toEqual([
      at("Asia/Kolkata", "2026-01-31T06:30"),
      at("Asia/Kolkata", "2026-01-31T14:30"),
      at("Asia/Kolkata", "2026-01-31T22:30"),
    ]);
    expect(bordersOf({ fromMs: noon, toMs: noon + DAY }, { unit: "month", count: 1 }, site)).toEqual([
      at("Asia/Kolkata", "2026-01-01T06:30"),
      at("Asia/Kolkata", "2026-02-01T06:30"),
      at("Asia/Kolkata", "2026-03-01T06:30"),
    ]);
  });

  test("a day in which Berlin changes its clock has 23 or 25 hours, and begins after the hour that is skipped", () => {
    const day = { unit: "day", count: 1 } as const;
    const site = calendar("Europe/Berlin", 360);
    expect(hours(Date.UTC(2026, 2, 27, 12), Date.UTC(2026, 2, 29, 12), day, site)).toEqual([24, 23, 24]);
    expect(hours(Date.UTC(2026, 9, 23, 12), Date.UTC(2026, 9, 25, 12), day, site)).toEqual([24, 25, 24]);
    const skipped = calendar("Europe/Berlin", 150);
    expect(skipped.startOf(Date.UTC(2026, 2, 29) / DAY)).toBe(Date.UTC(2026, 2, 29, 1));
  });

  const shift = { unit: "shift", count: 1 } as const;
  const three = [360, 840, 1_320];

  test("each shift lasts until the next, the one over midnight too", () => {
    const site = calendar("Asia/Shanghai", 0, three);
    const wall = (text: string) => at("Asia/Shanghai", text);
    const range = { fromMs: wall("2026-01-31T02:00"), toMs: wall("2026-01-31T14:00") };
    expect(bordersOf(range, shift, site)).toEqual([
      ...[wall("2026-01-30T22:00"), wall("2026-01-31T06:00"), wall("2026-01-31T14:00")],
      wall("2026-01-31T22:00"),
    ]);
    const exact = { fromMs: wall("2026-01-31T06:00"), toMs: wall("2026-01-31T14:00") - 1 };
    expect(bordersOf(exact, shift, site)).toEqual([wall("2026-01-31T06:00"), wall("2026-01-31T14:00")]);
  });

  test("the night shift of a change of clocks has 7 or 9 hours, and without shifts the day is one", () => {
    const site = calendar("Europe/Berlin", 0, three);
    const night = (utc: number) => hours(utc, utc, shift, site);
    expect([night(Date.UTC(2026, 2, 29, 0)), night(Date.UTC(2026, 9, 25, 0))]).toEqual([[7], [9]]);
    expect(night(Date.UTC(2026, 6, 1, 0))).toEqual([8]);
    expect(hours(0, 0, shift, calendar("UTC", 360))).toEqual([24]);
  });

  test("shifts rise and cover the range in any zone, however they are set", () => {
    const starts = fc.uniqueArray(fc.integer({ min: 0, max: 1_439 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        ...[starts, fc.constantFrom("Europe/Berlin", "Asia/Shanghai", "Asia/Kolkata", "Pacific/Apia")],
        ...[
          fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2030, 0, 1) }),
          fc.integer({ min: 0, max: 9 * DAY }),
        ],
        (mins, name, fromMs, lengthMs) => {
          const site = calendar(
            name,
            0,
            mins.toSorted((a, b) => a - b),
          );
          const borders = bordersOf({ fromMs, toMs: fromMs + lengthMs }, shift, site);
          expect(borders).toEqual([...new Set(borders)].toSorted((a, b) => a - b));
          expect([(borders[0] as number) <= fromMs, (borders[1] as number) > fromMs]).toEqual([true, true]);
          const [before, last] = borders.slice(-2) as [number, number];
          expect([before <= fromMs + lengthMs, last > fromMs + lengthMs]).toEqual([true, true]);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});
