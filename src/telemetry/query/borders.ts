// Where the buckets of an aggregate begin and end, on the calendar of a time zone.

import type { Interval } from "../contract.ts";
import type { Zone } from "./zone.ts";

const UNIT_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;
const DAY_MS = 86_400_000;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4;

/** More buckets than this are refused. */
export const BUCKETS_MAX = 10_000;

/** Asked for more buckets than an answer may have. */
export class TooManyBucketsError extends Error {
  override readonly name = "TooManyBucketsError";
}

/**
 * The borders of all buckets that touch [fromMs, toMs], rising; bucket i is [borders[i], borders[i + 1]).
 * Days, weeks (from Monday) and months follow the zone's calendar; several of them count on from 1970. Shorter
 * intervals count elapsed time from local midnight and begin anew at the next, so that none crosses it.
 * Throws TooManyBucketsError.
 */
export function bordersOf(range: { fromMs: number; toMs: number }, interval: Interval, zone: Zone): number[] {
  const borders: number[] = [];
  const add = (at: number): boolean => {
    // A day that the calendar skipped has no length.
    if (at !== borders.at(-1)) borders.push(at);
    if (borders.length > BUCKETS_MAX + 1) throw new TooManyBucketsError(`more than ${BUCKETS_MAX} buckets`);
    return at <= range.toMs;
  };
  if (interval.unit === "second" || interval.unit === "minute" || interval.unit === "hour") {
    addShort({ range, spanMs: UNIT_MS[interval.unit] * interval.count, zone, add });
    return borders;
  }
  const days = daysOf(interval);
  let index = days.indexOf(zone.dayAt(range.fromMs));
  while (add(zone.startOfDay(days.at(index)))) index++;
  return borders;
}

interface ShortOptions {
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly spanMs: number;
  readonly zone: Zone;
  /** False when that was the last border. */
  readonly add: (at: number) => boolean;
}

function addShort({ range, spanMs, zone, add }: ShortOptions): void {
  for (let day = zone.dayAt(range.fromMs); ; day++) {
    const startMs = zone.startOfDay(day);
    const endMs = zone.startOfDay(day + 1);
    const skipped = Math.max(0, Math.floor((range.fromMs - startMs) / spanMs));
    for (let at = startMs + skipped * spanMs; at < endMs; at += spanMs) if (!add(at)) return;
    if (endMs > range.toMs) {
      add(endMs);
      return;
    }
  }
}

/** Which local day begins the bucket with a number, and the number of the bucket that a day is in. */
interface DayBuckets {
  readonly at: (index: number) => number;
  readonly indexOf: (day: number) => number;
}

function daysOf({ unit, count }: Interval): DayBuckets {
  if (unit === "month") {
    return {
      at: (index) => Date.UTC(1970, index * count, 1) / DAY_MS,
      indexOf: (day) => {
        const date = new Date(day * DAY_MS);
        return Math.floor(((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()) / count);
      },
    };
  }
  const length = unit === "week" ? 7 * count : count;
  const first = unit === "week" ? FIRST_MONDAY : 0;
  return { at: (index) => first + index * length, indexOf: (day) => Math.floor((day - first) / length) };
}
