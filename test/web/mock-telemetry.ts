// Stored values of the mock's devices: pure functions of time, read point by point or by interval.

import type { AggregateRow, SeriesPoint } from "../../web/src/contract.ts";
import { type MockDevice, valueAt } from "./mock-world.ts";

/** A device reports this often. */
export const REPORT_MS = 1_000;
const HOUR_MS = 3_600_000;
const SPANS: Readonly<Record<string, number>> = {
  ...{ "1m": 60_000, "15m": 900_000, "1h": HOUR_MS, "1d": 24 * HOUR_MS },
  ...{ "1w": 7 * 24 * HOUR_MS, "1mo": 30 * 24 * HOUR_MS },
};
/** Values of an interval are taken this often in it. */
const SAMPLES = 20;

interface Ask {
  readonly device: MockDevice;
  readonly property: string;
  readonly from: number;
  readonly to: number;
}

export function pointsOf({ device, property, from, to }: Ask, maxPoints: number) {
  const stepMs = Math.max(REPORT_MS, Math.ceil((to - from) / maxPoints / REPORT_MS) * REPORT_MS);
  const points: SeriesPoint[] = [];
  for (let ts = Math.ceil(from / stepMs) * stepMs; ts <= to; ts += stepMs) {
    const value = valueAt(device, property, ts);
    if (value !== undefined) points.push([ts, value, qualityAt(property, ts), ts + 38]);
  }
  return { isDownsampled: stepMs > REPORT_MS, points };
}

/** Cycle times are stale; of every minute six seconds come late. */
function qualityAt(property: string, ts: number): number {
  if (property === "cycle_time") return 1;
  return ts % 60_000 < 6_000 ? 3 : 0;
}

/** One night in four nothing was reported between two and five, UTC. */
function isSilent(ts: number): boolean {
  const hour = (ts / HOUR_MS) % 96;
  return hour >= 2 && hour < 5;
}

export function rowsOf({ device, property, from, to }: Ask, interval: string): AggregateRow[] {
  const spanMs = SPANS[interval] ?? HOUR_MS;
  const rows: AggregateRow[] = [];
  for (let at = Math.floor(from / spanMs) * spanMs; at <= to; at += spanMs) {
    const all = Array.from({ length: SAMPLES }, (_, n) => at + (n * spanMs) / SAMPLES)
      .filter((ts) => !isSilent(ts))
      .map((ts) => valueAt(device, property, ts) ?? null);
    const numbers = all.filter((value) => typeof value === "number");
    const sum = numbers.reduce((total, value) => total + value, 0);
    const isNone = numbers.length === 0;
    rows.push({
      ...{ from: at, to: at + spanMs, count: (all.length * spanMs) / SAMPLES / REPORT_MS },
      min: isNone ? null : Math.min(...numbers),
      max: isNone ? null : Math.max(...numbers),
      ...{ sum: isNone ? null : sum, avg: isNone ? null : sum / numbers.length },
      ...{ first: all[0] ?? null, last: all.at(-1) ?? null },
      quality: all.length === 0 ? null : at % (4 * spanMs) === 0 ? 3 : 0,
    });
  }
  return rows;
}
