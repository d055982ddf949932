// Time, timers and randomness as one value that is passed in.
// Owns: the only calls of Date.now, performance.now, setTimeout and Math.random in the product.
// Promises: every room that takes a Clock can be run under a fake one.
// Must never: be imported as a global inside a room; app.ts hands it down.

export interface Timer {
  /** Stops the timer; harmless when it has fired or was stopped before. */
  cancel(): void;
}

export interface Clock {
  /** Wall time, UTC milliseconds. May jump when the operator sets the system clock. */
  now(): number;
  /** Monotonic milliseconds since an arbitrary start; never jumps. */
  monotonicMs(): number;
  /** Runs `fn` once after `delayMs`. */
  after(delayMs: number, fn: () => void): Timer;
  /** Runs `fn` each `periodMs` until cancelled. */
  every(periodMs: number, fn: () => void): Timer;
  /** Uniform in [0, 1). Not for secrets. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, fn) {
    const handle = setTimeout(fn, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
  every(periodMs, fn) {
    const handle = setInterval(fn, periodMs);
    return { cancel: () => clearInterval(handle) };
  },
  random: () => Math.random(),
};
