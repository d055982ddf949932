import type { StateCount } from "./store.ts";
import type { DeviceState } from "./table.ts";

export interface DeviceCounts {
  readonly total: number;
  readonly online: number;
  /** Connected, but silent for longer than the product allows. */
  readonly stale: number;
  readonly offline: number;
  readonly inactive: number;
  readonly disabled: number;
}

/** The part of a device that decides where it is counted. */
export interface CountedDevice {
  readonly state: DeviceState;
  readonly isEnabled: boolean;
}

export type StateBucket = DeviceState | "disabled";

/** `disabled` wins over what the connection says. */
export function bucketOf({ state, isEnabled }: CountedDevice): StateBucket {
  return isEnabled ? state : "disabled";
}

/** How many devices are in which state, kept as they change: pages and scrapers ask far more often than they may count. */
export class StateCounts {
  readonly #counts = { online: 0, stale: 0, offline: 0, inactive: 0, disabled: 0 };

  constructor(initial: readonly StateCount[]) {
    for (const one of initial) this.#counts[bucketOf(one)] += one.count;
  }

  add(bucket: StateBucket): void {
    this.#counts[bucket] += 1;
  }

  remove(bucket: StateBucket): void {
    this.#counts[bucket] -= 1;
  }

  report(): DeviceCounts {
    const { online, stale, offline, inactive, disabled } = this.#counts;
    const total = online + stale + offline + inactive + disabled;
    return { total, online, stale, offline, inactive, disabled };
  }
}
