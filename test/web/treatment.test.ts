import { describe, expect, test } from "bun:test";
import type { AggregateRow } from "../../web/src/contract.ts";
import {
  fittingInterval,
  readTreatment,
  toSteps,
  writeTreatment,
} from "../../web/src/telemetry/treatment.ts";
import { readSeriesKey, seriesText } from "../../web/src/telemetry/use-comparison.ts";

const DAY = 86_400_000;
const row = (from: number, avg: number | null): AggregateRow => ({
  ...{ from, to: from + 10, count: avg === null ? 0 : 2, min: avg, max: avg, sum: avg, avg },
  ...{ first: avg, last: avg, quality: avg === null ? null : 0 },
});

describe("points or intervals", () => {
  test("an address keeps both, and every point needs neither", () => {
    const search = new URLSearchParams("p=t");
    expect(readTreatment(search)).toEqual({ interval: undefined, fn: "avg" });
    writeTreatment(search, { interval: "1h", fn: "max" });
    expect(search.toString()).toBe("p=t&every=1h&fn=max");
    expect(readTreatment(search)).toEqual({ interval: "1h", fn: "max" });
    writeTreatment(search, { interval: undefined, fn: "max" });
    expect(search.toString()).toBe("p=t");
    expect(readTreatment(new URLSearchParams("every=2h&fn=mode"))).toEqual({
      interval: undefined,
      fn: "avg",
    });
  });

  test("a range that is too long for an interval is shown by a longer one", () => {
    expect(fittingInterval("1m", DAY)).toBe("1m");
    expect(fittingInterval("1m", 30 * DAY)).toBe("15m");
    expect(fittingInterval("1m", 365 * DAY)).toBe("1d");
    expect(fittingInterval("1d", 100_000 * DAY)).toBe("1mo");
    expect(["1h", "shift"].map((one) => fittingInterval(one as "1h" | "shift", 500 * DAY))).toEqual([
      "1d",
      "shift",
    ]);
  });

  test("an empty interval is a gap, for every function", () => {
    expect(toSteps([row(0, 1), row(10, null), row(20, 3)], "avg")).toEqual([
      [0, 1],
      [10, null],
      [20, 3],
    ]);
    expect(toSteps([row(0, 1), row(10, null)], "count")).toEqual([
      [0, 2],
      [10, null],
    ]);
    expect(toSteps([{ ...row(0, null), count: 1, last: true }], "last")).toEqual([[0, 1]]);
    expect(toSteps([], "avg")).toEqual([]);
  });
});

test("a series is named in the address by product, device and property, whatever the property holds", () => {
  const key = { productKey: "p", deviceName: "d", property: "a/b:c" };
  expect(readSeriesKey(seriesText(key))).toEqual(key);
  expect([readSeriesKey("p/d"), readSeriesKey(""), readSeriesKey("p//x")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
