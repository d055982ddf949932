// When which day is compacted, and what is given up when the disk is short: the main thread's side of it.

import { makeSemaphore } from "../../kit/semaphore.ts";
import type { Clock } from "../../spine/clock.ts";
import { dayOf } from "../days/day.ts";
import type { DayFiles } from "../days/day-files.ts";
import { rest } from "../rest.ts";
import type { RollupFile } from "../rollups/rollup-store.ts";
import type { BlockOrder, BlockReport } from "./block-writer.ts";
import type { Writer } from "./writer.ts";

export interface CompactionOptions {
  readonly files: DayFiles;
  readonly rollups: () => RollupFile;
  readonly writer: () => Writer;
  readonly clock: Clock;
  /** Aborted when telemetry closes. */
  readonly signal: AbortSignal;
  /** Series with a retention of their own, by its length in days. */
  readonly ownRetentions: () => ReadonlyMap<number, readonly number[]>;
}

/** So many orders may wait for the Worker: flush, compaction, and whoever makes room. */
const WAITING = 16;
/** So many series are dropped from a day at once: flushes wait for it. */
const DROPPED_SERIES = 64;
const EXPIRE_PERIOD_MS = 3_600_000;

export class Compaction {
  readonly #options: CompactionOptions;
  /** A flush and a bite never mix: each has a day's transaction to itself. */
  readonly #turns = makeSemaphore(1, WAITING);
  #running: Promise<void> | undefined;
  #expireAtMs = 0;
  /** How many series of a day were dropped for their own retention. */
  readonly #expired = new Map<number, number>();

  constructor(options: CompactionOptions) {
    this.#options = options;
  }

  /** Runs `fn` when no bite is being done, and lets none begin meanwhile. */
  async alone<T>(fn: () => Promise<T>): Promise<T> {
    const outcome = await this.#turns.run(fn);
    if (!outcome.isRun) throw new Error("too many orders wait for the telemetry thread");
    return outcome.value;
  }

  /** Compacts what is over, newest first; with `isGentle` it rests as long as it works. Rejects when the Worker fails. */
  run(isGentle: boolean): Promise<void> {
    this.#running ??= this.#runOnce(isGentle).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Gives up the points of the oldest day that has any and whose rollups are whole; undefined when there is none. */
  async shedOldestRaw(): Promise<number | undefined> {
    const { files, rollups } = this.#options;
    const state = rollups()
      .states()
      .find(
        ({ day, isSealed, isBare, marks }) => isSealed && !isBare && marks === 0 && files.days.includes(day),
      );
    if (state === undefined) return undefined;
    while ((await this.ask({ type: "shed", day: state.day })).isMore && !this.#options.signal.aborted);
    return state.day;
  }

  /** The oldest day that is nothing but rollups. */
  oldestBareDay(): number | undefined {
    return this.#options
      .rollups()
      .states()
      .find(({ isBare }) => isBare)?.day;
  }

  /** The newest day whose points were given up: no point is taken for it or for days before it. */
  newestShedDay(): number | undefined {
    return this.#options
      .rollups()
      .states()
      .findLast(({ isShed }) => isShed)?.day;
  }

  async #runOnce(isGentle: boolean): Promise<void> {
    const { clock, signal } = this.#options;
    for (const day of this.#dueDays()) {
      for (let isMore = true; isMore && !signal.aborted; ) {
        const startMs = clock.monotonicMs();
        isMore = (await this.ask({ type: "compact", day })).isMore ?? false;
        if (isGentle) await rest(clock, clock.monotonicMs() - startMs, signal);
      }
    }
    await this.#expire(isGentle);
  }

  #dueDays(): number[] {
    const { files, rollups, clock } = this.#options;
    const today = dayOf(clock.now());
    const states = new Map(
      rollups()
        .states()
        .map((state) => [state.day, state]),
    );
    return files.days
      .filter((day) => {
        const state = states.get(day);
        return day < today && (state === undefined || !state.isSealed || state.marks > 0);
      })
      .reverse();
  }

  /** Drops what its own retention ends for; at most every hour unless it is urgent. */
  async #expire(isGentle: boolean): Promise<void> {
    const { clock, files, ownRetentions, signal } = this.#options;
    if (isGentle && clock.monotonicMs() < this.#expireAtMs) return;
    this.#expireAtMs = clock.monotonicMs() + EXPIRE_PERIOD_MS;
    const retentions = [...ownRetentions()];
    const today = dayOf(clock.now());
    for (const day of files.days) {
      const series = retentions.flatMap(([days, ids]) => (today - day > days ? ids : []));
      if (series.length === (this.#expired.get(day) ?? 0) || signal.aborted) continue;
      for (let at = 0; at < series.length && !signal.aborted; at += DROPPED_SERIES) {
        const some = series.slice(at, at + DROPPED_SERIES);
        while ((await this.ask({ type: "dropSeries", day, series: some })).isMore && !signal.aborted);
      }
      this.#expired.set(day, series.length);
    }
  }

  /** Gives an order in its turn; nothing is done once telemetry closes. */
  ask(order: BlockOrder): Promise<BlockReport> {
    const { signal, writer } = this.#options;
    // Whoever waited until telemetry closes comes too late.
    return this.alone(async () => (signal.aborted ? { failure: undefined } : writer().ask(order)));
  }
}
