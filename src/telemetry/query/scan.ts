// All points of one series within a time range, out of blocks and memory, each time once, in order.

import { nextTurn } from "../../kit/next-turn.ts";
import { type BlockPoints, openBlock } from "../blocks/block.ts";
import type { Column } from "../blocks/column.ts";
import { inOrder, join, pointsOf, within } from "../blocks/points.ts";
import { dayOf, dayRange } from "../days/day.ts";
import type { DayFiles } from "../days/day-files.ts";
import type { Series } from "../memory.ts";

export interface ScanOptions {
  readonly files: DayFiles;
  readonly series: Series;
  /** Both ends belong to the range. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly order: "asc" | "desc";
}

/** A block or the memory's part: when it begins and ends, and how to get its points. */
interface Piece {
  readonly tMin: number;
  readonly tMax: number;
  /** Of two points with the same time the one of the higher rank was written last. */
  readonly rank: number;
  readonly load: () => BlockPoints | undefined;
}

/** The memory's columns as they are when the scan begins. */
interface Held {
  readonly column: Column;
  readonly length: number;
  readonly tMin: number;
  readonly tMax: number;
  readonly rank: number;
}

/** How many points are decoded before others get a turn: about a millisecond's work. */
const POINTS_PER_TURN = 50_000;

/**
 * Yields runs of points; the runs come in `order`, the points within a run always rise.
 * What is in memory when it begins is held on to, so that a flush meanwhile loses nothing.
 */
export async function* scan(options: ScanOptions): AsyncGenerator<BlockPoints> {
  const { series, order } = options;
  const held = [hold(series.frozen, 1), hold(series.live, 2)].filter((one) => one !== undefined);
  const days = daysOf(options, held);
  if (order === "desc") days.reverse();
  let sinceTurn = 0;
  for (const day of days) {
    const clusters = clustersOf(piecesOf(day, options, held));
    if (order === "desc") clusters.reverse();
    for (const cluster of clusters) {
      const points = merge(cluster, options);
      sinceTurn += points.times.length + 100;
      if (points.times.length > 0) yield points;
      if (sinceTurn < POINTS_PER_TURN) continue;
      sinceTurn = 0;
      await nextTurn();
    }
  }
}

function hold(column: Column | undefined, rank: number): Held | undefined {
  if (column === undefined || column.length === 0) return undefined;
  const { length, minTs, maxTs } = column;
  return { column, length, tMin: minTs, tMax: maxTs, rank: Number.MAX_SAFE_INTEGER - 2 + rank };
}

function daysOf({ files, fromMs, toMs }: ScanOptions, held: readonly Held[]): number[] {
  const first = dayOf(fromMs);
  const last = dayOf(toMs);
  const days = new Set(files.days);
  for (const { column, length, tMin, tMax } of held) {
    if (dayOf(tMin) === dayOf(tMax)) days.add(dayOf(tMin));
    else for (let i = 0; i < length; i++) days.add(dayOf(column.times[i] as number));
  }
  return [...days].filter((day) => day >= first && day <= last).sort((a, b) => a - b);
}

function piecesOf(day: number, options: ScanOptions, held: readonly Held[]): Piece[] {
  const { files, series } = options;
  const fromMs = Math.max(options.fromMs, dayRange(day).fromMs);
  const toMs = Math.min(options.toMs, dayRange(day).toMs);
  const pieces: Piece[] = [];
  if (files.days.includes(day)) {
    for (const { id, tMin, tMax } of files.heads(day, series.id, { fromMs, toMs })) {
      pieces.push({ tMin, tMax, rank: id, load: () => loadBlock(files, day, id) });
    }
  }
  for (const { column, length, tMin, tMax, rank } of held) {
    if (tMin > toMs || tMax < fromMs) continue;
    const load = () => inOrder(pointsOf(column, length, { fromMs, toMs }));
    pieces.push({ tMin: Math.max(tMin, fromMs), tMax: Math.min(tMax, toMs), rank, load });
  }
  return pieces;
}

/** A damaged block is passed over and counted. */
function loadBlock(files: DayFiles, day: number, id: number): BlockPoints | undefined {
  try {
    return openBlock(files.body(day, id));
  } catch {
    files.damaged++;
    return undefined;
  }
}

/** Pieces that overlap in time belong together; the clusters rise and do not overlap. */
function clustersOf(pieces: Piece[]): Piece[][] {
  pieces.sort((a, b) => a.tMin - b.tMin);
  const clusters: Piece[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const piece of pieces) {
    const current = clusters.at(-1);
    if (current && piece.tMin <= end) current.push(piece);
    else clusters.push([piece]);
    end = Math.max(end, piece.tMax);
  }
  return clusters;
}

function merge(cluster: readonly Piece[], { fromMs, toMs }: ScanOptions): BlockPoints {
  const parts = [...cluster]
    .sort((a, b) => a.rank - b.rank)
    .flatMap((piece) => piece.load() ?? [])
    .filter((part) => part.times.length > 0);
  return within(inOrder(join(parts)), { fromMs, toMs });
}
