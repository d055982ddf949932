// What is kept of many points: how many, the extremes, the sum, the first and the last, the worst quality. Pure.

import { QUALITY, type Quality, type Value } from "../../spine/point.ts";
import type { BlockPoints } from "../blocks/block.ts";
import { valueAt } from "../blocks/points.ts";
import { worseOf, worstOf } from "../quality.ts";

/** Points of a stretch of time, added up; times are UTC ms. */
export interface Rollup {
  /** Points of whatever type. */
  count: number;
  /** How many of them are numbers; the fields up to `maxTs` are theirs and mean nothing without one. */
  numbers: number;
  sum: number;
  min: number;
  minTs: number;
  max: number;
  maxTs: number;
  first: Value;
  firstTs: number;
  last: Value;
  lastTs: number;
  /** The worst of all points. */
  quality: Quality;
}

/** A rollup of the points from `startMs` on. */
export interface RollupRow extends Rollup {
  readonly startMs: number;
}

/** A run of indices of ordered points; `end` is behind the last. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** As one literal: it is made by the ten thousand. */
export function emptyRollup(): Rollup {
  return {
    count: 0,
    numbers: 0,
    sum: 0,
    min: Number.POSITIVE_INFINITY,
    minTs: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    maxTs: Number.POSITIVE_INFINITY,
    first: 0,
    firstTs: Number.POSITIVE_INFINITY,
    last: 0,
    lastTs: Number.NEGATIVE_INFINITY,
    quality: QUALITY.good,
  };
}

/** Adds points that the rollup does not hold yet. 64-bit integers beyond 2^53 count as the nearest double. */
export function addPoints(to: Rollup, points: BlockPoints, { start, end }: Run): void {
  if (start >= end) return;
  to.count += end - start;
  to.quality = worseOf(to.quality, worstOf(points.qualities, start, end));
  if (points.kind !== "bool") addNumbers(to, points, { start, end });
  const firstTs = points.times[start] as number;
  const lastTs = points.times[end - 1] as number;
  if (firstTs < to.firstTs) {
    to.firstTs = firstTs;
    to.first = valueAt(points, start);
  }
  if (lastTs > to.lastTs) {
    to.lastTs = lastTs;
    to.last = valueAt(points, end - 1);
  }
}

/** Adds what another rollup has of other points. */
export function mergeRollup(to: Rollup, from: Rollup): void {
  to.count += from.count;
  to.quality = worseOf(to.quality, from.quality);
  to.numbers += from.numbers;
  to.sum += from.sum;
  // Of equal extremes the earlier one is kept.
  if (from.numbers > 0 && (from.min < to.min || (from.min === to.min && from.minTs < to.minTs))) {
    to.min = from.min;
    to.minTs = from.minTs;
  }
  if (from.numbers > 0 && (from.max > to.max || (from.max === to.max && from.maxTs < to.maxTs))) {
    to.max = from.max;
    to.maxTs = from.maxTs;
  }
  if (from.count > 0 && from.firstTs < to.firstTs) {
    to.firstTs = from.firstTs;
    to.first = from.first;
  }
  if (from.count > 0 && from.lastTs > to.lastTs) {
    to.lastTs = from.lastTs;
    to.last = from.last;
  }
}

/** Rows of a wider span out of rows of a narrower one; both rise. */
export function widen(rows: readonly RollupRow[], spanMs: number): RollupRow[] {
  const wide: RollupRow[] = [];
  for (const row of rows) {
    const startMs = Math.floor(row.startMs / spanMs) * spanMs;
    let last = wide.at(-1);
    if (last?.startMs !== startMs) {
      last = { startMs, ...emptyRollup() };
      wide.push(last);
    }
    mergeRollup(last, row);
  }
  return wide;
}

/** Adds runs of ordered points up, a row for each span of time that has some. */
export class Roller {
  readonly rows: RollupRow[] = [];

  constructor(readonly spanMs: number) {}

  /** Runs come by rising time. */
  add(points: BlockPoints): void {
    const { times } = points;
    for (let start = 0; start < times.length; ) {
      const startMs = Math.floor((times[start] as number) / this.spanMs) * this.spanMs;
      let end = start + 1;
      while (end < times.length && (times[end] as number) < startMs + this.spanMs) end++;
      let row = this.rows.at(-1);
      if (row?.startMs !== startMs) {
        row = { startMs, ...emptyRollup() };
        this.rows.push(row);
      }
      addPoints(row, points, { start, end });
      start = end;
    }
  }
}

function addNumbers(to: Rollup, points: BlockPoints, { start, end }: Run): void {
  const { times, numbers, others } = points;
  const isAny = points.kind === "any";
  let plainSum = 0;
  // Neumaier's sum: what addition rounds off is kept beside it, so that 0.1 ten times is 1.
  let sum = 0;
  let rest = 0;
  for (let i = start; i < end; i++) {
    const value = isAny ? numberOf(others[i] as Value) : (numbers[i] as number);
    if (Number.isNaN(value)) continue;
    to.numbers++;
    plainSum += value;
    const next = sum + value;
    rest += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
    const ts = times[i] as number;
    if (value < to.min || (value === to.min && ts < to.minTs)) {
      to.min = value;
      to.minTs = ts;
    }
    if (value > to.max || (value === to.max && ts < to.maxTs)) {
      to.max = value;
      to.maxTs = ts;
    }
  }
  // Infinite values have no rest.
  to.sum += Number.isNaN(sum + rest) ? plainSum : sum + rest;
}

/** NaN for what is no number. */
function numberOf(value: Value): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : Number.NaN;
}
