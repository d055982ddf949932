// Whether this machine's clock is to blame when logins that carry a time are refused.

import type { Clock } from "../spine/clock.ts";

const WINDOW_MS = 900_000;
const DEVICES_MAX = 5_000;
/** One device with an old token proves nothing about our clock. */
const DEVICES_LATE_MIN = 2;
const DEVICES_MIN = 3;
const SHARE_MIN = 0.2;

export interface TokenClockVerdict {
  /** More than a fifth of the devices whose logins carry a time were refused for the time alone. */
  readonly isSuspect: boolean;
  /** Devices that logged in by such logins lately, and how many of them were refused for the time alone. */
  readonly devices: number;
  readonly late: number;
  /** The middle one of the differences, s: above 0 this machine is ahead; 0 where none was late. */
  readonly skewS: number;
}

interface Outcome {
  readonly at: number;
  /** How far off the login's time was; undefined when it was good. */
  readonly skewS: number | undefined;
}

/** The last outcomes of logins that carry a time, bounded, in memory only. */
export class TokenClock {
  /** The last outcome of each device; insertion order is age. */
  readonly #outcomes = new Map<number, Outcome>();

  constructor(private readonly clock: Clock) {}

  /** `skewS`: by how much the time alone was wrong, s; undefined when the device was let in. */
  note(deviceId: number, skewS: number | undefined): void {
    this.#outcomes.delete(deviceId);
    this.#outcomes.set(deviceId, { at: this.clock.monotonicMs(), skewS });
    const oldest = this.#outcomes.keys().next();
    if (this.#outcomes.size > DEVICES_MAX && !oldest.done) this.#outcomes.delete(oldest.value);
  }

  verdict(): TokenClockVerdict {
    // Monotonic, so that mending the clock does not keep old outcomes alive.
    const from = this.clock.monotonicMs() - WINDOW_MS;
    for (const [deviceId, { at }] of this.#outcomes) {
      if (at >= from) break;
      this.#outcomes.delete(deviceId);
    }
    const devices = this.#outcomes.size;
    const skews = [...this.#outcomes.values()].flatMap(({ skewS }) => skewS ?? []).sort((a, b) => a - b);
    const late = skews.length;
    const isSuspect = devices >= DEVICES_MIN && late >= DEVICES_LATE_MIN && late / devices > SHARE_MIN;
    return { isSuspect, devices, late, skewS: skews[Math.floor(late / 2)] ?? 0 };
  }
}
