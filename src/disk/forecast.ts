// How fast the data grows, and how long that goes well. Pure but for the samples that it keeps.

export interface Forecast {
  /** By how much the data grows in a day; undefined while too little is known. */
  readonly growthBytesPerDay: number | undefined;
  /** Days until the oldest data has to go; undefined when the data does not grow or too little is known. */
  readonly daysLeft: number | undefined;
}

interface Sample {
  readonly atMs: number;
  readonly dataBytes: number;
  /** Bytes removed to make room since the start. */
  readonly shedBytes: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** A sample each 10 min over 12 h: long enough for a shift's rhythm, short enough to notice a new line. */
const SAMPLE_MS = 10 * 60_000;
const WINDOW_MS = 12 * HOUR_MS;
/** Flushes and compaction come in bursts: less than this says nothing. */
const LEAST_MS = HOUR_MS;

export class GrowthRecord {
  readonly #samples: Sample[] = [];

  /** Notes how much data there is; times are monotonic ms. */
  add(sample: Sample): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && sample.atMs - last.atMs < SAMPLE_MS) return;
    this.#samples.push(sample);
    while ((this.#samples[0]?.atMs ?? 0) < sample.atMs - WINDOW_MS) this.#samples.shift();
  }

  /** What the last hours promise, with `roomBytes` left until something has to go. */
  forecast(roomBytes: number): Forecast {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < LEAST_MS)
      return { growthBytesPerDay: undefined, daysLeft: undefined };
    // What was removed had been written: without adding it, a full budget would look as if nothing came in.
    const grownBytes = last.dataBytes - first.dataBytes + last.shedBytes - first.shedBytes;
    const growthBytesPerDay = Math.round((grownBytes * DAY_MS) / (last.atMs - first.atMs));
    const daysLeft = growthBytesPerDay <= 0 ? undefined : Math.max(0, roomBytes) / growthBytesPerDay;
    return {
      growthBytesPerDay,
      daysLeft: daysLeft === undefined ? undefined : Math.round(daysLeft * 10) / 10,
    };
  }
}
