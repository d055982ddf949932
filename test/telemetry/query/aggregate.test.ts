import { afterEach, describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { Point, Quality, Value } from "../../../src/spine/point.ts";
import { storedQuality, worseOf } from "../../../src/telemetry/quality.ts";
import { bordersOf, SiteCalendar } from "../../../src/telemetry/query/borders.ts";
import { Zone } from "../../../src/telemetry/query/zone.ts";
import {
  type AggregateQuery,
  type AggregateRow,
  type Interval,
  TooManyBucketsError,
} from "../../../src/telemetry/telemetry.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";
import { DAY, makeRig, NOON, point, receivedTs, store } from "../rig.ts";

afterEach(removeTempDirs);

const HOUR = 3_600_000;
const toNumber = (value: Value): number[] =>
  (typeof value === "number" && !Number.isNaN(value)) || typeof value === "bigint" ? [Number(value)] : [];

interface Stored {
  readonly value: Value;
  readonly quality: Quality;
}

/** What an aggregate should be, the slow and plain way. */
function naive(points: ReadonlyMap<number, Stored>, query: AggregateQuery): AggregateRow[] {
  const inside = [...points]
    .filter(([ts]) => ts >= query.fromMs && ts <= query.toMs)
    .sort(([a], [b]) => a - b);
  const borders = bordersOf(query, query.interval, new SiteCalendar(new Zone(query.timeZone), query.siteDay));
  return borders.slice(1).flatMap((toMs, i): AggregateRow[] => {
    const fromMs = borders[i] as number;
    const stored = inside.filter(([ts]) => ts >= fromMs && ts < toMs).map(([, one]) => one);
    const values = stored.map(({ value }) => value);
    if (values.length === 0 && query.fill === "none") return [];
    const numbers = values.flatMap(toNumber);
    const sum = numbers.reduce((a, b) => a + b, 0);
    const worst = stored.map(({ quality }) => quality).reduce((a, b) => worseOf(a, b), 0);
    const quality = values.length === 0 ? null : worst;
    const ends = { first: values[0] ?? null, last: values.at(-1) ?? null, quality };
    const row = { fromMs, toMs, count: values.length, ...ends };
    if (numbers.length === 0) return [{ ...row, min: null, max: null, sum: null, avg: null }];
    const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
    return [{ ...row, min, max, sum, avg: sum / numbers.length }];
  });
}

describe("against a naive model", () => {
  const anyTs = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: NOON - 4 * DAY, max: NOON }).map((ts) => ts - (ts % 600_000)) },
    { weight: 3, arbitrary: fc.integer({ min: NOON - 2 * DAY, max: NOON - 2 * DAY + 7_200_000 }) },
  );
  // Multiples of a power of two, so that sums of doubles are exact whatever the order of addition.
  const binary = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => n / 1_024);
  const long = fc.bigInt({ min: 2n ** 30n, max: 2n ** 31n }).map((n) => n * 2n ** 30n);
  const quality = fc.constantFrom<Quality[]>(0, 0, 0, 1, 2, 4);
  const anyPoint = fc.oneof(
    { weight: 5, arbitrary: fc.record({ property: fc.constant("a"), ts: anyTs, value: binary, quality }) },
    {
      weight: 3,
      arbitrary: fc.record({
        property: fc.constant("b"),
        ts: anyTs,
        value: fc.oneof(binary, fc.boolean(), fc.string()),
        quality,
      }),
    },
    fc.record({ property: fc.constant("c"), ts: anyTs, value: long, quality }),
  );
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.array(anyPoint, { minLength: 1, maxLength: 40 }) },
    { weight: 2, arbitrary: fc.constant("flush" as const) },
    { weight: 3, arbitrary: fc.constant("compact" as const) },
    { weight: 1, arbitrary: fc.constant("restart" as const) },
  );
  const interval = fc.oneof(
    fc.constantFrom<Interval[]>(
      { unit: "minute", count: 15 },
      { unit: "hour", count: 1 },
      { unit: "hour", count: 5 },
      { unit: "day", count: 1 },
      { unit: "day", count: 1 },
      { unit: "day", count: 3 },
      { unit: "week", count: 1 },
      { unit: "month", count: 1 },
      { unit: "shift", count: 1 },
    ),
  );
  const anyQuery = fc.record({
    property: fc.constantFrom("a", "b", "c"),
    from: fc.integer({ min: NOON - 5 * DAY, max: NOON }),
    length: fc.oneof(fc.constant(6 * DAY), fc.integer({ min: 0, max: 5 * DAY })),
    cut: fc.constantFrom(1, HOUR, DAY),
    interval,
    timeZone: fc.constantFrom("UTC", "Asia/Shanghai", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu"),
    fill: fc.constantFrom("none" as const, "null" as const),
    siteDay: fc.constantFrom<NonNullable<AggregateQuery["siteDay"]>[]>(
      { startMin: 0, shiftMins: [] },
      { startMin: 360, shiftMins: [360, 840, 1_320] },
      { startMin: 397, shiftMins: [15, 731] },
    ),
  });

  test("whatever is late, flushed, compacted or restarted between, and whatever is asked", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 14 }),
        fc.array(anyQuery, { minLength: 8, maxLength: 8 }),
        async (steps, queries) => {
          const dir = tempDir();
          const model = new Map<string, Map<number, Stored>>();
          let rig = await makeRig(dir, { limits: { blockPoints: 5 } });
          for (const one of steps) {
            if (one === "flush") await rig.telemetry.flush();
            else if (one === "compact") await rig.telemetry.compact();
            else if (one === "restart") {
              await rig.close();
              rig = await makeRig(dir, { limits: { blockPoints: 5 } });
            } else {
              await store(rig.log, rig.telemetry, one as Point[]);
              const recvTs = receivedTs(one);
              for (const { property, ts, value, quality } of one) {
                const stored = { value, quality: storedQuality(quality, recvTs - ts) };
                model.set(property, (model.get(property) ?? new Map()).set(ts, stored));
              }
            }
          }
          for (const { from, length, cut, property, ...rest } of queries) {
            const fromMs = from - (from % cut);
            const query = { ...rest, property, deviceId: 1, fromMs, toMs: fromMs + length - (length % cut) };
            const rows = await rig.telemetry.aggregate(query);
            expect(rows).toEqual(naive(model.get(property) ?? new Map(), query));
          }
          expect(rig.telemetry.stats()).toMatchObject({ damaged: 0, failure: undefined });
          await rig.close();
          removeTempDirs();
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
  }, 60_000);
});

