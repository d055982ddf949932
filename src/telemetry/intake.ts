// From the log into memory: which points are taken, and what becomes of an event that cannot be.

import type { DeadLetters, LogBatch } from "../log/log.ts";
import type { Clock } from "../spine/clock.ts";
import type { LogEvent } from "../spine/event.ts";
import type { Point } from "../spine/point.ts";
import { dayOf } from "./days/day.ts";
import type { Replay } from "./days/replay.ts";
import type { Memory } from "./memory.ts";
import { rest } from "./rest.ts";

/** Name of telemetry among the targets of the log. */
export const TELEMETRY_TARGET = "telemetry";

export interface IntakeOptions {
  readonly memory: Pick<Memory, "add">;
  readonly replay: Pick<Replay, "covers" | "isApplied">;
  readonly removed: ReadonlySet<number>;
  readonly deadLetters: Pick<DeadLetters, "put">;
  readonly clock: Clock;
  /** How soon a dead letter that could not be kept is tried again. */
  readonly retryMs: number;
  readonly signal: AbortSignal;
  /** A device was deleted. */
  readonly onDeleted: (deviceId: number) => void;
  readonly onFailure: (cause: unknown) => void;
}

export class Intake {
  /** Points for days before it are too old. */
  oldestDay = 0;
  /** Points for days before it come too late, though rollups of those days may be there. */
  oldestRawDay = 0;
  /** Points found in day files that an interrupted flush had not counted yet. */
  recovered = 0;
  tooOld = 0;
  lostEvents = 0;
  /** Events put aside because they could not be taken. */
  deadLettered = 0;
  readonly #options: IntakeOptions;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /**
   * Takes a batch into memory. Undefined when all of it is there at once, as ever; a promise when an event has to be
   * put aside and its letter cannot be kept yet (false: closed meanwhile).
   */
  take(batch: LogBatch): Promise<boolean> | undefined {
    if (batch.gap) this.lostEvents += batch.gap.missed;
    const isReplay = this.#options.replay.covers(batch.events[0]?.seq ?? batch.lastSeq);
    return this.#takeFrom(batch.events, 0, isReplay);
  }

  /** Takes one event that was put aside before. Throws what it throws. */
  takeAgain(event: LogEvent): void {
    this.#takeEvent(event, false);
  }

  #takeFrom(events: readonly LogEvent[], start: number, isReplay: boolean): Promise<boolean> | undefined {
    for (let i = start; i < events.length; i++) {
      const event = events[i] as LogEvent;
      try {
        this.#takeEvent(event, isReplay);
      } catch (cause) {
        // One event that cannot be taken must not hold up all that follow it.
        if (this.#putAside(event, cause)) continue;
        return this.#waitAndGoOn(events, i, isReplay);
      }
    }
    return undefined;
  }

  async #waitAndGoOn(events: readonly LogEvent[], at: number, isReplay: boolean): Promise<boolean> {
    const { clock, retryMs, signal } = this.#options;
    await rest(clock, retryMs, signal);
    if (signal.aborted) return false;
    return (await this.#takeFrom(events, at, isReplay)) ?? true;
  }

  /** False when the letter cannot be kept; the cursor must not move past it. */
  #putAside(event: LogEvent, cause: unknown): boolean {
    const reason = cause instanceof Error ? cause.message : String(cause);
    try {
      this.#options.deadLetters.put([{ target: TELEMETRY_TARGET, event, reason, attempts: 1 }]);
    } catch (failure) {
      this.#options.onFailure(failure);
      return false;
    }
    this.deadLettered++;
    return true;
  }

  #takeEvent(event: LogEvent, isReplay: boolean): void {
    const { removed, memory } = this.#options;
    if (event.kind === "property") {
      if (removed.size > 0 && removed.has(event.deviceId)) return;
      memory.add(event, isReplay ? (point: Point) => this.#isNew(point, event.seq) : this.#isRecent);
    } else if (isEndOfHistory(event) && event.deviceId > 0) {
      if (!removed.has(event.deviceId)) this.#options.onDeleted(event.deviceId);
    }
  }

  readonly #isRecent = (point: Point): boolean => {
    const day = dayOf(point.ts);
    if (day >= this.oldestDay && day >= this.oldestRawDay) return true;
    this.tooOld++;
    return false;
  };

  #isNew(point: Point, seq: number): boolean {
    if (!this.#isRecent(point)) return false;
    if (!this.#options.replay.isApplied(dayOf(point.ts), seq)) return true;
    this.recovered++;
    return false;
  }
}

/** A deleted device waits in the trash; before there was one (no actor was logged then) its history went at once. */
function isEndOfHistory(event: LogEvent): boolean {
  if (event.kind !== "lifecycle") return false;
  return event.action === "purged" || (event.action === "deleted" && event.actor === undefined);
}
