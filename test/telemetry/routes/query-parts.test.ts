import { expect, test } from "bun:test";
import * as v from "valibot";
import {
  checkRows,
  IntervalText,
  reach,
  spanMsOf,
  TimeZone,
} from "../../../src/telemetry/routes/query-parts.ts";
import { report } from "../rig.ts";
import { makeTelemetryApi } from "./api.ts";

test("intervals", () => {
  const texts = ["1s", "15m", "1h", "2d", "1w", "12mo", "shift"];
  expect(texts.map((text) => v.parse(IntervalText, text))).toEqual([
    { unit: "second", count: 1 },
    { unit: "minute", count: 15 },
    { unit: "hour", count: 1 },
    { unit: "day", count: 2 },
    { unit: "week", count: 1 },
    { unit: "month", count: 12 },
    { unit: "shift", count: 1 },
  ]);
  for (const text of ["", "m", "0m", "-1m", "1.5h", "1 h", "1y", "10000s", "2shift"])
    expect(v.safeParse(IntervalText, text).success).toBe(false);
});

test("time zones", () => {
  expect(["UTC", "Asia/Shanghai", "", "Nowhere"].map((name) => v.safeParse(TimeZone, name).success)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("a year by the hour fits, a year by the minute does not, nor does much of many series", () => {
  const hourMs = spanMsOf({ unit: "hour", count: 1 }, 0);
  const year = { from: 0, to: 365 * 86_400_000 };
  checkRows(year, hourMs, 1);
  expect(() => checkRows(year, spanMsOf({ unit: "minute", count: 1 }, 0), 1)).toThrow("at most 10000");
  expect(() => checkRows(year, hourMs, 50)).toThrow("at most 4000");
  const shift = { unit: "shift", count: 1 } as const;
  expect([0, 1, 23].map((shifts) => spanMsOf(shift, shifts) / hourMs)).toEqual([23, 23, 1]);
});

test("an answer as of an acknowledged event waits for it, and no longer than five seconds", async () => {
  await using api = await makeTelemetryApi();
  await reach(api.deps, undefined);
  await reach(api.deps, api.lastSeq);
  expect(reach(api.deps, api.lastSeq + 1)).rejects.toThrow("asOfSeq is not yet the number of any event");

  const next = api.lastSeq + 1;
  const deps = { ...api.deps, lastSeq: () => next };
  const late = reach(deps, next);
  api.clock.advance(5_000);
  expect(late).rejects.toMatchObject({ code: "telemetry_behind", params: { seq: next, retryAfterS: 5 } });
  const inTime = reach(deps, next);
  api.log.append([report([])], "grouped");
  await inTime;
});

test("every query takes asOfSeq", async () => {
  await using api = await makeTelemetryApi();
  const device = "/devices/press/d1";
  const paths = [
    `${device}/latest?`,
    `${device}/history?property=t`,
    `${device}/points?property=t`,
    `${device}/aggregate?property=t&from=0&to=1&interval=1d`,
    `${device}/export?property=t`,
    "/telemetry/latest?",
  ];
  for (const path of paths) {
    expect([path, (await api.get(`${path}&asOfSeq=${api.lastSeq}`)).status]).toEqual([path, 200]);
    expect([path, (await api.get(`${path}&asOfSeq=99`)).status]).toEqual([path, 400]);
  }
  const series = [{ productKey: "press", deviceName: "d1", property: "t" }];
  const body = { series, from: 0, to: 1, asOfSeq: 99 };
  expect((await api.call("POST", "/telemetry/query", { body })).status).toBe(400);
});
