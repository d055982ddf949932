// When a poll group is due: at its period without drift, each group of a bus at another moment of it.

import type { Clock, Timer } from "../../../spine/clock.ts";
import type { PollGroup } from "../../../spine/register-map.ts";

export interface ScheduleOptions {
  readonly clock: Clock;
  readonly group: PollGroup;
  /** Where in its period the group falls, 0 to 1; of an aligned one nowhere else than at its multiples. */
  readonly phase: number;
  readonly due: () => void;
}

export class Schedule {
  #timer: Timer | undefined;
  #nextMs = 0;

  constructor(readonly options: ScheduleOptions) {}

  /** The first time is at once, shifted by the phase; of an aligned group the next multiple. */
  start(): void {
    const { clock, group, phase } = this.options;
    this.stop();
    // Nobody wants to wait a minute for the first value.
    const firstMs = Math.min(group.periodMs, FIRST_WITHIN_MS) * phase;
    this.#nextMs = clock.monotonicMs() + (group.isAligned ? this.#untilAligned() : firstMs);
    this.#arm();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    const waitMs = Math.max(0, this.#nextMs - this.options.clock.monotonicMs());
    this.#timer = this.options.clock.after(waitMs, () => this.#fire());
  }

  #fire(): void {
    const { clock, group, due } = this.options;
    const nowMs = clock.monotonicMs();
    this.#nextMs += group.periodMs;
    // Asleep or held up for longer than a period: what was missed is not made up for.
    if (this.#nextMs <= nowMs)
      this.#nextMs += Math.ceil((nowMs - this.#nextMs + 1) / group.periodMs) * group.periodMs;
    // Wall time may have been set meanwhile.
    if (group.isAligned) this.#nextMs = nowMs + this.#untilAligned();
    this.#arm();
    due();
  }

  #untilAligned(): number {
    const { clock, group } = this.options;
    const leftMs = group.periodMs - (clock.now() % group.periodMs);
    return leftMs < EARLY_MS ? leftMs + group.periodMs : leftMs;
  }
}

const FIRST_WITHIN_MS = 5_000;
/** A timer may fire by so much before its time, which is not to count as another multiple. */
const EARLY_MS = 2;
