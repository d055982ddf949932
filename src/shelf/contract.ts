import type { Failure } from "../spine/error.ts";

export interface Shelf {
  /** Visits every record that is stored; `value` belongs to the receiver. Throws DbError when the file cannot be read. */
  load(visit: (bucket: string, key: string, value: Uint8Array) => void): void;
  /**
   * Keeps `value` under its name, in place of what is there; it must not change afterwards. False when there is no room
   * for it: what was there stays, and the next commit fails.
   */
  put(bucket: string, key: string, value: Uint8Array): boolean;
  remove(bucket: string, key: string): void;
  /**
   * Calls back, in order and never before it returns, when everything put and removed so far is durable, or why it is
   * not. After a failure what was put is kept, within `pendingBytes`, and written when the file takes it again.
   */
  commit(settle: (failure: Failure | undefined) => void): void;
  /** While there is a reason (a full disk) nothing is written and every commit fails with it. */
  hold(reason: string | undefined): void;
  stats(): ShelfStats;
  /** Writes what waits and ends. */
  close(): Promise<void>;
}

export interface ShelfStats {
  readonly pendingRecords: number;
  readonly pendingBytes: number;
  /** Transactions since the start. */
  readonly commits: number;
  /** Why nothing can be stored now. */
  readonly unavailable: string | undefined;
}

export interface ShelfLimits {
  /** Most that waits to be written; beyond it puts are not taken and the next commit fails. */
  readonly pendingBytes: number;
  /** Least time between two commits under load: fewer, larger writes. A commit after a pause is not delayed. */
  readonly commitGapMs: number;
  /** How long changes that nobody waits for stay in memory. */
  readonly relaxedMs: number;
  /** How often a file that cannot be written is tried again. */
  readonly retryMs: number;
}
