// Points as columns: cutting, joining and bringing them into order. Pure.

import type { Quality, Value } from "../../spine/point.ts";
import type { BlockPoints } from "./block.ts";
import type { Column, SeriesPoint } from "./column.ts";
import { delayAt, joinDelays, selectDelays, sliceDelays } from "./delays.ts";

/** Both ends belong to it; UTC ms. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

const NO_NUMBERS = new Float64Array(0);

/** What a column holds within [fromMs, toMs], in the order in which it came. */
export function pointsOf(column: Column, length: number, range: TimeRange): BlockPoints {
  const { fromMs, toMs } = range;
  const whole: BlockPoints = {
    kind: column.kind,
    times: column.times.subarray(0, length),
    numbers: column.kind === "any" ? NO_NUMBERS : column.numbers.subarray(0, length),
    others: column.others,
    qualities: column.qualities.subarray(0, length),
    delays: column.delays.length === 0 ? column.delay : column.delays.subarray(0, length),
  };
  if (fromMs <= column.minTs && toMs >= column.maxTs)
    return { ...whole, others: whole.others.slice(0, length) };
  if (column.isSorted) return within(whole, range);
  const indices: number[] = [];
  for (let i = 0; i < length; i++) {
    const ts = whole.times[i] as number;
    if (ts >= fromMs && ts <= toMs) indices.push(i);
  }
  return select(whole, Uint32Array.from(indices));
}

/** The part of ordered points within [fromMs, toMs]; shares their arrays. */
export function within(points: BlockPoints, { fromMs, toMs }: TimeRange): BlockPoints {
  const { times } = points;
  const start = lowerBound(times, fromMs);
  let end = lowerBound(times, toMs);
  while (end < times.length && (times[end] as number) <= toMs) end++;
  return slice(points, start, end);
}

export function slice(points: BlockPoints, start: number, end: number): BlockPoints {
  if (start === 0 && end === points.times.length) return points;
  return {
    kind: points.kind,
    times: points.times.subarray(start, end),
    numbers: points.kind === "any" ? NO_NUMBERS : points.numbers.subarray(start, end),
    others: points.kind === "any" ? points.others.slice(start, end) : [],
    qualities: points.qualities.subarray(start, end),
    delays: sliceDelays(points.delays, start, end),
  };
}

/** By rising time; of points with the same time the last one stays. */
export function inOrder(points: BlockPoints): BlockPoints {
  const { times } = points;
  if (isRising(times)) return points;
  const indices = Uint32Array.from(times, (_, index) => index);
  indices.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
  let kept = 0;
  for (let i = 0; i < indices.length; i++) {
    const isLast =
      i + 1 === indices.length || times[indices[i] as number] !== times[indices[i + 1] as number];
    if (isLast) indices[kept++] = indices[i] as number;
  }
  return select(points, indices.subarray(0, kept));
}

/** One after the other; columns of different kinds become one of `any`. */
export function join(parts: readonly BlockPoints[]): BlockPoints {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const count = parts.reduce((sum, part) => sum + part.times.length, 0);
  const kind = parts.every((part) => part.kind === first?.kind) ? (first?.kind ?? "number") : "any";
  const joined = {
    kind,
    times: new Float64Array(count),
    numbers: kind === "any" ? NO_NUMBERS : new Float64Array(count),
    others: [] as Value[],
    qualities: new Uint8Array(count),
    delays: joinDelays(parts.map(({ delays, times }) => ({ delays, count: times.length }))),
  };
  let at = 0;
  for (const part of parts) {
    joined.times.set(part.times, at);
    joined.qualities.set(part.qualities, at);
    if (kind !== "any") joined.numbers.set(part.numbers, at);
    else for (let i = 0; i < part.times.length; i++) joined.others.push(valueAt(part, i));
    at += part.times.length;
  }
  return joined;
}

export function valueAt(points: BlockPoints, index: number): Value {
  if (points.kind === "any") return points.others[index] as Value;
  const number = points.numbers[index] as number;
  return points.kind === "bool" ? number === 1 : number;
}

export function pointAt(points: BlockPoints, index: number): SeriesPoint {
  const ts = points.times[index] as number;
  const delay = delayAt(points.delays, index);
  return {
    ts,
    value: valueAt(points, index),
    quality: points.qualities[index] as Quality,
    recvTs: Number.isNaN(delay) ? undefined : ts + delay,
  };
}

function select(points: BlockPoints, indices: Uint32Array): BlockPoints {
  const isAny = points.kind === "any";
  return {
    kind: points.kind,
    times: Float64Array.from(indices, (index) => points.times[index] as number),
    numbers: isAny ? NO_NUMBERS : Float64Array.from(indices, (index) => points.numbers[index] as number),
    others: isAny ? Array.from(indices, (index) => points.others[index] as Value) : [],
    qualities: Uint8Array.from(indices, (index) => points.qualities[index] as number),
    delays: selectDelays(points.delays, indices),
  };
}

function isRising(times: Float64Array): boolean {
  for (let i = 1; i < times.length; i++) if ((times[i] as number) <= (times[i - 1] as number)) return false;
  return true;
}

/** First index whose time is not before `ms`. */
function lowerBound(times: Float64Array, ms: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
