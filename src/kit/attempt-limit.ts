import type { Clock } from "../spine/clock.ts";

/** Read each time they are needed, so that a getter may give what is set now. */
export interface AttemptLimitOptions {
  readonly clock: Clock;
  /** Failures are counted over this long from the first one. */
  readonly windowMs: number;
  /** This many within the window ban the key ... */
  readonly failuresMax: number;
  /** ... for this long. */
  readonly banMs: number;
  /** Keys come from outside, so what is remembered is bounded; the least recently used is forgotten. */
  readonly keysMax: number;
}

export interface AttemptLimit {
  /** How long `key` is still banned, ms; 0 when it is not. */
  bannedForMs(key: string): number;
  /** Counts a failure. Call it before the outcome is known, so that attempts at the same time count too. */
  fail(key: string): void;
  /** Takes one failure back, because the attempt turned out well. */
  forgive(key: string): void;
  /** Forgets the key's failures. */
  clear(key: string): void;
  /** The bans in force. */
  bans(): AttemptBan[];
}

export interface AttemptBan {
  readonly key: string;
  readonly failures: number;
  /** How long ago it began, ms. */
  readonly forMs: number;
  /** How long it still lasts, ms. */
  readonly leftMs: number;
}

interface Tally {
  failures: number;
  windowEndMs: number;
  bannedFromMs: number;
  bannedUntilMs: number;
}

/** Bans a key that fails too often. Monotonic time, so that setting the clock lifts no ban. */
export function makeAttemptLimit(options: AttemptLimitOptions): AttemptLimit {
  const { clock, keysMax } = options;
  // Insertion order is age: a tally is put in again whenever it is used.
  const tallies = new Map<string, Tally>();

  const freshTally = (key: string, now: number): Tally => {
    const known = tallies.get(key);
    const isFresh = known !== undefined && now < Math.max(known.windowEndMs, known.bannedUntilMs);
    tallies.delete(key);
    const windowEndMs = now + options.windowMs;
    const tally = isFresh ? known : { failures: 0, windowEndMs, bannedFromMs: 0, bannedUntilMs: 0 };
    tallies.set(key, tally);
    const oldest = tallies.keys().next();
    if (tallies.size > keysMax && !oldest.done) tallies.delete(oldest.value);
    return tally;
  };
  return {
    bannedForMs: (key) => Math.max(0, (tallies.get(key)?.bannedUntilMs ?? 0) - clock.monotonicMs()),
    fail(key) {
      const now = clock.monotonicMs();
      const tally = freshTally(key, now);
      tally.failures += 1;
      if (tally.failures < options.failuresMax) return;
      if (now >= tally.bannedUntilMs) tally.bannedFromMs = now;
      tally.bannedUntilMs = now + options.banMs;
    },
    forgive(key) {
      const tally = tallies.get(key);
      if (tally === undefined) return;
      tally.failures -= 1;
      if (tally.failures < options.failuresMax) tally.bannedUntilMs = 0;
    },
    clear: (key) => void tallies.delete(key),
    bans() {
      const now = clock.monotonicMs();
      return [...tallies].flatMap(([key, { failures, bannedFromMs, bannedUntilMs }]) =>
        bannedUntilMs > now
          ? [{ key, failures, forMs: now - bannedFromMs, leftMs: bannedUntilMs - now }]
          : [],
      );
    },
  };
}
