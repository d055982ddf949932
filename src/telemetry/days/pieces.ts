// Pieces of one series that may overlap in time, merged into runs that do not; of any size, in bounded memory.

import type { BlockPoints } from "../blocks/block.ts";
import { inOrder, join, within } from "../blocks/points.ts";

/** A block or the memory's part: when it begins and ends, and how to get its points. */
export interface Piece {
  readonly tMin: number;
  readonly tMax: number;
  readonly count: number;
  /** Of two points with the same time the one of the higher rank was written last. */
  readonly rank: number;
  /** By rising time; undefined when they cannot be read. */
  readonly load: () => BlockPoints | undefined;
}

/** Pieces that overlap, and the part of their time that is merged at once. */
export interface Span {
  readonly pieces: readonly Piece[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** More points than this are not merged at once. */
const SPAN_POINTS = 262_144;

/** Rising spans that do not overlap and hold all pieces. */
export function spansOf(pieces: readonly Piece[]): Span[] {
  const spans: Span[] = [];
  let cluster: Piece[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const piece of [...pieces].sort((a, b) => a.tMin - b.tMin)) {
    if (cluster.length > 0 && piece.tMin > end) {
      spans.push(...cut(cluster, end));
      cluster = [];
    }
    cluster.push(piece);
    end = Math.max(end, piece.tMax);
  }
  if (cluster.length > 0) spans.push(...cut(cluster, end));
  return spans;
}

/** The span's points by rising time, each time once. */
export function mergeSpan({ pieces, fromMs, toMs }: Span): BlockPoints {
  const parts = [...pieces]
    .sort((a, b) => a.rank - b.rank)
    .flatMap((piece) => {
      const points = piece.load();
      return points ? within(points, { fromMs, toMs }) : [];
    })
    .filter((part) => part.times.length > 0);
  return inOrder(join(parts));
}

/** One block that overlaps a thousand others must not bring them all into memory. */
function cut(cluster: readonly Piece[], end: number): Span[] {
  const starts = [cluster[0]?.tMin ?? end];
  let count = 0;
  for (const piece of cluster) {
    if (count + piece.count > SPAN_POINTS && piece.tMin > (starts.at(-1) as number)) {
      starts.push(piece.tMin);
      count = 0;
    }
    count += piece.count;
  }
  return starts.map((fromMs, i) => {
    // Times are whole milliseconds.
    const toMs = i + 1 < starts.length ? (starts[i + 1] as number) - 1 : end;
    return { fromMs, toMs, pieces: cluster.filter(({ tMin, tMax }) => tMin <= toMs && tMax >= fromMs) };
  });
}
