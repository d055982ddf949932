import { afterEach, describe, expect, test } from "bun:test";
import {
  browserZone,
  knownZones,
  readWall,
  shownZone,
  showZone,
  stampText,
  wallText,
  zoneText,
} from "../../web/src/base/person/time-zone.ts";
import { formatDay, formatTime, timeZoneName } from "../../web/src/base/quantity.ts";

const BERLIN = "Europe/Berlin";
const HOUR = 3_600_000;

afterEach(() => void showZone(undefined));

describe("the zone in use", () => {
  test("is the browser's until one is chosen, and for a name that is none", () => {
    expect(shownZone()).toBe(browserZone());
    expect(showZone("Asia/Kolkata")).toBe("Asia/Kolkata");
    expect(shownZone()).toBe("Asia/Kolkata");
    expect(["", null, 7, "Mars/Olympus"].map(showZone)).toEqual(Array(4).fill(browserZone()));
  });

  test("all formats follow it", () => {
    const ts = Date.UTC(2026, 0, 31, 20, 5, 6, 7);
    const shown = ["Asia/Shanghai", "Asia/Kolkata", BERLIN, "UTC"].map((zone) => {
      showZone(zone);
      return [formatTime(ts), formatTime(ts, { hasMs: true }).slice(11), formatDay(ts)];
    });
    expect(shown).toEqual([
      ["2026-02-01 04:05:06", "04:05:06.007", "2026-02-01"],
      ["2026-02-01 01:35:06", "01:35:06.007", "2026-02-01"],
      ["2026-01-31 21:05:06", "21:05:06.007", "2026-01-31"],
      ["2026-01-31 20:05:06", "20:05:06.007", "2026-01-31"],
    ]);
    showZone("Asia/Shanghai");
    expect(timeZoneName()).toBe("Asia/Shanghai (UTC+8)");
  });

  test("a name is shown with the offset of the moment, in summer another one", () => {
    const summer = Date.UTC(2026, 6, 1);
    expect([zoneText(BERLIN, summer), zoneText(BERLIN, Date.UTC(2026, 0, 1))]).toEqual([
      "Europe/Berlin (UTC+2)",
      "Europe/Berlin (UTC+1)",
    ]);
    expect([zoneText("Asia/Kolkata", summer), zoneText("America/St_Johns", summer)]).toEqual([
      "Asia/Kolkata (UTC+5:30)",
      "America/St_Johns (UTC-2:30)",
    ]);
    expect(knownZones()).toEqual(expect.arrayContaining(["UTC", BERLIN, "Asia/Shanghai"]));
  });
});

describe("wall time", () => {
  test("is read as it is written, in every zone and every hour of a year", () => {
    for (const zone of ["Asia/Shanghai", "Asia/Kolkata", "UTC", BERLIN]) {
      const failed: number[] = [];
      for (let ts = Date.UTC(2026, 0, 1); ts < Date.UTC(2027, 0, 1); ts += HOUR) {
        // The hour that comes twice is read as the first of the two.
        const isSecond = zone === BERLIN && ts === Date.UTC(2026, 9, 25, 1);
        if (readWall(wallText(ts, zone), zone) !== ts - (isSecond ? HOUR : 0)) failed.push(ts);
      }
      expect([zone, failed]).toEqual([zone, []]);
    }
  });

  test("that the clock of Berlin skips is as long after the change as it was to be", () => {
    expect(readWall("2026-03-29T02:30", BERLIN)).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(wallText(Date.UTC(2026, 2, 29, 1, 30), BERLIN)).toBe("2026-03-29T03:30:00.000");
    expect(wallText(Date.UTC(2026, 2, 29, 0, 59, 59, 999), BERLIN)).toBe("2026-03-29T01:59:59.999");
  });

  test("in tables that are taken away says itself how far it is from UTC, so that no hour comes twice", () => {
    const stamps = [0, 1].map((hour) => stampText(Date.UTC(2026, 9, 25, hour, 30), BERLIN));
    expect(stamps).toEqual(["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]);
    expect(stampText(0, "Asia/Kolkata")).toBe("1970-01-01T05:30:00+05:30");
  });

  test("of what is no time is a dash, and what is no text of a time is no number", () => {
    expect([wallText(Number.NaN), wallText(9e15), stampText(Number.NaN)]).toEqual(["–", "–", "–"]);
    expect(readWall("")).toBeNaN();
  });
});
