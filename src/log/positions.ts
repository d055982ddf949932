// The named cursors' positions, saved together and seldom.

import type { Clock, Timer } from "../spine/clock.ts";
import type { GapRecord } from "./contract.ts";
import { GAPS_KEPT, PositionStore } from "./position-store.ts";

export class Positions {
  readonly logId: string;
  readonly lastSeqSeen: number;
  readonly #store: PositionStore;
  readonly #seqs: Map<string, number>;
  readonly #changed = new Map<string, number>();
  /** Newest first. */
  #gaps: readonly GapRecord[];
  #newGaps: GapRecord[] = [];
  #timer: Timer | undefined;
  #lastSeq = 0;

  /** Throws DbError when the file cannot be opened. */
  constructor(
    path: string,
    readonly clock: Clock,
    readonly periodMs: number,
  ) {
    this.#store = new PositionStore(path, () => crypto.randomUUID());
    this.logId = this.#store.logId;
    this.lastSeqSeen = this.#store.lastSeqSeen;
    this.#seqs = new Map(this.#store.positions);
    this.#gaps = this.#store.gaps;
  }

  get(name: string): number | undefined {
    return this.#seqs.get(name);
  }

  set(name: string, seq: number, lastSeq: number): void {
    this.#seqs.set(name, seq);
    this.#changed.set(name, seq);
    this.#lastSeq = lastSeq;
    this.#saveSoon();
  }

  gaps(): readonly GapRecord[] {
    return this.#gaps;
  }

  noteGap(gap: GapRecord): void {
    this.#gaps = [gap, ...this.#gaps].slice(0, GAPS_KEPT);
    this.#newGaps = [...this.#newGaps, gap].slice(-GAPS_KEPT);
    this.#saveSoon();
  }

  close(lastSeq: number): void {
    this.#timer?.cancel();
    this.#lastSeq = lastSeq;
    this.#save();
    this.#store.close();
  }

  #saveSoon(): void {
    this.#timer ??= this.clock.after(this.periodMs, () => this.#save());
  }

  #save(): void {
    this.#timer = undefined;
    try {
      this.#store.save(this.#changed, this.#newGaps, this.#lastSeq);
      this.#changed.clear();
      this.#newGaps = [];
    } catch {
      // A full disk: an older position only means reading again. The next commit tries once more.
    }
  }
}
