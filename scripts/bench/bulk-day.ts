// A day of a bulk-made store: columns through the product's own block writer.

import { DAY_MS } from "../../src/telemetry/days/day.ts";
import type { SeriesExtent } from "../../src/telemetry/days/series-store.ts";
import { DEFAULT_TELEMETRY_LIMITS } from "../../src/telemetry/telemetry.ts";
import {
  type BlockOrder,
  type BlockReport,
  BlockWriter,
  type SeriesSlice,
} from "../../src/telemetry/writer/block-writer.ts";
import { fill, makeSignal, type SignalKind } from "./signals.ts";

export interface BulkSeries {
  readonly id: number;
  readonly deviceId: number;
  readonly property: string;
  readonly signal: SignalKind;
  readonly intervalMs: number;
  /** Reports on one day in so many. */
  readonly everyDays: number;
}

export interface BulkPlan {
  /** The telemetry folder of a Gantry that is not running. */
  readonly dir: string;
  /** The log of that Gantry, and the place in it which these points stand for. */
  readonly logId: string;
  readonly seq: number;
  readonly series: readonly BulkSeries[];
  /** Days since 1970, both filled. */
  readonly firstDay: number;
  readonly lastDay: number;
}

/** Points of a parcel: about what a flush hands over at once. */
const PARCEL_POINTS = 131_072;

/** Columns that are filled again and again. */
interface Room {
  readonly times: Float64Array<ArrayBuffer>;
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly qualities: Uint8Array<ArrayBuffer>;
  /** Received when measured: each series says so for all its points. */
  readonly delays: Float64Array<ArrayBuffer>;
}

export function pointsPerDay(series: readonly BulkSeries[]): number {
  return series.reduce((sum, one) => sum + countOf(one) / one.everyDays, 0);
}

/** Points on a day on which it reports. */
function countOf({ intervalMs }: BulkSeries): number {
  return Math.floor(DAY_MS / intervalMs);
}

function isActive({ deviceId, everyDays }: BulkSeries, day: number): boolean {
  return (deviceId + day) % everyDays === 0;
}

/** Does an order at once; throws with the writer's reason. */
export function obey(writer: BlockWriter, order: BlockOrder): BlockReport {
  const report = writer.obey(order);
  if (report.failure !== undefined) throw new Error(`${order.type}: ${report.failure}`);
  return report;
}

/** What Gantry does by itself with a day that is over: merged blocks, and rollups. */
export function compactDay(writer: BlockWriter, day: number): void {
  while (obey(writer, { type: "compact", day }).isMore);
}

export function openBlockWriter({ dir, logId }: Pick<BulkPlan, "dir" | "logId">): BlockWriter {
  const writer = new BlockWriter();
  obey(writer, { type: "open", dir, logId, blockPoints: DEFAULT_TELEMETRY_LIMITS.blockPoints });
  return writer;
}

/** Writes one day of every series that reports on it; returns the first and newest point of each. */
export function writeDay(writer: BlockWriter, plan: BulkPlan, day: number): DayWritten {
  const { seq } = plan;
  const room: Room = {
    times: new Float64Array(PARCEL_POINTS),
    numbers: new Float64Array(PARCEL_POINTS),
    qualities: new Uint8Array(PARCEL_POINTS),
    delays: new Float64Array(0),
  };
  const extents: SeriesExtent[] = [];
  let slices: SeriesSlice[] = [];
  let used = 0;
  let points = 0;
  const send = () => {
    obey(writer, { type: "points", day, seq, parcel: { slices, ...room } });
    slices = [];
    used = 0;
  };
  for (const series of plan.series) {
    if (!isActive(series, day)) continue;
    const count = countOf(series);
    if (used + count > PARCEL_POINTS) send();
    extents.push(fillSeries(series, day, { room, start: used, count }));
    const kind = series.signal === "running" ? "bool" : "number";
    slices.push({ series: series.id, kind, start: used, count, others: [], delay: 0 });
    used += count;
    points += count;
  }
  send();
  obey(writer, { type: "day", day, seq });
  return { points, extents };
}

function fillSeries(
  series: BulkSeries,
  day: number,
  { room, start, count }: { room: Room; start: number; count: number },
): SeriesExtent {
  fill(makeSignal(series.signal, series.id * 20_011 + day), room.numbers, { start, count });
  // Devices of one kind do not report in step.
  const offsetMs = (series.deviceId * 7_919) % series.intervalMs;
  const fromMs = day * DAY_MS + offsetMs;
  for (let i = 0; i < count; i++) room.times[start + i] = fromMs + i * series.intervalMs;
  const last = start + count - 1;
  const number = room.numbers[last] ?? 0;
  const value = series.signal === "running" ? number === 1 : number;
  const ts = room.times[last] ?? 0;
  return { id: series.id, firstTs: fromMs, latest: { ts, value, quality: 0, recvTs: ts } };
}

export interface DayOrder {
  readonly plan: BulkPlan;
  readonly day: number;
}
export interface DayWritten {
  readonly points: number;
  readonly extents: readonly SeriesExtent[];
}
export type DayReport = DayWritten | { readonly failure: string };
