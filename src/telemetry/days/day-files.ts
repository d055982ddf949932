// The day files as queries see them: which there are, and open readers of a few.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { dayFileName, dayOfFileName } from "./day.ts";
import { type BlockHead, DayFile } from "./day-store.ts";

const FILES_KEPT_OPEN = 8;
const SIDE_FILES = ["", "-wal"];

export class DayFiles {
  /** Rising. */
  days: number[] = [];
  /** Blocks and files that could not be read and were passed over. */
  damaged = 0;
  readonly #open = new Map<number, DayFile>();

  constructor(readonly dir: string) {
    this.refresh();
  }

  /** Looks which files there are. */
  refresh(): void {
    this.days = readdirSync(this.dir)
      .flatMap((name) => dayOfFileName(name) ?? [])
      .sort((a, b) => a - b);
  }

  /** Days older than `oldest`, oldest first; they are no longer read from here on. */
  forgetBefore(oldest: number): number[] {
    const gone = this.days.filter((day) => day < oldest);
    for (const day of gone) this.#shut(day);
    this.days = this.days.filter((day) => day >= oldest);
    return gone;
  }

  /** Days older than `oldestDay`, and the oldest before `today` while all together are larger than `sizeBytes`. */
  forgetBeyond(oldestDay: number, today: number, sizeBytes: number): number[] {
    const gone = this.forgetBefore(oldestDay);
    while (this.days.length > 1 && this.sizeBytes() > sizeBytes) {
      const oldest = this.days[0] ?? 0;
      if (oldest >= today) break;
      gone.push(...this.forgetBefore(oldest + 1));
    }
    return gone;
  }

  /** A day is no longer read from here on. */
  forget(day: number): void {
    this.#shut(day);
    this.days = this.days.filter((one) => one !== day);
  }

  /** Place in the log up to which a day is written; 0 when there is no file or it cannot be read. */
  applied(day: number, logId: string): number {
    if (!this.days.includes(day)) return 0;
    return this.#attempt(() => this.#file(day).applied(logId)) ?? 0;
  }

  /** Blocks of a series that touch [fromMs, toMs], by rising start. A file that cannot be read has none. */
  heads(day: number, series: number, range: { fromMs: number; toMs: number }): readonly BlockHead[] {
    return this.#attempt(() => this.#file(day).heads(series, range.fromMs, range.toMs)) ?? [];
  }

  /** Undefined when the block is gone: merged into others since its head was read. */
  body(day: number, id: number): Uint8Array | undefined {
    if (!this.days.includes(day)) return undefined;
    const found = this.#attempt(() => ({ body: this.#file(day).body(id) }));
    return found ? found.body : new Uint8Array(0);
  }

  /** Rollups of the minutes of a series; undefined when it has none. */
  minutes(day: number, series: number): Uint8Array | undefined {
    if (!this.days.includes(day)) return undefined;
    return this.#attempt(() => this.#file(day).minutes(series));
  }

  sizeBytes(): number {
    let sizeBytes = 0;
    for (const day of this.days) {
      for (const suffix of SIDE_FILES) {
        sizeBytes +=
          statSync(join(this.dir, dayFileName(day) + suffix), { throwIfNoEntry: false })?.size ?? 0;
      }
    }
    return sizeBytes;
  }

  close(): void {
    for (const day of [...this.#open.keys()]) this.#shut(day);
  }

  #file(day: number): DayFile {
    const known = this.#open.get(day);
    if (known) return known;
    const file = new DayFile(join(this.dir, dayFileName(day)));
    this.#open.set(day, file);
    const oldest = this.#open.keys().next().value;
    if (this.#open.size > FILES_KEPT_OPEN && oldest !== undefined) this.#shut(oldest);
    return file;
  }

  #shut(day: number): void {
    this.#open.get(day)?.close();
    this.#open.delete(day);
  }

  #attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch {
      this.damaged++;
      return undefined;
    }
  }
}
