// All points of one series within a time range, out of blocks and memory, each time once, in order.

import { nextTurn } from "../../kit/next-turn.ts";
import { type BlockPoints, openBlock } from "../blocks/block.ts";
import type { Column } from "../blocks/column.ts";
import { inOrder, pointsOf, type TimeRange } from "../blocks/points.ts";
import { dayOf, dayRange } from "../days/day.ts";
import type { DayFiles } from "../days/day-files.ts";
import { mergeSpan, type Piece, type Span, spansOf } from "../days/pieces.ts";
import type { Series } from "../memory.ts";

export interface ScanOptions {
  readonly files: DayFiles;
  readonly series: Series;
  /** What of memory belongs to it; what is there now unless given. */
  readonly held?: readonly Held[];
  /** Both ends belong to the range. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly order: "asc" | "desc";
}

/** One of the memory's columns as it is at a moment. */
export interface Held {
  readonly column: Column;
  readonly length: number;
  readonly tMin: number;
  readonly tMax: number;
  readonly rank: number;
}

/** How many points are decoded before others get a turn: about a millisecond's work. */
const POINTS_PER_TURN = 50_000;

/** A block that is not there so many times in a row is not merged but lost. */
const TRIES = 3;

/** A block was merged into others after its head had been read. */
class GoneError extends Error {}

/** What memory has of a series now; held on to, so that a flush meanwhile loses nothing. */
export function hold(series: Series): Held[] {
  return [holdColumn(series.frozen, 1), holdColumn(series.live, 2)].filter((one) => one !== undefined);
}

/** Days that have points in what is held. */
export function heldDays(held: readonly Held[]): Set<number> {
  const days = new Set<number>();
  for (const { column, length, tMin, tMax } of held) {
    if (dayOf(tMin) === dayOf(tMax)) days.add(dayOf(tMin));
    else for (let i = 0; i < length; i++) days.add(dayOf(column.times[i] as number));
  }
  return days;
}

/**
 * Yields runs of points; the runs come in `order`, the points within a run always rise.
 * What is in memory when it begins is held on to, so that a flush meanwhile loses nothing.
 */
export async function* scan(options: ScanOptions): AsyncGenerator<BlockPoints> {
  const { files, order } = options;
  const held = options.held ?? hold(options.series);
  const range = { first: dayOf(options.fromMs), last: dayOf(options.toMs) };
  const days = [...new Set([...files.days, ...heldDays(held)])]
    .filter((day) => day >= range.first && day <= range.last)
    .sort((a, b) => (order === "asc" ? a - b : b - a));
  let sinceTurn = 0;
  for (const day of days) {
    const fromMs = Math.max(options.fromMs, dayRange(day).fromMs);
    const toMs = Math.min(options.toMs, dayRange(day).toMs);
    for await (const points of scanDay(day, { ...options, held, fromMs, toMs })) {
      sinceTurn += points.times.length + 100;
      if (points.times.length > 0) yield points;
      if (sinceTurn < POINTS_PER_TURN) continue;
      sinceTurn = 0;
      await nextTurn();
    }
  }
}

type DayOptions = ScanOptions & { readonly held: readonly Held[] };

/** Where blocks are merged while they are read, it goes on behind what was read, with the merged ones. */
function* scanDay(day: number, options: DayOptions): Generator<BlockPoints> {
  let { fromMs, toMs } = options;
  let tries = 0;
  for (let isDone = false; !isDone; tries++) {
    const mayBeGone = tries < TRIES;
    const pieces = piecesOf(day, { ...options, fromMs, toMs, mayBeGone });
    const spans = spansOf(pieces);
    if (options.order === "desc") spans.reverse();
    isDone = true;
    for (const span of spans) {
      const points = tryMerge(span, { fromMs, toMs });
      if (points === undefined) {
        isDone = false;
        break;
      }
      tries = 0;
      yield points;
      if (options.order === "asc") fromMs = Math.max(fromMs, span.toMs + 1);
      else toMs = Math.min(toMs, span.fromMs - 1);
    }
  }
}

function tryMerge(span: Span, range: TimeRange): BlockPoints | undefined {
  const fromMs = Math.max(span.fromMs, range.fromMs);
  const toMs = Math.min(span.toMs, range.toMs);
  try {
    return mergeSpan({ ...span, fromMs, toMs });
  } catch (cause) {
    if (cause instanceof GoneError) return undefined;
    throw cause;
  }
}

function holdColumn(column: Column | undefined, rank: number): Held | undefined {
  if (column === undefined || column.length === 0) return undefined;
  column.hold();
  const { length, minTs, maxTs } = column;
  return { column, length, tMin: minTs, tMax: maxTs, rank: Number.MAX_SAFE_INTEGER - 2 + rank };
}

function piecesOf(day: number, options: DayOptions & { readonly mayBeGone: boolean }): Piece[] {
  const { files, series, held, fromMs, toMs, mayBeGone } = options;
  const pieces: Piece[] = [];
  if (files.days.includes(day)) {
    for (const { id, tMin, tMax, count } of files.heads(day, series.id, { fromMs, toMs })) {
      pieces.push({ tMin, tMax, count, rank: id, load: () => loadBlock(files, { day, id, mayBeGone }) });
    }
  }
  for (const { column, length, tMin, tMax, rank } of held) {
    if (tMin > toMs || tMax < fromMs) continue;
    const load = () => inOrder(pointsOf(column, length, { fromMs, toMs }));
    pieces.push({ tMin: Math.max(tMin, fromMs), tMax: Math.min(tMax, toMs), count: length, rank, load });
  }
  return pieces;
}

/** A damaged block is passed over and counted. */
function loadBlock(
  files: DayFiles,
  { day, id, mayBeGone }: { day: number; id: number; mayBeGone: boolean },
): BlockPoints | undefined {
  const body = files.body(day, id);
  if (body === undefined && mayBeGone && files.days.includes(day)) throw new GoneError();
  try {
    return openBlock(body ?? new Uint8Array(0));
  } catch {
    files.damaged++;
    return undefined;
  }
}
