// The journal: events, presence, lifecycle and refusals of devices, as a record that people can search.
// Owns: journal.db (entries, and its place in the log in the same file).
// Promises: each event of the log once, in order of arrival; bounded by count and age; texts are made when read.
// Must never: delay the log, keep property reports, or hold a secret that the log does not.

import { DbError, type DbErrorKind } from "../db/db.ts";
import {
  type Cursor,
  type DeadLetters,
  type Delivery,
  type DeliveryLimits,
  type Log,
  openDelivery,
  type Send,
} from "../log/log.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import { JOURNAL_KINDS, type JournalEntry, makeEntry } from "./entry.ts";
import { type JournalFilter, JournalStore } from "./journal-store.ts";

export { JOURNAL_KINDS, type JournalEntry, type JournalKind } from "./entry.ts";
export type { JournalFilter } from "./journal-store.ts";

export interface JournalLimits {
  readonly maxEntries: number;
  readonly retentionDays: number;
}

export interface JournalOptions {
  /** The journal's own database file; made when absent. */
  readonly path: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Where an event goes that cannot be written because of what is in it. */
  readonly deadLetters: Pick<DeadLetters, "put" | "attach">;
  readonly limits?: Partial<JournalLimits>;
}

export interface JournalStats {
  readonly entries: number;
  /** Events between the journal and the newest durable one. */
  readonly lag: number;
  /** Events lost to the log's own retention before the journal read them. */
  readonly lostEvents: number;
  /** Events put aside since the start, because no entry could be made of them. */
  readonly deadLettered: number;
  /** Why it cannot write at the moment; undefined when it can. */
  readonly failure: string | undefined;
}

export interface Journal {
  /** Newest first. */
  list(filter: JournalFilter): JournalEntry[];
  /** Resolves when the events up to `seq` are written, or the journal closes. */
  reached(seq: number): Promise<void>;
  stats(): JournalStats;
  /** Removes the `count` oldest refusals to make room; returns how many there were. Throws DbError. */
  shed(count: number): number;
  close(): Promise<void>;
}

const DEFAULT_LIMITS: JournalLimits = { maxEntries: 500_000, retentionDays: 90 };
const DAY_MS = 86_400_000;
/** Under this name the journal's dead letters are kept. */
const JOURNAL_TARGET = "journal";
/** Entries are written together; when there are few, at least `gatherMs` apart. */
const DELIVERY: DeliveryLimits = {
  batchEvents: 1_000,
  attempts: 3,
  firstWaitMs: 1_000,
  lastWaitMs: 5_000,
  gatherMs: 200,
};
/** What the file says of a single entry; anything else is about the file or the disk. */
const OWN_FAULTS: ReadonlySet<DbErrorKind> = new Set(["unique", "foreign_key", "not_null", "check"]);
const CLEAN_PERIOD_MS = 60_000;

/** Opens the journal and begins to follow the log. Throws DbError when its file cannot be opened. */
export function openJournal(options: JournalOptions): Journal {
  return new LogJournal(options);
}

class LogJournal implements Journal {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #limits: JournalLimits;
  readonly #store: JournalStore;
  readonly #cursor: Cursor;
  readonly #delivery: Delivery;
  readonly #cleaning: Timer;
  #waiting: { readonly seq: number; readonly resolve: () => void }[] = [];
  #isClosed = false;
  #seq: number;
  #savedSeq: number;
  /** Why the clean-up could not write. */
  #failure: string | undefined;

  constructor({ path, log, clock, limits, deadLetters }: JournalOptions) {
    this.#log = log;
    this.#clock = clock;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#store = new JournalStore(path);
    this.#seq = this.#savedSeq = this.#store.progress(log.id);
    const filter = { kinds: JOURNAL_KINDS };
    this.#cursor = log.openCursor({ from: this.#seq + 1, filter, title: JOURNAL_TARGET });
    this.#delivery = openDelivery({
      ...{ target: JOURNAL_TARGET, cursor: this.#cursor, deadLetters, clock },
      send: this.#write,
      limits: DELIVERY,
      onProgress: (seq) => this.#advance(seq),
    });
    this.#cleaning = clock.every(CLEAN_PERIOD_MS, () => this.#clean());
  }

  list(filter: JournalFilter): JournalEntry[] {
    return this.#store.list(filter);
  }

  reached(seq: number): Promise<void> {
    if (this.#seq >= seq || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ seq, resolve }));
  }

  stats(): JournalStats {
    const { lag, lostEvents, deadLettered, failure } = this.#delivery.stats();
    return {
      entries: this.#store.count(),
      lag,
      lostEvents,
      deadLettered,
      failure: failure ?? this.#failure,
    };
  }

  shed(count: number): number {
    return this.#store.removeRefusals(count);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cleaning.cancel();
    await this.#delivery.stop();
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    this.#savePlace();
    this.#cursor.close();
    this.#store.close();
  }

  /** Entries and place in one transaction; an entry that no journal could hold is the event's own fault. */
  readonly #write: Send = (events, { lastSeq, isReplay }) => {
    const entries = events.flatMap((event) => makeEntry(event) ?? []);
    try {
      if (isReplay) this.#store.addMissing(entries, this.#log.id, this.#seq);
      else this.#store.add(entries, this.#log.id, lastSeq);
    } catch (cause) {
      if (cause instanceof DbError && !OWN_FAULTS.has(cause.kind))
        return { kind: "unavailable", reason: cause.message };
      throw cause;
    }
    if (!isReplay) this.#savedSeq = lastSeq;
    this.#failure = undefined;
    return { kind: "done" };
  };

  #advance(seq: number): void {
    this.#seq = seq;
    const due = this.#waiting.filter((one) => one.seq <= seq);
    this.#waiting = this.#waiting.filter((one) => one.seq > seq);
    for (const { resolve } of due) resolve();
  }

  #clean(): void {
    const beforeMs = this.#clock.now() - this.#limits.retentionDays * DAY_MS;
    try {
      let removed = 0;
      for (let now = -1; now !== 0; removed += now)
        now = this.#store.removeOld(this.#limits.maxEntries, beforeMs);
      if (removed > 0) this.#store.shrink();
      this.#savePlace();
    } catch (cause) {
      this.#failure = cause instanceof Error ? cause.message : String(cause);
    }
  }

  /** Also what made no entry counts as done, so that it is not read again after a restart. */
  #savePlace(): void {
    if (this.#seq <= this.#savedSeq) return;
    try {
      this.#store.add([], this.#log.id, this.#seq);
      this.#savedSeq = this.#seq;
    } catch (cause) {
      this.#failure = cause instanceof Error ? cause.message : String(cause);
    }
  }
}
