// The log's bounds: what an operator may change, with its defaults.

export interface LogLimits {
  /** A generation file is ended at this size or age, whichever comes first. */
  readonly generationBytes: number;
  readonly generationMs: number;
  /** Whole generations are removed beyond these, whether all cursors have read them or not. */
  readonly retentionBytes: number;
  readonly retentionMs: number;
  /** Most events and bytes of records in one batch. */
  readonly batchEvents: number;
  readonly batchBytes: number;
  /** Most that waits for the writer; beyond it `relaxed` is dropped and `grouped` refused. */
  readonly pendingEvents: number;
  readonly pendingBytes: number;
  /** Congestion begins above the high-water mark of waiting events and ends below the low one. */
  readonly highWaterEvents: number;
  readonly lowWaterEvents: number;
  /** Most that caught-up cursors share in memory. */
  readonly tailEvents: number;
  readonly tailBytes: number;
  /** Least time between two commits under load: fewer, larger writes. A commit after a pause is not delayed. */
  readonly commitGapMs: number;
  /** How long `relaxed` events wait for company. */
  readonly relaxedMs: number;
  /** How often a log that cannot be written is tried again. */
  readonly probeMs: number;
  /** How often positions of named cursors are saved. */
  readonly positionsMs: number;
}
