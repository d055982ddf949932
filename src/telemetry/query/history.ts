// Answers to queries: a thinned-out picture of a range, or page after page of every point.

import type { Quality, Value } from "../../spine/point.ts";
import type { BlockPoints } from "../blocks/block.ts";
import type { SeriesPoint } from "../blocks/column.ts";
import { pointAt, type TimeRange } from "../blocks/points.ts";
import type { History, HistoryQuery, PointsPage, PointsQuery } from "../contract.ts";
import { DAY_MS } from "../days/day.ts";
import type { Series } from "../memory.ts";
import type { RollupRow } from "../rollups/rollup.ts";
import { Downsampler } from "./downsample.ts";
import { type Level, RolledSeries, type Source } from "./rolled.ts";
import { scan } from "./scan.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export async function readHistory(source: Source<HistoryQuery>): Promise<History> {
  const { series, query } = source;
  const range = narrow(query, series);
  if (range.fromMs > range.toMs) return { isDownsampled: false, points: [] };
  const makeSampler = () => new Downsampler(range.fromMs, range.toMs, query.maxPoints);
  const rolled = new RolledSeries({ ...source, query: range });
  // Known to be too many: then what lies within a bucket need not be read point by point.
  const isLong = rolled.countRolled() > query.maxPoints;
  let sampler = isLong ? makeSampler() : undefined;
  const level = sampler ? levelOf(sampler.spanMs) : "none";
  let held: BlockPoints[] = [];
  let count = 0;
  let hasRows = false;
  const onPoints = (points: BlockPoints) => {
    count += points.times.length;
    if (sampler) sampler.add(points);
    else held.push(points);
    if (sampler || count <= query.maxPoints) return;
    sampler = makeSampler();
    for (const part of held) sampler.add(part);
    held = [];
  };
  const onRows = (rows: readonly RollupRow[]) => {
    hasRows = true;
    onPoints(cornersOf(rows));
  };
  await rolled.visit({ levelOf: () => level, onRows, onPoints });
  if (sampler) return { isDownsampled: true, points: sampler.points() };
  const few: SeriesPoint[] = [];
  for (const part of held) for (let i = 0; i < part.times.length; i++) few.push(pointAt(part, i));
  return { isDownsampled: hasRows, points: few };
}

/** The widest rollups that are no wider than a bucket. */
function levelOf(spanMs: number): Level {
  if (spanMs >= DAY_MS) return "day";
  if (spanMs >= HOUR_MS) return "hour";
  return spanMs >= MINUTE_MS ? "minute" : "none";
}

/** First, lowest, highest and last of each row, as points with the worst quality of the row; when they came is not kept. */
function cornersOf(rows: readonly RollupRow[]): BlockPoints {
  const corners: [number, Value][] = [];
  const marks: Quality[] = [];
  for (const row of rows) {
    const byTime = new Map<number, Value>([[row.firstTs, row.first]]);
    if (row.numbers > 0) byTime.set(row.minTs, row.min).set(row.maxTs, row.max);
    byTime.set(row.lastTs, row.last);
    corners.push(...[...byTime].sort(([a], [b]) => a - b));
    while (marks.length < corners.length) marks.push(row.quality);
  }
  const times = Float64Array.from(corners, ([ts]) => ts);
  const qualities = Uint8Array.from(marks);
  const delays = Number.NaN;
  const isNumeric = corners.every(([, value]) => typeof value === "number");
  if (!isNumeric) {
    const others = corners.map(([, value]) => value);
    return { kind: "any", times, qualities, delays, numbers: new Float64Array(0), others };
  }
  const numbers = Float64Array.from(corners, ([, value]) => value as number);
  return { kind: "number", times, qualities, delays, numbers, others: [] };
}

export async function readPage({
  files,
  series,
  query,
}: Omit<Source<PointsQuery>, "rollups">): Promise<PointsPage> {
  const { order, limit, afterTs } = query;
  const isAsc = order === "asc";
  const behind = afterTs === undefined ? query : isAsc ? { fromMs: afterTs + 1 } : { toMs: afterTs - 1 };
  const range = { fromMs: query.fromMs, toMs: query.toMs, ...pickRange(behind) };
  const points: SeriesPoint[] = [];
  if (range.fromMs > range.toMs) return { points, nextTs: undefined };
  // One more than asked for tells whether there is a further page.
  for await (const run of scan({ files, series, ...range, order })) {
    const count = run.times.length;
    for (let i = 0; i < count && points.length <= limit; i++)
      points.push(pointAt(run, isAsc ? i : count - 1 - i));
    if (points.length > limit) break;
  }
  const hasMore = points.length > limit;
  if (hasMore) points.length = limit;
  return { points, nextTs: hasMore ? points.at(-1)?.ts : undefined };
}

function pickRange(range: Partial<TimeRange>): Partial<TimeRange> {
  const { fromMs, toMs } = range;
  return { ...(fromMs !== undefined && { fromMs }), ...(toMs !== undefined && { toMs }) };
}

/** "Everything" is cut to where points can be, so that the buckets are not wasted on empty time. */
function narrow(query: TimeRange, series: Series): TimeRange {
  return { fromMs: Math.max(query.fromMs, series.firstTs), toMs: Math.min(query.toMs, series.latestTs) };
}
