// How stored values are shown: every point, or one value for each interval.

import type { AggregateRow, Json } from "../contract.ts";
import { toDrawable } from "../devices/live.ts";

export const INTERVALS = [
  { key: "1m", spanMs: 60_000 },
  { key: "15m", spanMs: 900_000 },
  { key: "1h", spanMs: 3_600_000 },
  // Of the site; how long they are is its own choice.
  { key: "shift", spanMs: 8 * 3_600_000 },
  { key: "1d", spanMs: 86_400_000 },
  { key: "1w", spanMs: 7 * 86_400_000 },
  { key: "1mo", spanMs: 30 * 86_400_000 },
] as const;
export type IntervalKey = (typeof INTERVALS)[number]["key"];
export const FUNCTIONS = ["avg", "min", "max", "sum", "count", "first", "last"] as const;
export type Fn = (typeof FUNCTIONS)[number];

/** `interval` undefined: every point. */
export interface Treatment {
  readonly interval: IntervalKey | undefined;
  readonly fn: Fn;
}

/** No screen shows more; the server gives up to twice as many. */
const ROWS_MAX = 5_000;

/** Reads `every=1h&fn=max` of an address. */
export function readTreatment(search: URLSearchParams): Treatment {
  const interval = INTERVALS.find((one) => one.key === search.get("every"))?.key;
  return { interval, fn: FUNCTIONS.find((one) => one === search.get("fn")) ?? "avg" };
}

export function writeTreatment(search: URLSearchParams, { interval, fn }: Treatment): void {
  search.delete("every");
  search.delete("fn");
  if (interval === undefined) return;
  search.set("every", interval);
  search.set("fn", fn);
}

/** The interval asked for, or the next longer one whose rows are not too many. */
export function fittingInterval(asked: IntervalKey, spanMs: number): IntervalKey {
  const at = INTERVALS.findIndex((one) => one.key === asked);
  const isMeant = (key: IntervalKey) => key !== "shift" || asked === "shift";
  return (
    INTERVALS.slice(at).find(({ key, ...one }) => isMeant(key) && spanMs / one.spanMs <= ROWS_MAX)?.key ??
    "1mo"
  );
}

/** A value for each interval, at where it begins; null where it has none. */
export function toSteps(rows: readonly AggregateRow[], fn: Fn): (readonly [number, number | null])[] {
  return rows.map((row) => {
    const value: Json = row.count === 0 ? null : row[fn];
    return [row.from, toDrawable(value) ?? null];
  });
}
