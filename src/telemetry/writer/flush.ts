// Carries set-aside columns into day files: parcels for the Worker, a day at a time, in bites that yield.

import { nextTurn } from "../../kit/next-turn.ts";
import type { BlockPoints } from "../blocks/block.ts";
import type { Column } from "../blocks/column.ts";
import { pointsOf } from "../blocks/points.ts";
import { dayOf, dayRange } from "../days/day.ts";
import type { Series } from "../memory.ts";
import type { Parcel, SeriesSlice } from "./block-writer.ts";
import type { Writer } from "./writer.ts";

export interface FlushOptions {
  readonly writer: Writer;
  readonly series: readonly Series[];
  /** Place in the log up to which the columns reach. */
  readonly seq: number;
  /** Points that an interrupted flush had written without counting them. */
  readonly recovered: number;
  /** Most points in one block. */
  readonly blockPoints: number;
}

/** Most points in one parcel: about a megabyte to copy. */
const PARCEL_POINTS = 65_536;
/** Most rows in one message: each is copied object by object. */
const ROWS_AT_ONCE = 2_048;

/**
 * Writes the set-aside columns of `series`. Whatever it fails at, it can be tried again with the same columns and
 * `seq`: days that were completed are passed over. Resolves to the number of blocks written.
 * Rejects with the writer's reason.
 */
export async function flush(options: FlushOptions): Promise<number> {
  const { writer, series, seq, recovered, blockPoints } = options;
  await addSeries(
    writer,
    series.filter((one) => !one.isStored),
  );
  let blocks = 0;
  for (const [day, members] of byDay(series)) {
    for (const parcel of parcelsOf(day, members)) {
      for (const { count } of parcel.slices) blocks += Math.ceil(count / blockPoints);
      await writer.ask({ type: "points", day, seq, parcel });
      await nextTurn();
    }
    await writer.ask({ type: "day", day, seq });
  }
  await saveExtents(writer, series);
  const points = series.reduce((sum, one) => sum + (one.frozen?.length ?? 0), recovered);
  await writer.ask({ type: "progress", seq, points, blocks });
  return blocks;
}

/** Numbers are stored before any block refers to them. */
async function addSeries(writer: Writer, added: readonly Series[]): Promise<void> {
  for (let at = 0; at < added.length; at += ROWS_AT_ONCE) {
    const part = added.slice(at, at + ROWS_AT_ONCE);
    const rows = part.map(({ id, deviceId, property }) => ({ id, deviceId, property }));
    await writer.ask({ type: "series", added: rows });
    for (const one of part) one.isStored = true;
  }
}

/** Ahead of the progress: after a crash between the two the same points are taken in again, to the same end. */
async function saveExtents(writer: Writer, series: readonly Series[]): Promise<void> {
  for (let at = 0; at < series.length; at += ROWS_AT_ONCE) {
    const extents = series.slice(at, at + ROWS_AT_ONCE).flatMap((one) => {
      const latest = one.latest();
      return latest ? [{ id: one.id, firstTs: one.firstTs, latest }] : [];
    });
    await writer.ask({ type: "extents", extents });
  }
}

/** Days that the columns touch, oldest first, each with its series. */
function byDay(series: readonly Series[]): [day: number, members: Series[]][] {
  const days = new Map<number, Series[]>();
  for (const one of series) {
    for (const day of daysOf(one.frozen)) {
      const members = days.get(day);
      if (members) members.push(one);
      else days.set(day, [one]);
    }
  }
  return [...days].sort(([a], [b]) => a - b);
}

function daysOf(column: Column | undefined): Iterable<number> {
  if (column === undefined || column.length === 0) return [];
  const first = dayOf(column.minTs);
  if (first === dayOf(column.maxTs)) return [first];
  return new Set(Array.from(column.times.subarray(0, column.length), dayOf));
}

function* parcelsOf(day: number, members: readonly Series[]): Generator<Parcel> {
  let parts: { series: number; points: BlockPoints }[] = [];
  let count = 0;
  for (const { id, frozen } of members) {
    if (frozen === undefined) continue;
    const points = pointsOf(frozen, frozen.length, dayRange(day));
    parts.push({ series: id, points });
    count += points.times.length;
    if (count < PARCEL_POINTS && parts.length < ROWS_AT_ONCE) continue;
    yield pack(parts, count);
    parts = [];
    count = 0;
  }
  if (count > 0) yield pack(parts, count);
}

function pack(parts: readonly { series: number; points: BlockPoints }[], count: number): Parcel {
  const times = new Float64Array(count);
  const numbers = new Float64Array(count);
  const qualities = new Uint8Array(count);
  const hasDelays = parts.some(({ points }) => typeof points.delays !== "number");
  const delays = new Float64Array(hasDelays ? count : 0);
  const slices: SeriesSlice[] = [];
  let start = 0;
  for (const { series, points } of parts) {
    times.set(points.times, start);
    numbers.set(points.numbers, start);
    qualities.set(points.qualities, start);
    const delay = typeof points.delays === "number" ? points.delays : undefined;
    if (typeof points.delays !== "number") delays.set(points.delays, start);
    const { kind, others } = points;
    slices.push({ series, kind, start, count: points.times.length, others, delay });
    start += points.times.length;
  }
  return { slices, times, numbers, qualities, delays };
}
