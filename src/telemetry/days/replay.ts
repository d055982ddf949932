// What a crash left half done: days that were written before the progress was. Their points must not come twice.

import type { Log } from "../../log/log.ts";
import type { DayFiles } from "./day-files.ts";

export class Replay {
  readonly #files: DayFiles;
  readonly #logId: string;
  /** What comes later than the start cannot be in any file yet. */
  readonly #untilSeq: number;
  readonly #applied = new Map<number, number>();

  constructor(files: DayFiles, log: Log) {
    this.#files = files;
    this.#logId = log.id;
    this.#untilSeq = log.stats().lastSeq;
  }

  /** True while an event with `seq` may have been written before. */
  covers(seq: number): boolean {
    return seq <= this.#untilSeq;
  }

  /** True when the points of `day` from the event `seq` are in the day's file. */
  isApplied(day: number, seq: number): boolean {
    if (seq > this.#untilSeq) return false;
    let applied = this.#applied.get(day);
    if (applied === undefined) {
      applied = this.#files.applied(day, this.#logId);
      this.#applied.set(day, applied);
    }
    return seq <= applied;
  }
}
