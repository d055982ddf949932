import type { Clock, Timer } from "../spine/clock.ts";

/** Counters that only rise. */
export interface Totals {
  readonly messages: number;
  readonly points: number;
  readonly refused: number;
}

export interface RateSample {
  /** End of its period, UTC ms. */
  readonly ts: number;
  readonly messagesPerSec: number;
  readonly pointsPerSec: number;
  readonly refusedPerSec: number;
}

const PERIOD_MS = 5_000;
const SAMPLES = 120;
const NOTHING: RateSample = { ts: 0, messagesPerSec: 0, pointsPerSec: 0, refusedPerSec: 0 };

/** How much went through, each 5 s of the last 10 min. */
export class Rates {
  #samples: RateSample[] = [];
  #last: Totals;
  #lastMs: number;
  readonly #timer: Timer;

  constructor(
    readonly clock: Clock,
    readonly totals: () => Totals,
  ) {
    this.#last = totals();
    this.#lastMs = clock.monotonicMs();
    this.#timer = clock.every(PERIOD_MS, () => this.#sample());
  }

  /** The newest period; all zero before the first is over. */
  current(): RateSample {
    return this.#samples.at(-1) ?? NOTHING;
  }

  /** Oldest first. */
  history(): readonly RateSample[] {
    return this.#samples;
  }

  stop(): void {
    this.#timer.cancel();
  }

  #sample(): void {
    const totals = this.totals();
    const nowMs = this.clock.monotonicMs();
    // By the monotonic clock, and by what has passed really: a busy process is late with its timers.
    const seconds = Math.max(0.001, (nowMs - this.#lastMs) / 1_000);
    const perSec = (name: keyof Totals) =>
      Math.round((Math.max(0, totals[name] - this.#last[name]) / seconds) * 10) / 10;
    this.#samples.push({
      ts: this.clock.now(),
      messagesPerSec: perSec("messages"),
      pointsPerSec: perSec("points"),
      refusedPerSec: perSec("refused"),
    });
    if (this.#samples.length > SAMPLES) this.#samples = this.#samples.slice(-SAMPLES);
    this.#last = totals;
    this.#lastMs = nowMs;
  }
}
