import { expect, test } from "bun:test";
import { DAY_MS, dayFileName, dayOf, dayOfFileName, dayRange } from "../../../src/telemetry/days/day.ts";

test("a day goes from midnight to midnight UTC", () => {
  const midnight = Date.UTC(2026, 1, 1);
  const day = dayOf(midnight);
  expect([dayOf(midnight - 1), dayOf(midnight + DAY_MS - 1), dayOf(midnight + DAY_MS)]).toEqual([
    day - 1,
    day,
    day + 1,
  ]);
  expect(dayRange(day)).toEqual({ fromMs: midnight, toMs: midnight + DAY_MS - 1 });
  expect(dayOf(-1)).toBe(-1);
});

test("file names say their day", () => {
  const day = dayOf(Date.UTC(2026, 1, 1));
  expect(dayFileName(day)).toBe("2026-02-01.db");
  expect(dayOfFileName("2026-02-01.db")).toBe(day);
  const others = ["series.db", "2026-02-01.db-wal", "2026-13-01.db", "2026-02-01.db.damaged"];
  expect(others.map(dayOfFileName)).toEqual([undefined, undefined, undefined, undefined]);
});
