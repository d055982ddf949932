// Which readings are worth a report: every one, or those that changed by more than they wobble.

import type { Value } from "../../../spine/point.ts";
import type { PollGroup, RegisterPoint } from "../../../spine/register-map.ts";
import type { Reading } from "../point/decode.ts";

interface Reported extends Reading {
  /** Monotonic ms. */
  readonly atMs: number;
}

export class ReportFilter {
  readonly #last = new Map<string, Reported>();
  /** Readings since the start, and how many of them were not worth a report. */
  readings = 0;
  suppressed = 0;

  /** Whether the reading is to be reported; remembers it when it is. `nowMs` is monotonic. */
  admit(
    point: RegisterPoint,
    reading: Reading,
    { group, nowMs }: { group: PollGroup; nowMs: number },
  ): boolean {
    this.readings++;
    if (group.report === "every" && deadbandOf(point) === undefined) return true;
    const last = this.#last.get(point.identifier);
    const { heartbeatMs = Number.POSITIVE_INFINITY } = group;
    const isDue = last === undefined || nowMs - last.atMs >= heartbeatMs;
    if (!isDue && !isChange(last, reading, deadbandOf(point))) {
      this.suppressed++;
      return false;
    }
    const { value, quality } = reading;
    this.#last.set(point.identifier, { value, quality, atMs: nowMs });
    return true;
  }

  /** The next reading of these is reported: the newest one could not be stored. */
  forget(identifiers: readonly string[]): void {
    for (const identifier of identifiers) this.#last.delete(identifier);
  }

  /** The next reading of every point is reported: the device was away. */
  reset(): void {
    this.#last.clear();
  }
}

type Deadband = Extract<RegisterPoint, { readonly deadband?: unknown }>["deadband"];

function deadbandOf(point: RegisterPoint): Deadband {
  return "deadband" in point ? point.deadband : undefined;
}

function isChange(last: Reading, reading: Reading, deadband: Deadband): boolean {
  if (last.quality !== reading.quality) return true;
  if (deadband === undefined) return !isSame(last.value, reading.value);
  const [before, now] = [Number(last.value), Number(reading.value)];
  if (!Number.isFinite(before) || !Number.isFinite(now)) return !isSame(last.value, reading.value);
  const bound = deadband.unit === "value" ? deadband.by : (Math.abs(before) * deadband.by) / 100;
  return Math.abs(now - before) > bound;
}

function isSame(a: Value, b: Value): boolean {
  return a === b;
}
