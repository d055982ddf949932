// The newest points of one series, in the order in which they came.

import type { Quality, Value } from "../../spine/point.ts";

/** How a column's values are held. `any` takes whatever the other two cannot. */
export type ColumnKind = "number" | "bool" | "any";

export interface SeriesPoint {
  /** Source time, UTC ms. */
  readonly ts: number;
  readonly value: Value;
  readonly quality: Quality;
  /** When it was received, UTC ms; undefined when that is not known. */
  readonly recvTs: number | undefined;
}

/** What a column keeps of a point beside its time and value. */
export interface Mark {
  readonly quality: Quality;
  /** Received minus own time, ms. */
  readonly delay: number;
}

const FIRST_CAPACITY = 16;
/** Most points that room is made for ahead of time. */
const MOST_EXPECTED = 8_192;
/** Shared: with many series, most columns are empty most of the time. */
const NO_NUMBERS = new Float64Array(0);
const NO_QUALITIES = new Uint8Array(0);

/** Grows only at its end, so whoever holds it and keeps the length keeps what was there then. */
export class Column {
  length = 0;
  kind: ColumnKind = "number";
  times = NO_NUMBERS;
  /** Values of `number` and `bool` (0 or 1). */
  numbers = NO_NUMBERS;
  /** Values of `any`. */
  others: Value[] = [];
  qualities = NO_QUALITIES;
  /** Of all points, while `delays` is empty. */
  delay = 0;
  /** Of each point, once they differ. */
  delays = NO_NUMBERS;
  minTs = Number.POSITIVE_INFINITY;
  maxTs = Number.NEGATIVE_INFINITY;
  /** True while times rise strictly, so that nothing needs sorting. */
  isSorted = true;
  #isHeld = false;

  /** `expectedPoints`: about as many as it will hold, so that it need not grow. */
  constructor(readonly expectedPoints = 0) {}

  add(ts: number, value: Value, { quality, delay }: Mark): void {
    const at = this.length;
    if (at === this.times.length) this.#grow();
    this.times[at] = ts;
    this.qualities[at] = quality;
    if (typeof value === "number" && this.kind === "number") this.numbers[at] = value;
    else this.#addOther(at, value);
    this.#addDelay(at, delay);
    this.length = at + 1;
    if (ts > this.maxTs) this.maxTs = ts;
    else this.isSorted = false;
    if (ts < this.minTs) this.minTs = ts;
  }

  /** Whoever reads it across turns of the event loop says so: its arrays are then left to the garbage collector. */
  hold(): void {
    this.#isHeld = true;
  }

  /** It is not needed any more: gives its memory back at once, for the collector would take its time. */
  release(): void {
    if (!this.#isHeld)
      for (const array of [this.times, this.numbers, this.qualities, this.delays]) free(array);
  }

  /** The value at `index`, in its own type. */
  valueAt(index: number): Value {
    if (this.kind === "any") return this.others[index] as Value;
    const number = this.numbers[index] as number;
    return this.kind === "bool" ? number === 1 : number;
  }

  #addDelay(at: number, delay: number): void {
    if (at === 0) this.delay = delay;
    if (this.delays.length === 0) {
      if (delay === this.delay) return;
      this.delays = new Float64Array(this.times.length).fill(this.delay, 0, at);
    }
    this.delays[at] = delay;
  }

  #addOther(at: number, value: Value): void {
    if (typeof value === "boolean" && (this.kind === "bool" || at === 0)) {
      this.kind = "bool";
      this.numbers[at] = value ? 1 : 0;
      return;
    }
    if (this.kind !== "any") this.#becomeAny();
    this.others[at] = value;
  }

  /** A column of numbers meets another type: its values move to a list, once. */
  #becomeAny(): void {
    this.others = Array.from({ length: this.length }, (_, index) => this.valueAt(index));
    this.kind = "any";
    this.numbers = NO_NUMBERS;
  }

  #grow(): void {
    const expected = Math.min(this.expectedPoints, MOST_EXPECTED);
    const capacity = Math.max(FIRST_CAPACITY, this.times.length === 0 ? expected : this.times.length * 2);
    this.times = this.#grown(this.times, new Float64Array(capacity));
    this.qualities = this.#grown(this.qualities, new Uint8Array(capacity));
    if (this.delays.length > 0) this.delays = this.#grown(this.delays, new Float64Array(capacity));
    if (this.kind !== "any") this.numbers = this.#grown(this.numbers, new Float64Array(capacity));
  }

  #grown<T extends Numbers>(from: T, to: T): T {
    to.set(from);
    if (!this.#isHeld) free(from);
    return to;
  }
}

type Numbers = Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Smaller arrays live in the garbage-collected heap itself, and giving them back would make more garbage than it saves. */
const WORTH_FREEING_BYTES = 4_096;

function free(array: Numbers): void {
  if (array.byteLength >= WORTH_FREEING_BYTES) array.buffer.transfer(0);
}
