// Answers to queries: a thinned-out picture of a range, or page after page of every point.

import type { BlockPoints } from "../blocks/block.ts";
import type { SeriesPoint } from "../blocks/column.ts";
import { pointAt, type TimeRange } from "../blocks/points.ts";
import type { History, HistoryQuery, PointsPage, PointsQuery } from "../contract.ts";
import type { DayFiles } from "../days/day-files.ts";
import type { Series } from "../memory.ts";
import { Downsampler } from "./downsample.ts";
import { scan } from "./scan.ts";

interface Source<Q> {
  readonly files: DayFiles;
  readonly series: Series;
  readonly query: Q;
}

export async function readHistory({ files, series, query }: Source<HistoryQuery>): Promise<History> {
  const range = narrow(query, series);
  if (range.fromMs > range.toMs) return { isDownsampled: false, points: [] };
  const few: SeriesPoint[] = [];
  let sampler: Downsampler | undefined;
  let held: BlockPoints[] = [];
  let count = 0;
  for await (const points of scan({ files, series, ...range, order: "asc" })) {
    count += points.times.length;
    if (sampler) sampler.add(points);
    else held.push(points);
    if (sampler || count <= query.maxPoints) continue;
    sampler = new Downsampler(range.fromMs, range.toMs, query.maxPoints);
    for (const part of held) sampler.add(part);
    held = [];
  }
  if (sampler) return { isDownsampled: true, points: sampler.points() };
  for (const part of held) for (let i = 0; i < part.times.length; i++) few.push(pointAt(part, i));
  return { isDownsampled: false, points: few };
}

export async function readPage({ files, series, query }: Source<PointsQuery>): Promise<PointsPage> {
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
