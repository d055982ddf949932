import { Quantiles } from "../kit/quantiles.ts";
import type { Clock, Timer } from "../spine/clock.ts";

const PERIOD_MS = 50;
/** 30 s of measurements. */
const SAMPLES = 600;

export interface LoopLagReport {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** How late the event loop is with what is due: what a device feels when something else holds the thread. */
export class LoopLag {
  readonly #lags = new Quantiles(SAMPLES);
  #lastMs: number;
  readonly #timer: Timer;

  constructor(readonly clock: Clock) {
    this.#lastMs = clock.monotonicMs();
    this.#timer = clock.every(PERIOD_MS, () => this.#measure());
  }

  /** Over the last 30 s. */
  report(): LoopLagReport {
    return { p50Ms: this.#lags.at(0.5), p99Ms: this.#lags.at(0.99), maxMs: this.#lags.at(1) };
  }

  stop(): void {
    this.#timer.cancel();
  }

  #measure(): void {
    const nowMs = this.clock.monotonicMs();
    this.#lags.add(Math.max(0, nowMs - this.#lastMs - PERIOD_MS));
    this.#lastMs = nowMs;
  }
}
