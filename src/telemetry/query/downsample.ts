// A long series as few points that draw the same picture: of each span of time the first, lowest, highest and last.

import { QUALITY, type Quality, type Value } from "../../spine/point.ts";
import type { BlockPoints } from "../blocks/block.ts";
import type { SeriesPoint } from "../blocks/column.ts";
import { pointAt } from "../blocks/points.ts";
import { worseOf, worstOf } from "../quality.ts";

/** Points that a bucket of numbers may come to. */
const POINTS_PER_BUCKET = 4;

interface Bucket {
  /** The first, lowest, highest and last number; undefined while there is none. */
  first: SeriesPoint | undefined;
  min: SeriesPoint | undefined;
  max: SeriesPoint | undefined;
  last: SeriesPoint | undefined;
  /** The last value of any other type. */
  other: SeriesPoint | undefined;
  /** The worst of all points. */
  quality: Quality;
}

/**
 * Takes points by rising time and gives at most `maxPoints` of them back (at least four). Numbers keep the extremes of
 * each bucket, so that a spike of a single point stays visible; of other values the last of each bucket is kept. What
 * comes back has the worst quality of its bucket: a stretch of bad points stays visible too.
 */
export class Downsampler {
  readonly #buckets: (Bucket | undefined)[];
  /** How wide a bucket is. */
  readonly spanMs: number;

  constructor(
    readonly fromMs: number,
    toMs: number,
    maxPoints: number,
  ) {
    const count = Math.max(1, Math.floor(maxPoints / POINTS_PER_BUCKET));
    this.#buckets = new Array(count).fill(undefined);
    this.spanMs = Math.max(1, (toMs - fromMs) / count);
  }

  add(points: BlockPoints): void {
    const { times } = points;
    for (let start = 0; start < times.length; ) {
      const at = this.#indexOf(times[start] as number);
      let end = start + 1;
      while (end < times.length && this.#indexOf(times[end] as number) === at) end++;
      this.#buckets[at] ??= {
        first: undefined,
        min: undefined,
        max: undefined,
        last: undefined,
        other: undefined,
        quality: QUALITY.good,
      };
      addRun(this.#buckets[at], points, { start, end });
      start = end;
    }
  }

  points(): SeriesPoint[] {
    return this.#buckets.flatMap((bucket) => (bucket ? pointsOf(bucket) : []));
  }

  #indexOf(ts: number): number {
    const index = Math.floor((ts - this.fromMs) / this.spanMs);
    return Math.min(this.#buckets.length - 1, Math.max(0, index));
  }
}

function addRun(bucket: Bucket, points: BlockPoints, { start, end }: { start: number; end: number }): void {
  bucket.quality = worseOf(bucket.quality, worstOf(points.qualities, start, end));
  if (points.kind === "number") {
    addNumbers(bucket, points, { start, end });
    return;
  }
  for (let i = start; i < end; i++) {
    const value: Value | undefined = points.kind === "any" ? points.others[i] : undefined;
    if (typeof value === "number") addNumbers(bucket, points, { start: i, end: i + 1 });
    else bucket.other = pointAt(points, i);
  }
}

function addNumbers(
  bucket: Bucket,
  points: BlockPoints,
  { start, end }: { start: number; end: number },
): void {
  const isAny = points.kind === "any";
  const numberAt = (i: number) => (isAny ? points.others[i] : points.numbers[i]) as number;
  let low = start;
  let high = start;
  for (let i = start + 1; i < end; i++) {
    if (numberAt(i) < numberAt(low)) low = i;
    if (numberAt(i) > numberAt(high)) high = i;
  }
  const point = (i: number) => pointAt(points, i);
  bucket.first ??= point(start);
  bucket.last = point(end - 1);
  if (bucket.min === undefined || numberAt(low) < (bucket.min.value as number)) bucket.min = point(low);
  if (bucket.max === undefined || numberAt(high) > (bucket.max.value as number)) bucket.max = point(high);
}

function pointsOf({ first, min, max, last, other, quality }: Bucket): SeriesPoint[] {
  const byTime = new Map<number, SeriesPoint>();
  const isOtherLast = other !== undefined && (last === undefined || other.ts > last.ts);
  // Mixed types in one bucket: the last one speaks for it, beside the extremes.
  const kept = isOtherLast ? [min, max, other] : [first, min, max, last];
  for (const point of kept)
    if (point) byTime.set(point.ts, point.quality === quality ? point : { ...point, quality });
  return [...byTime.values()].sort((a, b) => a.ts - b.ts);
}
