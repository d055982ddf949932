/** So many tokens come in each second, and no more than `burst` are kept. */
export interface BucketLimits {
  readonly ratePerS: number;
  readonly burst: number;
}

/** An allowance that refills evenly. Times are monotonic ms. */
export class TokenBucket {
  #tokens: number;
  #atMs: number;

  constructor(
    readonly limits: BucketLimits,
    nowMs: number,
  ) {
    this.#tokens = limits.burst;
    this.#atMs = nowMs;
  }

  /** Takes one if there is one. */
  tryTake(nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Takes one, into debt if need be; answers how long until the debt is paid, ms, 0 when there is none. */
  spend(nowMs: number): number {
    this.#refill(nowMs);
    this.#tokens -= 1;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.limits.ratePerS) * 1_000;
  }

  #refill(nowMs: number): void {
    const { ratePerS, burst } = this.limits;
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#atMs) / 1_000) * ratePerS);
    this.#atMs = nowMs;
  }
}
