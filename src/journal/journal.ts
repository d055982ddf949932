// The journal: events, presence, lifecycle and refusals of devices, as a record that people can search.
// Owns: journal.db (entries, and its place in the log in the same file).
// Promises: each event of the log once, in order of arrival; bounded by count and age; texts are made when read.
// Must never: delay the log, keep property reports, or hold a secret that the log does not.

import { nextTurn } from "../kit/next-turn.ts";
import type { Cursor, Log, LogBatch } from "../log/log.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import { JOURNAL_KINDS, type JournalEntry, makeEntry, type NewEntry } from "./entry.ts";
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
  readonly limits?: Partial<JournalLimits>;
}

export interface JournalStats {
  readonly entries: number;
  /** Events between the journal and the newest durable one. */
  readonly lag: number;
  /** Events lost to the log's own retention before the journal read them. */
  readonly lostEvents: number;
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
/** Entries are written together: at most this many, at least this far apart when there are fewer. */
const ENTRIES_AT_ONCE = 1_000;
const WRITE_GAP_MS = 200;
const RETRY_MS = 5_000;
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
  readonly #abort = new AbortController();
  readonly #following: Promise<void>;
  readonly #cleaning: Timer;
  #waiting: { readonly seq: number; readonly resolve: () => void }[] = [];
  #seq: number;
  #savedSeq: number;
  /** True while a batch is being written. */
  #isBusy = false;
  #lostEvents = 0;
  #failure: string | undefined;

  constructor({ path, log, clock, limits }: JournalOptions) {
    this.#log = log;
    this.#clock = clock;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#store = new JournalStore(path);
    this.#seq = this.#savedSeq = this.#store.progress(log.id);
    this.#cursor = log.openCursor({ from: this.#seq + 1, filter: { kinds: JOURNAL_KINDS } });
    this.#following = this.#follow();
    this.#cleaning = clock.every(CLEAN_PERIOD_MS, () => this.#clean());
  }

  list(filter: JournalFilter): JournalEntry[] {
    return this.#store.list(filter);
  }

  reached(seq: number): Promise<void> {
    if (this.#seq >= seq || this.#abort.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ seq, resolve }));
  }

  stats(): JournalStats {
    return {
      entries: this.#store.count(),
      lag: this.#cursor.lag(),
      lostEvents: this.#lostEvents,
      failure: this.#failure,
    };
  }

  shed(count: number): number {
    return this.#store.removeRefusals(count);
  }

  async close(): Promise<void> {
    if (this.#abort.signal.aborted) return;
    this.#cleaning.cancel();
    this.#abort.abort();
    await this.#following;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    this.#savePlace();
    this.#cursor.close();
    this.#store.close();
  }

  async #follow(): Promise<void> {
    for (;;) {
      const batch = await this.#cursor.next(this.#abort.signal);
      if (batch === undefined) return;
      this.#isBusy = true;
      if (batch.gap) this.#lostEvents += batch.gap.missed;
      if (batch.events.length > 0) await this.#write(batch);
      else this.#seq = batch.lastSeq;
      this.#isBusy = false;
      this.#wake();
      if (batch.events.length === 0) continue;
      // A pause lets a few entries come together; with many waiting there is no time for it.
      if (this.#cursor.lag() < ENTRIES_AT_ONCE) await this.#pause(WRITE_GAP_MS);
    }
  }

  async #write({ events, lastSeq }: LogBatch): Promise<void> {
    for (let at = 0; at === 0 || at < events.length; at += ENTRIES_AT_ONCE) {
      const part = events.slice(at, at + ENTRIES_AT_ONCE);
      const isLast = at + ENTRIES_AT_ONCE >= events.length;
      const entries = part.flatMap((event) => makeEntry(event) ?? []);
      const seq = isLast ? lastSeq : (part.at(-1)?.seq ?? lastSeq);
      if (!(await this.#writePart(entries, seq))) return;
      if (!isLast) await nextTurn();
    }
  }

  /** Tries until it succeeds; false when the journal closes meanwhile. */
  async #writePart(entries: readonly NewEntry[], seq: number): Promise<boolean> {
    for (;;) {
      try {
        this.#store.add(entries, this.#log.id, seq);
        this.#seq = this.#savedSeq = seq;
        this.#failure = undefined;
        return true;
      } catch (cause) {
        this.#failure = cause instanceof Error ? cause.message : String(cause);
      }
      if (this.#abort.signal.aborted) return false;
      await this.#pause(RETRY_MS);
    }
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

  /** Between batches also what made no entry counts as done, so that it is not read again after a restart. */
  #savePlace(): void {
    if (this.#isBusy || this.#seq <= this.#savedSeq) return;
    try {
      this.#store.add([], this.#log.id, this.#seq);
      this.#savedSeq = this.#seq;
    } catch (cause) {
      this.#failure = cause instanceof Error ? cause.message : String(cause);
    }
  }

  #wake(): void {
    const due = this.#waiting.filter(({ seq }) => seq <= this.#seq);
    this.#waiting = this.#waiting.filter(({ seq }) => seq > this.#seq);
    for (const { resolve } of due) resolve();
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#abort;
    return new Promise((resolve) => {
      const done = () => {
        timer.cancel();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = this.#clock.after(ms, done);
      signal.addEventListener("abort", done);
      if (signal.aborted) done();
    });
  }
}
