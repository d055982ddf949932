// The feed: what is in the log and what comes, in order, for applications that keep their place themselves.

import type { Cursor, Log } from "../../log/log.ts";
import type { Clock } from "../../spine/clock.ts";
import type { LogEvent } from "../../spine/event.ts";
import { cursorFilterOf, type FeedFilter, pickEvent } from "./filter.ts";
import { positionText, readPosition } from "./position.ts";

export const MESSAGE_NAMES = [
  "property",
  "event",
  "reply",
  "state",
  "lifecycle",
  "refused",
  "gap",
  "position",
] as const;

/** Where the messages of one reader go. */
export interface FeedSink {
  /** `position` is where to go on from after this message. False when the reader is gone. */
  send(name: string, message: unknown, position: string): boolean;
  /** An event in the reader's words. */
  words(event: LogEvent): unknown;
  /** Bytes that wait for the reader. */
  backlogBytes(): number;
  close(): void;
}

export interface FeedOptions {
  readonly log: Pick<Log, "openCursor" | "id" | "stats">;
  readonly clock: Clock;
  /** Most readers at a time; 100 unless given. */
  readonly clientLimit?: number;
}

export type FeedStart = "oldest" | "newest" | { readonly afterSeq: number };

export interface Feed {
  readonly clientLimit: number;
  /** False when the limit is reached; ask before following. */
  hasRoom(): boolean;
  /** Where `position` is; `other_log` when it belongs to a log that is not here any more. */
  find(position: string): ReturnType<typeof readPosition>;
  /** Sends what `filter` lets through, until the reader is gone or the returned function is called. */
  follow(start: FeedStart, filter: FeedFilter, sink: FeedSink): () => void;
  stats(): { readonly clients: number; readonly sent: number };
  close(): void;
}

const CLIENT_LIMIT = 100;
/** A reader with more than this waiting is waited for. */
const BACKLOG_BYTES = 256 * 1024;
const BACKLOG_LOOK_MS = 20;
/** A reader whose filter lets nothing through is told this often how far it is. */
const POSITION_MS = 10_000;

export function openFeed(options: FeedOptions): Feed {
  return new LogFeed(options);
}

class LogFeed implements Feed {
  readonly clientLimit: number;
  readonly #readers = new Set<() => void>();
  #sent = 0;

  constructor(readonly options: FeedOptions) {
    this.clientLimit = options.clientLimit ?? CLIENT_LIMIT;
  }

  hasRoom(): boolean {
    return this.#readers.size < this.clientLimit;
  }

  find(position: string): ReturnType<typeof readPosition> {
    return readPosition(position, this.options.log.id);
  }

  follow(start: FeedStart, filter: FeedFilter, sink: FeedSink): () => void {
    const from = typeof start === "string" ? start : start.afterSeq + 1;
    const cursor = this.options.log.openCursor({ from, filter: cursorFilterOf(filter) });
    const gone = new AbortController();
    const stop = () => {
      this.#readers.delete(stop);
      gone.abort();
      cursor.close();
    };
    this.#readers.add(stop);
    const reader = { cursor, filter, sink, signal: gone.signal };
    // Whatever ends it ends the stream: the reader comes back and goes on from its place.
    void this.#pump(reader)
      .catch(() => {})
      .finally(() => {
        stop();
        sink.close();
      });
    return stop;
  }

  stats() {
    return { clients: this.#readers.size, sent: this.#sent };
  }

  close(): void {
    for (const stop of this.#readers) stop();
  }

  async #pump(reader: Reader): Promise<void> {
    const { cursor, filter, sink, signal } = reader;
    const { clock, log } = this.options;
    let toldMs = clock.monotonicMs();
    const send = (name: string, message: unknown, seq: number) => {
      toldMs = clock.monotonicMs();
      return sink.send(name, message, positionText(log.id, seq));
    };
    if (!send("position", {}, this.#seqOf(reader))) return;
    for (let batch = await cursor.next(signal); batch !== undefined; batch = await cursor.next(signal)) {
      const { gap, events, lastSeq } = batch;
      if (gap !== undefined && !send("gap", gap, gap.toSeq)) return;
      for (const event of events) {
        const picked = pickEvent(event, filter);
        if (picked === undefined) continue;
        if (sink.backlogBytes() > BACKLOG_BYTES) await this.#drained(reader);
        if (signal.aborted || !send(event.kind, sink.words(picked), event.seq)) return;
        this.#sent++;
      }
      if (clock.monotonicMs() - toldMs >= POSITION_MS && !send("position", {}, lastSeq)) return;
    }
  }

  /** Where the reader is before its first event. */
  #seqOf({ cursor }: Reader): number {
    return Math.max(0, this.options.log.stats().lastSeq - cursor.lag());
  }

  async #drained({ sink, signal }: Reader): Promise<void> {
    while (!signal.aborted && sink.backlogBytes() > BACKLOG_BYTES / 2)
      await new Promise<void>((resolve) => this.options.clock.after(BACKLOG_LOOK_MS, resolve));
  }
}

interface Reader {
  readonly cursor: Cursor;
  readonly filter: FeedFilter;
  readonly sink: FeedSink;
  readonly signal: AbortSignal;
}
