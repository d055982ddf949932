// The newest durable events, decoded once and shared by every cursor that keeps up.

import type { LogEvent } from "../spine/event.ts";
import type { LogBatch } from "./contract.ts";
import type { EventFilter } from "./event-filter.ts";

export interface TailBatch {
  readonly firstSeq: number;
  readonly events: readonly LogEvent[];
  readonly kinds: number;
  readonly products: readonly string[] | undefined;
  readonly sizeBytes: number;
}

/** Who reads the log, as far as the tail needs to know. */
export interface TailReader {
  /** Events between it and the newest one of the tail. */
  lag(): number;
}

/** Small batches are joined up to here, so that a reader does not wake once a millisecond for a few events. */
const JOINED_EVENTS = 2_048;

export class Tail {
  /** Places before the head are emptied at once: what was evicted must not stay in memory. */
  #batches: (TailBatch | undefined)[] = [];
  #head = 0;
  #events = 0;
  #sizeBytes = 0;

  constructor(readonly limits: { readonly tailEvents: number; readonly tailBytes: number }) {}

  /** Seq of the oldest event held; undefined when none is. */
  firstSeq(): number | undefined {
    return this.#batches[this.#head]?.firstSeq;
  }

  /**
   * Adds the batch that follows the last one. The newest batch is always held, and those before it while one of
   * `readers` comes to them: what nobody will read is not kept, for under load it would outlive young garbage.
   */
  add(batch: TailBatch, readers: Iterable<TailReader>): void {
    this.#batches.push(batch);
    this.#events += batch.events.length;
    this.#sizeBytes += batch.sizeBytes;
    const { tailEvents, tailBytes } = this.limits;
    const readSeq = this.#readSeq(lastSeqOf(batch), readers);
    while (this.#head < this.#batches.length - 1) {
      const oldest = this.#batches[this.#head] as TailBatch;
      const isOver = this.#events > tailEvents || this.#sizeBytes > tailBytes;
      if (!isOver && lastSeqOf(oldest) > readSeq) break;
      this.#batches[this.#head++] = undefined;
      this.#events -= oldest.events.length;
      this.#sizeBytes -= oldest.sizeBytes;
    }
    if (this.#head > 1_024) {
      this.#batches = this.#batches.slice(this.#head);
      this.#head = 0;
    }
  }

  clear(): void {
    this.#batches = [];
    this.#head = this.#events = this.#sizeBytes = 0;
  }

  /** What comes after `position`, or undefined when the tail does not reach back that far. */
  read(position: number, filter: EventFilter): LogBatch | undefined {
    let at = this.#find(position + 1);
    const first = this.#batches[at];
    if (first === undefined) return undefined;
    let events: readonly LogEvent[] = [];
    let lastSeq = position;
    for (; at < this.#batches.length && events.length < JOINED_EVENTS; at++) {
      const batch = this.#batches[at] as TailBatch;
      const part = filter.pick(batch, position + 1);
      if (part.length > 0) events = events.length === 0 ? part : events.concat(part);
      lastSeq = lastSeqOf(batch);
    }
    return { events, lastSeq, gap: undefined };
  }

  /** Up to here all have read that are in the tail; who lags further behind reads files. */
  #readSeq(newestSeq: number, readers: Iterable<TailReader>): number {
    const oldestSeq = this.firstSeq() ?? 0;
    let readSeq = newestSeq;
    for (const reader of readers) {
      const seq = newestSeq - reader.lag();
      if (seq + 1 >= oldestSeq) readSeq = Math.min(readSeq, seq);
    }
    return readSeq;
  }

  /** Index of the batch that holds `seq`; past the end when none does. */
  #find(seq: number): number {
    const oldest = this.firstSeq();
    if (oldest === undefined || seq < oldest) return this.#batches.length;
    let low = this.#head;
    let high = this.#batches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#batches[middle] as TailBatch).firstSeq <= seq) low = middle;
      else high = middle - 1;
    }
    const found = this.#batches[low] as TailBatch;
    return seq <= lastSeqOf(found) ? low : this.#batches.length;
  }
}

function lastSeqOf({ firstSeq, events }: TailBatch): number {
  return firstSeq + events.length - 1;
}
