/** Counts of values in steps of about one percent, so that millions of them cost nothing to keep. */
export class Histogram {
  readonly #counts = new Uint32Array(2_048);
  #total = 0;

  /** `valueMs` from a microsecond up. */
  add(valueMs: number): void {
    const step = Math.round(Math.log(Math.max(1, valueMs * 1_000)) * STEPS_PER_E);
    const at = Math.min(step, this.#counts.length - 1);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#total++;
  }

  /** Milliseconds below which `share` of the values lie; 0 when there are none. */
  percentileMs(share: number): number {
    let left = share * this.#total;
    for (const [step, count] of this.#counts.entries()) {
      left -= count;
      if (count > 0 && left <= 0) return Math.exp(step / STEPS_PER_E) / 1_000;
    }
    return 0;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }
}

const STEPS_PER_E = 100;
