import { expect, test } from "bun:test";
import { checkTime, readTime, type TimeQuestion } from "../../../src/cli/doctor/time.ts";
import { sayIn } from "../../../src/cli/shell.ts";

const say = sayIn("en");
const now = Date.UTC(2026, 5, 1);
const well: TimeQuestion = { now, rtcMs: now, isSynchronized: true, timeZone: "Asia/Shanghai", say };
const levels = (overrides: Partial<TimeQuestion>) =>
  Object.fromEntries(checkTime({ ...well, ...overrides }).map(({ check, level }) => [check, `${level}`]));
const ALL_WELL = { "clock.time": "ok", "clock.ntp": "ok", "clock.rtc": "ok", "clock.zone": "ok" };

test("a clock that follows a time server and a hardware clock that agrees", () => {
  expect(levels({})).toEqual({ ...ALL_WELL });
});

test("a year in which this product did not exist", () => {
  const early = Date.UTC(1970, 0, 2);
  expect(levels({ now: early, rtcMs: early })).toEqual({ ...ALL_WELL, "clock.time": "fail" });
});

test("no time server, or no way to know", () => {
  expect(levels({ isSynchronized: false })["clock.ntp"]).toBe("warn");
  expect(levels({ isSynchronized: undefined })["clock.ntp"]).toBe("warn");
});

test("no hardware clock, one that differs, and one that is kept in local time", () => {
  expect(levels({ rtcMs: undefined })["clock.rtc"]).toBe("warn");
  expect(levels({ rtcMs: "hidden" })["clock.rtc"]).toBeUndefined();
  expect(levels({ rtcMs: now - 200_000 })["clock.rtc"]).toBe("warn");
  expect(levels({ rtcMs: now + 8 * 3_600_000 })["clock.rtc"]).toBe("ok");
});

test("this machine's clock can be read", () => {
  expect(readTime().timeZone).not.toBe("");
});
