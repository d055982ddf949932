// The durable event log: the one place where what happened is written before anyone is told that it was received.
// Owns: the generation files, the writer Worker, sequence numbers, the in-memory tail, the named cursors, gap records and dead letters.
// Promises: `settle(ok)` only after the event's batch is committed with synchronous=FULL; order is kept.
// Must never: degrade to memory, know a protocol, or wait for a reader.

import type { Clock } from "../spine/clock.ts";
import type { Log } from "./contract.ts";
import { EventLog } from "./event-log.ts";
import type { LogLimits } from "./log-limits.ts";
import { type OpenWriter, openWriter } from "./writer.ts";

export type {
  Cadence,
  Cursor,
  CursorFilter,
  CursorOptions,
  Damage,
  GapRecord,
  Log,
  LogBatch,
  LogStats,
  Receipt,
  SettleAppend,
} from "./contract.ts";
export type {
  Attempt,
  AttemptContext,
  DeadLetter,
  DeadLetters,
  Delivery,
  DeliveryLimits,
  DeliveryStats,
  NewDeadLetter,
  Redelivery,
  Send,
  TargetCount,
} from "./delivery/contract.ts";
export { type DeadLetterLimits, type DeadLettersOptions, openDeadLetters } from "./delivery/dead-letters.ts";
export { type DeliveryOptions, openDelivery } from "./delivery/delivery.ts";
export type { LogLimits } from "./log-limits.ts";

const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;

export const DEFAULT_LOG_LIMITS: LogLimits = {
  generationBytes: 128 * MIB,
  generationMs: 6 * HOUR_MS,
  retentionBytes: 4096 * MIB,
  retentionMs: 7 * 24 * HOUR_MS,
  batchEvents: 8_192,
  batchBytes: 2 * MIB,
  pendingEvents: 65_536,
  pendingBytes: 64 * MIB,
  highWaterEvents: 8_192,
  lowWaterEvents: 2_048,
  tailEvents: 32_768,
  tailBytes: 16 * MIB,
  commitGapMs: 2,
  relaxedMs: 100,
  probeMs: 1_000,
  positionsMs: 1_000,
};

export interface LogOptions {
  /** Folder of the generation files; made when absent. */
  readonly dir: string;
  readonly clock: Clock;
  readonly limits?: Partial<LogLimits>;
  /** For tests that need a writer that fails. */
  readonly openWriter?: OpenWriter;
}

/**
 * Opens the log. It reads only the newest file, and does not wait for its writer: until that is ready, and whenever
 * it cannot write, appends wait or are refused. Throws DbError when the folder or its newest file cannot be opened.
 */
export async function openLog(options: LogOptions): Promise<Log> {
  return new EventLog({
    dir: options.dir,
    clock: options.clock,
    limits: { ...DEFAULT_LOG_LIMITS, ...options.limits },
    openWriter: options.openWriter ?? openWriter,
  });
}
