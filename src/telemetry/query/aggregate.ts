// Points added up in buckets of time.

import type { Value } from "../../spine/point.ts";
import type { BlockPoints } from "../blocks/block.ts";
import type { AggregateQuery, AggregateRow } from "../contract.ts";
import { DAY_MS } from "../days/day.ts";
import { addPoints, emptyRollup, mergeRollup, type Rollup } from "../rollups/rollup.ts";
import { bordersOf, SiteCalendar } from "./borders.ts";
import { readPage } from "./history.ts";
import { type Level, RolledSeries, type Source } from "./rolled.ts";
import { zoneOf } from "./zone.ts";

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Rejects with RangeError for an unknown time zone, with TooManyBucketsError. */
export async function readAggregate(source: Source<AggregateQuery>): Promise<AggregateRow[]> {
  const { series, query } = source;
  const calendar = new SiteCalendar(zoneOf(query.timeZone), query.siteDay);
  const extent = {
    fromMs: Math.max(query.fromMs, series.firstTs),
    toMs: Math.min(query.toMs, series.latestTs),
  };
  const range = query.fill === "none" ? extent : query;
  if (range.fromMs > range.toMs) return [];
  const buckets = new Buckets(bordersOf(range, query.interval, calendar));
  if (extent.fromMs <= extent.toMs) {
    await new RolledSeries({ ...source, query: extent }).visit({
      levelOf: (day) => buckets.levelOf(day),
      isCut: (startMs) => buckets.isCut(startMs),
      onRows: (rows) => {
        for (const row of rows) mergeRollup(buckets.at(row.startMs), row);
      },
      onPoints: (points) => buckets.add(points),
    });
  }
  if (query.fill === "none") return buckets.rows().filter(({ count }) => count > 0);
  if (query.fill === "null") return buckets.rows();
  return hold(buckets.rows(), await valueBefore(source));
}

/** Rollups by bucket; everything comes by rising time. */
class Buckets {
  readonly #borders: readonly number[];
  readonly #rollups: Rollup[];
  #current = 0;
  /** The first border above the hour that was last asked about. */
  #above = 0;

  constructor(borders: readonly number[]) {
    this.#borders = borders;
    this.#rollups = Array.from({ length: borders.length - 1 }, emptyRollup);
  }

  /** The widest rollups that no border cuts. */
  levelOf(day: number): Level {
    const startMs = day * DAY_MS;
    let level: Level = "day";
    for (let i = firstAbove(this.#borders, startMs); i < this.#borders.length; i++) {
      const border = this.#borders[i] as number;
      if (border >= startMs + DAY_MS) break;
      if (border % MINUTE_MS !== 0) return "none";
      if (border % QUARTER_MS !== 0) level = "minute";
      else if (border % HOUR_MS !== 0 && level !== "minute") level = "quarter";
      else if (level === "day") level = "hour";
    }
    return level;
  }

  /** True when a border lies within the hour from `startMs` on. */
  isCut(startMs: number): boolean {
    // Hours mostly come by rising time.
    if (startMs < (this.#borders[this.#above - 1] ?? Number.NEGATIVE_INFINITY)) this.#above = 0;
    while ((this.#borders[this.#above] ?? Number.POSITIVE_INFINITY) <= startMs) this.#above++;
    const next = this.#borders[this.#above];
    return next !== undefined && next < startMs + HOUR_MS;
  }

  /** The bucket of a time; of one before the first bucket, the first. */
  at(ms: number): Rollup {
    if (ms < (this.#borders[this.#current] as number) || ms >= this.#endOf(this.#current)) {
      const index = firstAbove(this.#borders, ms) - 1;
      this.#current = Math.min(Math.max(index, 0), this.#rollups.length - 1);
    }
    return this.#rollups[this.#current] as Rollup;
  }

  add(points: BlockPoints): void {
    const { times } = points;
    for (let start = 0; start < times.length; ) {
      const rollup = this.at(times[start] as number);
      const endMs = this.#endOf(this.#current);
      let end = start + 1;
      while (end < times.length && (times[end] as number) < endMs) end++;
      addPoints(rollup, points, { start, end });
      start = end;
    }
  }

  rows(): AggregateRow[] {
    return this.#rollups.map((rollup, i) => ({
      fromMs: this.#borders[i] as number,
      toMs: this.#borders[i + 1] as number,
      ...rowOf(rollup),
    }));
  }

  #endOf(index: number): number {
    return this.#borders[index + 1] as number;
  }
}

function rowOf(rollup: Rollup): Omit<AggregateRow, "fromMs" | "toMs"> {
  const { count, numbers, min, max, sum, first, last, quality } = rollup;
  const ends = count > 0 ? { first, last, quality } : { first: null, last: null, quality: null };
  if (numbers === 0) return { count, min: null, max: null, sum: null, avg: null, ...ends };
  return { count, min, max, sum, avg: sum / numbers, ...ends };
}

/** In a bucket without points the last value before it holds on. */
function hold(rows: readonly AggregateRow[], before: Value | undefined): AggregateRow[] {
  let held = before;
  return rows.map((row) => {
    if (row.last !== null) held = row.last;
    if (row.count > 0 || held === undefined) return row;
    const number = typeof held === "number" ? held : null;
    return { ...row, min: number, max: number, avg: number, first: held, last: held };
  });
}

async function valueBefore(source: Source<AggregateQuery>): Promise<Value | undefined> {
  const { fromMs } = source.query;
  const query = { ...source.query, fromMs: source.series.firstTs, toMs: fromMs - 1, limit: 1 };
  const { points } = await readPage({ ...source, query: { ...query, order: "desc" } });
  return points[0]?.value;
}

/** First index whose border lies behind `ms`. */
function firstAbove(borders: readonly number[], ms: number): number {
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((borders[middle] as number) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
