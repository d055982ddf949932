// A reader's place in the log: from the shared tail while it keeps up, from the files while it does not.

import { nextTurn } from "../kit/next-turn.ts";
import type { Cursor, CursorOptions, LogBatch } from "./contract.ts";
import { EventFilter } from "./event-filter.ts";
import { type FileReader, UnreachableError } from "./file-reader.ts";
import type { Tail } from "./tail.ts";

/** What a cursor needs of the log. */
export interface CursorSource {
  readonly tail: Tail;
  readonly files: FileReader;
  lastSeq(): number;
  isClosed(): boolean;
  /** Calls `wake` once when there is more or the log closes; returns the removal. */
  onMore(wake: () => void): () => void;
  savePosition(name: string, seq: number): void;
  noteGap(reader: string, gap: NonNullable<LogBatch["gap"]>): void;
  /** Waits a while before files are read again that could not be got at. */
  rest(): Promise<void>;
  forget(cursor: LogCursor): void;
}

export class LogCursor implements Cursor {
  readonly name: string | undefined;
  readonly title: string | undefined;
  readonly #filter: EventFilter;
  #isClosed = false;
  /** True from a read until the cursor has to wait. */
  #isBusy = false;
  #wake: (() => void) | undefined;
  /** Last seq that the reader committed. */
  #committed: number;

  constructor(
    readonly source: CursorSource,
    options: CursorOptions,
    /** Everything up to here is passed over. */
    private position: number,
  ) {
    this.name = options.name;
    this.title = options.title ?? options.name;
    this.#filter = new EventFilter(options.filter ?? {});
    this.#committed = position;
  }

  get seq(): number {
    return this.name === undefined ? this.position : this.#committed;
  }

  async next(signal?: AbortSignal): Promise<LogBatch | undefined> {
    while (!this.#isEnded(signal)) {
      if (this.position >= this.source.lastSeq()) {
        this.#isBusy = false;
        await this.#more(signal);
        continue;
      }
      const batch = await this.#read();
      if (this.#isEnded(signal)) return undefined;
      this.position = batch.lastSeq;
      if (batch.gap !== undefined && this.title !== undefined) this.source.noteGap(this.title, batch.gap);
      // What was passed over is told only at the end of it, so that a narrow reader is not woken for nothing.
      const isEnd = this.position >= this.source.lastSeq();
      if (isEnd || batch.events.length > 0 || batch.gap !== undefined) return batch;
    }
    return undefined;
  }

  commit(seq: number): void {
    if (this.name === undefined || seq <= this.#committed) return;
    this.#committed = seq;
    this.source.savePosition(this.name, seq);
  }

  lag(): number {
    return Math.max(0, this.source.lastSeq() - this.position);
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
    this.source.forget(this);
  }

  #isEnded(signal: AbortSignal | undefined): boolean {
    return this.#isClosed || this.source.isClosed() || (signal?.aborted ?? false);
  }

  async #read(): Promise<LogBatch> {
    // A reader that always finds more must not hold up what is live: it works in bites.
    if (this.#isBusy) await nextTurn();
    this.#isBusy = true;
    const shared = this.source.tail.read(this.position, this.#filter);
    if (shared !== undefined) return shared;
    try {
      return this.source.files.read(this.position, this.#filter);
    } catch (cause) {
      if (!(cause instanceof UnreachableError)) throw cause;
      await this.source.rest();
      return { events: [], lastSeq: this.position, gap: undefined };
    }
  }

  #more(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        stopWaiting();
        signal?.removeEventListener("abort", done);
        this.#wake = undefined;
        resolve();
      };
      const stopWaiting = this.source.onMore(done);
      signal?.addEventListener("abort", done);
      this.#wake = done;
    });
  }
}
