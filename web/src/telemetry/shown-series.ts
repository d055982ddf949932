// What a chart draws of a property, and the same as a table.

import type { DataType, Json, Series } from "../contract.ts";
import { type Trail, toDrawable } from "../devices/live.ts";

/** What is known of a point beside its value. */
export interface PointMark {
  /** The server's number; of an interval the worst in it. */
  readonly quality: number;
  /** When it was received; undefined when that is not known or there are many. */
  readonly recvTs: number | undefined;
}

export interface ShownSeries {
  readonly property: string;
  readonly label: string;
  readonly unit: string;
  readonly dataType: DataType | undefined;
  readonly isStepped: boolean;
  readonly isDownsampled: boolean;
  /** When each value stands for a whole interval and holds until the next: where the last interval ends. */
  readonly heldUntilMs?: number;
  /** Rising in time; null where the line must break. */
  readonly points: readonly (readonly [number, number | null])[];
  /** By the time of the point; what is not in it is good. */
  readonly marks?: ReadonlyMap<number, PointMark>;
}

/** A pause this many times the usual interval is drawn as a gap, not bridged by a line. */
const GAP_FACTOR = 8;
const GAP_LEAST_MS = 15_000;

function usualInterval(points: readonly (readonly [number, unknown])[]): number {
  const steps: number[] = [];
  for (let at = 1; at < points.length; at += 1) {
    steps.push((points[at]?.[0] ?? 0) - (points[at - 1]?.[0] ?? 0));
  }
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}

/** Puts a null where the device was silent much longer than it usually is. */
export function withGaps(
  points: readonly (readonly [number, number])[],
): (readonly [number, number | null])[] {
  const limit = Math.max(GAP_LEAST_MS, usualInterval(points) * GAP_FACTOR);
  const result: (readonly [number, number | null])[] = [];
  let lastTs: number | undefined;
  for (const point of points) {
    if (lastTs !== undefined && point[0] - lastTs > limit) result.push([lastTs + 1, null]);
    result.push(point);
    lastTs = point[0];
  }
  return result;
}

/** The points to draw: a value that stands for an interval is held to its end, also before a gap. */
export function heldPoints({ points, heldUntilMs }: ShownSeries): ShownSeries["points"] {
  if (heldUntilMs === undefined) return points;
  const held: (readonly [number, number | null])[] = [];
  points.forEach(([ts, value], at) => {
    held.push([ts, value]);
    const next = points[at + 1];
    if (value === null || (next !== undefined && next[1] !== null)) return;
    held.push([next === undefined ? heldUntilMs : next[0] - 1, value]);
  });
  return held;
}

/** The server's history with the newest points of the stream appended. */
export function mergePoints(
  series: Series | undefined,
  trail: Trail | undefined,
  fromMs: number,
): [number, number][] {
  const points: [number, number][] = [];
  for (const [ts, value] of series?.points ?? []) {
    const drawable = toDrawable(value as Json);
    if (drawable !== undefined) points.push([ts, drawable]);
  }
  const lastTs = points.at(-1)?.[0] ?? fromMs;
  for (const point of trail ?? []) if (point[0] > lastTs) points.push(point);
  return points;
}

/** What the server says of the points beside their values. */
export function marksOf(series: Pick<Series, "points"> | undefined): Map<number, PointMark> {
  const marks = new Map<number, PointMark>();
  for (const [ts, , quality, recvTs] of series?.points ?? []) {
    if (quality !== undefined) marks.set(ts, { quality, recvTs: recvTs ?? undefined });
  }
  return marks;
}

/** When the values at a time were received: the last of them; undefined when it is known of none. */
export function receivedAt(list: readonly ShownSeries[], ts: number): number | undefined {
  const times = list.flatMap(({ marks }) => marks?.get(ts)?.recvTs ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

export interface TableRow {
  readonly ts: number;
  /** By the order of the series; undefined where a series has no point at that time. */
  readonly values: readonly (number | undefined)[];
}

/** All points of all series by time, newest first. */
export function tabulate(list: readonly ShownSeries[]): TableRow[] {
  const rows = new Map<number, (number | undefined)[]>();
  list.forEach((series, column) => {
    for (const [ts, value] of series.points) {
      if (value === null) continue;
      const row = rows.get(ts) ?? list.map(() => undefined);
      row[column] = value;
      rows.set(ts, row);
    }
  });
  return [...rows].map(([ts, values]) => ({ ts, values })).sort((a, b) => b.ts - a.ts);
}

const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** CSV of the shown points, oldest first: UTC ms, ISO time, one column a property. Starts with a BOM for Excel. */
export function writeCsv(list: readonly ShownSeries[]): string {
  const head = [
    "ts_utc_ms",
    "time_iso",
    ...list.map((one) => (one.unit ? `${one.property} (${one.unit})` : one.property)),
  ];
  const rows = tabulate(list)
    .reverse()
    .map((row) => [
      String(row.ts),
      new Date(row.ts).toISOString(),
      ...row.values.map((v) => v?.toString() ?? ""),
    ]);
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
