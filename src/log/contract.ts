// The log as its users see it.

import type { Failure } from "../spine/error.ts";
import type { EventKind, LogEvent } from "../spine/event.ts";
import type { Result } from "../spine/result.ts";

/**
 * How soon a batch is committed, by the most urgent of its events:
 * `strict` at once when the writer is idle, otherwise with the next batch;
 * `grouped` the same, but at least `commitGapMs` after the last commit, so that more goes into one;
 * `patient` never forces a commit: within 100 ms or with whatever else is committed;
 * `relaxed` (QoS 0, UDP) like `patient`, and under pressure it is dropped first.
 */
export type Cadence = "strict" | "grouped" | "patient" | "relaxed";

/** Position of the last event of the appended group. */
export interface Receipt {
  readonly seq: number;
}

export type SettleAppend = (result: Result<Receipt, Failure>) => void;

export interface LogBatch {
  /**
   * In order of seq; only events that match the cursor's filter, so it may be empty when others were passed over.
   * Shared with other readers: never mutate.
   */
  readonly events: readonly LogEvent[];
  /** Everything up to and including this seq has been offered (matching or not). */
  readonly lastSeq: number;
  /** Set when events before these are gone that this cursor had not read: removed by retention, or damaged. */
  readonly gap: { readonly fromSeq: number; readonly toSeq: number; readonly missed: number } | undefined;
}

export interface CursorFilter {
  readonly kinds?: readonly EventKind[];
  readonly productKeys?: readonly string[];
}

export interface CursorOptions {
  /** Named cursors have their position kept by the log (`commit`); without a name the caller keeps it. */
  readonly name?: string;
  /** What people see a reader called that keeps its own place. */
  readonly title?: string;
  /** First seq to read, or an end; a named cursor's stored position wins. */
  readonly from: number | "oldest" | "newest";
  readonly filter?: CursorFilter;
}

export interface Cursor {
  /** The next batch; waits while caught up. Resolves undefined when `signal` aborts or the log closes. */
  next(signal?: AbortSignal): Promise<LogBatch | undefined>;
  /**
   * Stores the position of a named cursor (coalesced, at most once a second). It survives the process at once
   * and power loss within seconds: an older position only means that events are offered again.
   */
  commit(seq: number): void;
  /** Events between this cursor and the newest durable one. */
  lag(): number;
  close(): void;
}

/** Events that a reader with a name missed: removed by retention before it came, or damaged. */
export interface GapRecord {
  readonly reader: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly missed: number;
  /** When the reader met it, UTC ms. */
  readonly atMs: number;
}

/** A part of the log that could not be read and was passed over; all around it is read. */
export interface Damage {
  /** File name of the generation. */
  readonly file: string;
  /** First seq of the chunk; undefined where it is not known which. */
  readonly seq: number | undefined;
  readonly reason: string;
}

export interface LogStats {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly pendingEvents: number;
  readonly batches: number;
  readonly events: number;
  /** Bytes of all generation files. */
  readonly sizeBytes: number;
  readonly generations: number;
  readonly commitMsP50: number;
  readonly commitMsP99: number;
  /** Undefined while the log accepts; otherwise why it does not. */
  readonly unavailable: string | undefined;
  readonly droppedRelaxed: number;
  /** Chunks met by cursors that could not be read and were passed over. */
  readonly damagedChunks: number;
  /** The same, one by one; the first hundred. */
  readonly damage: readonly Damage[];
  /** Newest first, kept over restarts; the newest hundred. */
  readonly gaps: readonly GapRecord[];
  /** Readers with a name or a title. */
  readonly cursors: readonly { name: string; seq: number; lag: number }[];
}

export interface Log {
  /** Made with the log's folder: tells this log from another one, whose numbers mean nothing here. */
  readonly id: string;
  /**
   * Adds events as one group (all or none); a group without events settles in its turn. The log sets each event's `seq` when it seals the batch.
   * `settle` runs once, after this call returned: ok when durable, `log_unavailable` or `log_full` when not.
   * Settles run in the order of the appends; only a refusal may come before the answer to an earlier append.
   */
  append(events: readonly LogEvent[], cadence: Cadence, settle?: SettleAppend): void;
  openCursor(options: CursorOptions): Cursor;
  /**
   * Calls `listener` with each batch as it becomes durable (shared objects), after its settles; returns its removal.
   */
  onDurable(listener: (events: readonly LogEvent[]) => void): () => void;
  /**
   * Calls `listener` once after the settles of a whole batch ran, committed or refused: the moment to flush sockets.
   */
  onSettled(listener: () => void): () => void;
  /** True while the pending queue is over its high-water mark; acknowledged traffic must pause. */
  isCongested(): boolean;
  onCongestion(listener: (isCongested: boolean) => void): () => void;
  /** Refuses every append for `reason` (`log_unavailable`) until called with undefined; what waits is still written. */
  hold(reason: string | undefined): void;
  /**
   * Removes the oldest generation if all of it lies before `keepFromSeq`; a log of one file begins another, so that
   * this one can go later. Cursors that had not read it meet a gap. Returns the bytes that went.
   */
  shed(keepFromSeq: number): number;
  stats(): LogStats;
  /** Commits what is pending, then stops the writer. */
  close(): Promise<void>;
}