describe("aggregate", () => {
  const query: AggregateQuery = {
    ...{ deviceId: 1, property: "t", fromMs: NOON, toMs: NOON + 4 * HOUR - 1 },
    ...{ interval: { unit: "hour", count: 1 }, timeZone: "UTC", fill: "previous" },
  };
  const row = (hour: number, value: Value | null, { count = 0, quality = null as Quality | null } = {}) => {
    const number = typeof value === "number" ? value : null;
    const sum = count > 0 ? number : null;
    const ends = { first: value, last: value, quality };
    const at = NOON + hour * HOUR;
    return { fromMs: at, toMs: at + HOUR, count, min: number, max: number, sum, avg: number, ...ends };
  };

  test("holds the last value on in buckets without points, also from before the range", async () => {
    const { log, telemetry, close } = await makeRig(tempDir());
    expect(await telemetry.aggregate(query)).toEqual([0, 1, 2, 3].map((hour) => row(hour, null)));
    await store(log, telemetry, [point(NOON - DAY, 7), point(NOON + HOUR, 9), point(NOON + 3 * HOUR, "off")]);
    expect(await telemetry.aggregate(query)).toEqual([
      row(0, 7),
      row(1, 9, { count: 1, quality: 3 }),
      row(2, 9),
      row(3, "off", { count: 1, quality: 0 }),
    ]);
    await close();
  });

  test("refuses a zone that does not exist and buckets without end", async () => {
    const { log, telemetry, close } = await makeRig(tempDir());
    await store(log, telemetry, [point(NOON, 7)]);
    await expect(telemetry.aggregate({ ...query, timeZone: "Mars/Olympus" })).rejects.toThrow(RangeError);
    const everySecond = { ...query, fromMs: 0, interval: { unit: "second", count: 1 } } as const;
    await expect(telemetry.aggregate(everySecond)).rejects.toThrow(TooManyBucketsError);
    await close();
  });
});
