// Where the buckets of an aggregate begin and end, on the calendar of a time zone.

import type { Interval, SiteDay } from "../contract.ts";
import type { Zone } from "./zone.ts";

const UNIT_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4;

/** More buckets than this are refused. */
export const BUCKETS_MAX = 10_000;

/** Asked for more buckets than an answer may have. */
export class TooManyBucketsError extends Error {
  override readonly name = "TooManyBucketsError";
}

/** Days of a zone that begin some minutes after midnight. */
export class SiteCalendar {
  constructor(
    readonly zone: Zone,
    readonly siteDay: SiteDay = { startMin: 0, shiftMins: [] },
  ) {}

  startOf(day: number): number {
    return this.zone.startOfDay(day, this.siteDay.startMin * MINUTE_MS);
  }

  /** The day that a moment belongs to, named by the date on which it begins. */
  dayAt(ms: number): number {
    const day = this.zone.dayAt(ms);
    return ms < this.startOf(day) ? day - 1 : day;
  }
}

/**
 * The borders of all buckets that touch [fromMs, toMs], rising; bucket i is [borders[i], borders[i + 1]).
 * Days, weeks (from Monday) and months follow the calendar; several of them count on from 1970. Shorter intervals count
 * elapsed time from where the day begins and begin anew at the next, so that none crosses it. Shifts begin at their
 * times of each date. Throws TooManyBucketsError.
 */
export function bordersOf(
  range: { fromMs: number; toMs: number },
  interval: Interval,
  calendar: SiteCalendar,
): number[] {
  const borders: number[] = [];
  const add = (at: number): boolean => {
    // A day that the calendar skipped has no length.
    if (at !== borders.at(-1)) borders.push(at);
    if (borders.length > BUCKETS_MAX + 1) throw new TooManyBucketsError(`more than ${BUCKETS_MAX} buckets`);
    return at <= range.toMs;
  };
  if (interval.unit === "shift") {
    addShifts({ range, calendar, add });
    return borders;
  }
  if (interval.unit === "second" || interval.unit === "minute" || interval.unit === "hour") {
    addShort({ range, spanMs: UNIT_MS[interval.unit] * interval.count, calendar, add });
    return borders;
  }
  const days = daysOf(interval);
  let index = days.indexOf(calendar.dayAt(range.fromMs));
  while (add(calendar.startOf(days.at(index)))) index++;
  return borders;
}

interface BorderOptions {
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly calendar: SiteCalendar;
  /** False when that was the last border. */
  readonly add: (at: number) => boolean;
}

function addShort({ range, spanMs, calendar, add }: BorderOptions & { readonly spanMs: number }): void {
  for (let day = calendar.dayAt(range.fromMs); ; day++) {
    const startMs = calendar.startOf(day);
    const endMs = calendar.startOf(day + 1);
    const skipped = Math.max(0, Math.floor((range.fromMs - startMs) / spanMs));
    for (let at = startMs + skipped * spanMs; at < endMs; at += spanMs) if (!add(at)) return;
    if (endMs > range.toMs) {
      add(endMs);
      return;
    }
  }
}

/** Whoever has no shifts has one, which begins with the day. */
function addShifts({ range, calendar, add }: BorderOptions): void {
  const { zone, siteDay } = calendar;
  const mins = siteDay.shiftMins.length === 0 ? [siteDay.startMin] : siteDay.shiftMins;
  const startsOf = (day: number) => mins.map((min) => zone.startOfDay(day, min * MINUTE_MS));
  const today = zone.dayAt(range.fromMs);
  const first = [...startsOf(today - 1), ...startsOf(today)].findLast((at) => at <= range.fromMs);
  if (first !== undefined && !add(first)) return;
  for (let day = today; ; day++) {
    for (const at of startsOf(day)) if (at > range.fromMs && !add(at)) return;
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
