import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { Zone } from "../../../src/telemetry/query/zone.ts";

const NAMES = [
  ...["UTC", "Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Berlin", "America/New_York"],
  ...["America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Asia/Beirut"],
];
const zones = NAMES.map((name) => new Zone(name));
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What the clock on the wall shows, as if it were UTC. */
function wallMs(name: string, ms: number): number {
  const text = new Intl.DateTimeFormat("sv-SE", {
    ...{ timeZone: name, year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
  }).format(ms);
  return Date.parse(`${text.replace(" ", "T")}Z`);
}

const anyZone = fc.constantFrom(...zones);
const anyTime = fc.integer({ min: Date.UTC(1985, 0), max: Date.UTC(2045, 0) });

describe("a zone", () => {
  test("shows the same time as Intl at any moment, also right around a change", () => {
    const nearChange = fc
      .tuple(fc.integer({ min: 1_975, max: 2_040 }), fc.integer({ min: 0, max: 365 * 48 }))
      .map(([year, half]) => Date.UTC(year, 0) + (half * HOUR) / 2);
    fc.assert(
      fc.property(
        anyZone,
        fc.oneof(anyTime, nearChange),
        fc.constantFrom(-1_000, 0, 1_000),
        (zone, ms, by) => {
          const at = Math.floor((ms + by) / 1_000) * 1_000;
          expect(at + zone.offsetAt(at)).toBe(wallMs(zone.name, at));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("begins a day at its first moment", () => {
    fc.assert(
      fc.property(anyZone, anyTime, (zone, ms) => {
        const day = zone.dayAt(ms);
        const start = zone.startOfDay(day);
        expect(start).toBeLessThanOrEqual(ms);
        expect(ms - start).toBeLessThan(25 * HOUR);
        expect(Math.floor(wallMs(zone.name, start) / DAY)).toBe(day);
        expect(Math.floor(wallMs(zone.name, start - 1_000) / DAY)).toBeLessThan(day);
      }),
      { numRuns: 1_000 },
    );
  });

  test("knows days of 23, 24 and 25 hours, days without midnight, and a day that never was", () => {
    const lengthOf = (name: string, ...date: [number, number, number]) => {
      const zone = new Zone(name);
      const day = Date.UTC(...date) / DAY;
      return (zone.startOfDay(day + 1) - zone.startOfDay(day)) / HOUR;
    };
    expect([
      lengthOf("Europe/Berlin", 2026, 2, 29),
      lengthOf("Europe/Berlin", 2026, 9, 25),
      lengthOf("Asia/Shanghai", 2026, 9, 25),
      lengthOf("Australia/Lord_Howe", 2026, 3, 5),
      lengthOf("America/Sao_Paulo", 2018, 10, 4),
      lengthOf("Pacific/Apia", 2011, 11, 30),
    ]).toEqual([23, 25, 24, 24.5, 23, 0]);
    expect(new Zone("America/Sao_Paulo").startOfDay(Date.UTC(2018, 10, 4) / DAY)).toBe(
      Date.UTC(2018, 10, 4, 3),
    );
  });

  test("that does not exist is refused", () => {
    expect(() => new Zone("Mars/Olympus")).toThrow(RangeError);
  });
});
