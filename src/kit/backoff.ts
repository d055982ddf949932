export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Waits between attempts that fail again and again. */
export interface Backoff {
  /** The next wait, ms: between half and the whole of a bound that doubles up to `maxMs`. */
  next(): number;
  /** Begins anew after a success. */
  reset(): void;
}

/** The half that is random keeps many who lost the same server from all coming back at once. */
export function makeBackoff(options: BackoffOptions): Backoff {
  let boundMs = options.firstMs;
  return {
    next() {
      const waitMs = boundMs * (0.5 + 0.5 * options.random());
      boundMs = Math.min(options.maxMs, boundMs * 2);
      return waitMs;
    },
    reset() {
      boundMs = options.firstMs;
    },
  };
}
