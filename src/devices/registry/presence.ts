import type { Db } from "../../db/db.ts";
import type { Clock, Timer } from "../../spine/clock.ts";
import type { DeviceEntry } from "../device-entry.ts";
import type { DeviceStore } from "./store.ts";

/** A burst of connections is one transaction, and a power cut loses at most this much of presence. */
const FLUSH_MS = 500;
/** How old the stored `lastSeenAt` of a talking device may grow. */
const SEEN_MS = 60_000;
/** Most rows in one transaction, so that the event loop is never held for long. */
const FLUSH_ROWS = 1_000;

export interface PresenceOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly store: DeviceStore;
  /** Told once when writing begins to fail; it is tried again until it succeeds. */
  readonly onFailure: (error: unknown) => void;
}

/** Writes what connections change of devices behind memory's back: soon, together, and never on the device path. */
export class PresenceWriter {
  readonly #dirty = new Set<DeviceEntry>();
  #timer: Timer | undefined;
  #isFailing = false;

  constructor(readonly options: PresenceOptions) {}

  mark(entry: DeviceEntry): void {
    this.#dirty.add(entry);
    this.#schedule();
  }

  /** Notes that the device was heard; a field write, and a row at most once a minute. */
  touch(entry: DeviceEntry, now: number): void {
    entry.lastSeenAt = now;
    if (now - entry.storedSeenAt >= SEEN_MS) {
      // Set before it is stored, so that the next message costs a comparison only.
      entry.storedSeenAt = now;
      this.mark(entry);
    }
  }

  forget(entry: DeviceEntry): void {
    this.#dirty.delete(entry);
  }

  /** Writes all that waits, now; what cannot be written (a full disk) stays for later, and readers see older rows. */
  flush(): void {
    while (this.#dirty.size > 0 && this.#tryWrite());
    if (this.#dirty.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Forgets what could not be written; nothing is tried again. */
  stop(): void {
    this.flush();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer ??= this.options.clock.after(FLUSH_MS, () => {
      this.#timer = undefined;
      this.#tryWrite();
      if (this.#dirty.size > 0) this.#schedule();
    });
  }

  #tryWrite(): boolean {
    try {
      this.#writeSome();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.options.onFailure(error);
      this.#isFailing = true;
    }
    return !this.#isFailing;
  }

  #writeSome(): void {
    const { db, store } = this.options;
    const entries = this.#dirty.values().take(FLUSH_ROWS).toArray();
    db.transaction(() => {
      for (const entry of entries) {
        store.savePresence({
          id: entry.id,
          state: entry.state,
          stateSince: entry.stateSince,
          stateReason: entry.stateReason,
          address: entry.address,
          activatedAt: entry.activatedAt ?? null,
          lastSeenAt: entry.lastSeenAt ?? null,
        });
      }
    });
    for (const entry of entries) {
      this.#dirty.delete(entry);
      entry.storedSeenAt = entry.lastSeenAt ?? 0;
    }
  }
}
