// Measured values: the newest in memory, all of them in compressed blocks, a file a day.
// Owns: the telemetry folder (day files, series.db, rollups.db), its Worker, and its place in the log.
// Promises: each durable point is stored exactly once, whatever crashes when; same series and time: the last written wins.
// Must never: delay an acknowledgement, hold unbounded points in memory, or know a product or thing model.

import type { DeadLetters, Log } from "../log/log.ts";
import type { Clock } from "../spine/clock.ts";
import { BlockTelemetry } from "./block-telemetry.ts";
import type { Separation, Telemetry, TelemetryLimits } from "./contract.ts";
import { type OpenWriter, openWriter } from "./writer/writer.ts";

export type { SeriesPoint } from "./blocks/column.ts";
export type { ConversionCounts } from "./change/conversion.ts";
export type {
  AggregateQuery,
  AggregateRow,
  History,
  HistoryQuery,
  Interval,
  LatestPoint,
  PointsPage,
  PointsQuery,
  Separation,
  Site,
  Telemetry,
  TelemetryLimits,
  TelemetryStats,
} from "./contract.ts";
export { TooManyBucketsError } from "./query/borders.ts";

const MIB = 1024 * 1024;
const RETENTION_DAYS = 90;

export const DEFAULT_TELEMETRY_LIMITS: TelemetryLimits = {
  flushPoints: 300_000,
  flushBytes: 64 * MIB,
  flushMs: 15 * 60_000,
  maxPoints: 750_000,
  blockPoints: 16_384,
  retentionBytes: 64 * 1024 * MIB,
  retryMs: 5_000,
};

export interface TelemetryOptions {
  /** Folder of the day files; made when absent. */
  readonly dir: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Where an event goes that cannot be taken, so that it does not hold up those behind it. */
  readonly deadLetters: Pick<DeadLetters, "put" | "attach">;
  /** Days that are kept; 90 unless given. */
  readonly retentionDays?: number;
  /** Days that a property of a device is kept when that is shorter; undefined: `retentionDays`. */
  readonly retentionDaysOf?: (deviceId: number, property: string) => number | undefined;
  /** Those that an earlier process was told and has not told the end of. */
  readonly separations?: readonly Separation[];
  readonly limits?: Partial<TelemetryLimits>;
  /** For tests that need a writer that fails. */
  readonly openWriter?: OpenWriter;
}

/**
 * Opens telemetry and begins to follow the log; `reached` tells when it has caught up.
 * Throws DbError when the folder cannot be opened.
 */
export async function openTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  return new BlockTelemetry({
    dir: options.dir,
    log: options.log,
    clock: options.clock,
    deadLetters: options.deadLetters,
    retentionDays: options.retentionDays ?? RETENTION_DAYS,
    separations: options.separations ?? [],
    retentionDaysOf: options.retentionDaysOf ?? (() => undefined),
    limits: { ...DEFAULT_TELEMETRY_LIMITS, ...options.limits },
    openWriter: options.openWriter ?? openWriter,
  });
}
