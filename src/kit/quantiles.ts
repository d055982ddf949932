/** The newest measurements, for percentiles. */
export class Quantiles {
  readonly #values: Float64Array;
  #count = 0;

  constructor(size: number) {
    this.#values = new Float64Array(size);
  }

  add(value: number): void {
    this.#values[this.#count++ % this.#values.length] = value;
  }

  /** The value below which `share` (0 to 1) of the newest measurements lie; 0 without any. */
  at(share: number): number {
    const held = this.#values.slice(0, Math.min(this.#count, this.#values.length)).sort();
    return held[Math.min(held.length - 1, Math.floor(share * held.length))] ?? 0;
  }
}
