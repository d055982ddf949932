// A range of one series by rising time: rollups where they are whole and narrow enough, points everywhere else.

import { nextTurn } from "../../kit/next-turn.ts";
import type { BlockPoints } from "../blocks/block.ts";
import type { TimeRange } from "../blocks/points.ts";
import { DAY_MS, dayOf, dayRange } from "../days/day.ts";
import type { DayFiles } from "../days/day-files.ts";
import type { Series } from "../memory.ts";
import type { RollupRow } from "../rollups/rollup.ts";
import { openRollups } from "../rollups/rollup-codec.ts";
import type { RollupFile } from "../rollups/rollup-store.ts";
import { readQuarters } from "./quarters.ts";
import { type Held, heldDays, hold, scan } from "./scan.ts";

/** What a query reads. */
export interface Source<Q> {
  readonly files: DayFiles;
  readonly rollups: RollupFile;
  readonly series: Series;
  readonly query: Q;
}

/** How wide rollups may be. */
export type Level = "day" | "hour" | "quarter" | "minute" | "none";

export interface Visit {
  /** The widest rollups that serve for a UTC day. */
  readonly levelOf: (day: number) => Level;
  /** Of level `quarter`: true when the hour from `startMs` on must be told by quarters; all others stay whole. */
  readonly isCut?: (startMs: number) => boolean;
  readonly onRows: (rows: readonly RollupRow[]) => void;
  readonly onPoints: (points: BlockPoints) => void;
}

/** A stretch of days that is read in one way. */
interface Stretch extends TimeRange {
  readonly level: Level;
  readonly isShed: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SPAN_MS = { day: DAY_MS, hour: HOUR_MS, quarter: HOUR_MS, minute: MINUTE_MS } as const;
/** So many days of rollups are read before others get a turn. */
const DAYS_PER_TURN = 64;

/** What a series has, as it is when a query begins: trust and memory go together. */
export class RolledSeries {
  /** Days whose rollups are whole, and whether their points are gone. */
  readonly trusted = new Map<number, boolean>();
  readonly #source: Omit<Source<unknown>, "query">;
  readonly #range: TimeRange;
  readonly #held: readonly Held[];

  constructor({ query, ...source }: Source<TimeRange>) {
    this.#source = source;
    this.#range = { fromMs: query.fromMs, toMs: query.toMs };
    this.#held = hold(source.series);
    const inMemory = heldDays(this.#held);
    for (const { day, isShed } of this.#trustedDays()) {
      if (isShed || !inMemory.has(day)) this.trusted.set(day, isShed);
    }
  }

  /** Points in the days that rollups are whole for. */
  countRolled(): number {
    const { rollups, series } = this.#source;
    const first = Math.ceil(this.#range.fromMs / DAY_MS);
    const last = dayOf(this.#range.toMs + 1) - 1;
    const days = this.#attempt(() => rollups.days(series.id, first, last)) ?? [];
    return days.reduce((sum, { day, rollup }) => sum + (this.trusted.has(day) ? rollup.count : 0), 0);
  }

  /** Visits all of the range by rising time. */
  async visit(visit: Visit): Promise<void> {
    for (const stretch of this.#stretches(visit.levelOf)) {
      if (stretch.level === "none") await this.#visitPoints(stretch, visit);
      else await this.#visitRollups(stretch, visit);
    }
  }

  #trustedDays(): { day: number; isShed: boolean }[] {
    const { rollups, series } = this.#source;
    const { fromMs, toMs } = this.#range;
    return this.#attempt(() => rollups.trusted(series.id, dayOf(fromMs), dayOf(toMs))) ?? [];
  }

  /** Rollups that cannot be read are counted, and points serve instead. */
  #attempt<T>(read: () => T[]): T[] | undefined {
    try {
      return read();
    } catch {
      this.#source.files.damaged++;
      return undefined;
    }
  }

  #stretches(levelOf: Visit["levelOf"]): Stretch[] {
    const { fromMs, toMs } = this.#range;
    const stretches: Stretch[] = [];
    const last = dayOf(toMs);
    for (let day = dayOf(fromMs); day <= last; day++) {
      const whole = dayRange(day);
      const isWhole = fromMs <= whole.fromMs && toMs >= whole.toMs;
      const isShed = this.trusted.get(day);
      let level = isShed === undefined ? "none" : levelOf(day);
      // Of a day in part, the hours that are in it.
      if (level === "day" && !isWhole) level = "hour";
      if (isShed && level === "none") level = "minute";
      const part = { fromMs: Math.max(fromMs, whole.fromMs), toMs: Math.min(toMs, whole.toMs) };
      const before = stretches.at(-1);
      if (before?.level === level && before.isShed === (isShed ?? false)) {
        stretches[stretches.length - 1] = { ...before, toMs: part.toMs };
      } else stretches.push({ ...part, level, isShed: isShed ?? false });
    }
    return stretches;
  }

  async #visitPoints(range: TimeRange, { onPoints }: Visit): Promise<void> {
    const { fromMs, toMs } = range;
    if (fromMs > toMs) return;
    const { files, series } = this.#source;
    const runs = scan({ files, series, fromMs, toMs, held: this.#held, order: "asc" });
    for await (const points of runs) onPoints(points);
  }

  async #visitRollups({ fromMs, toMs, level, isShed }: Stretch, visit: Visit): Promise<void> {
    if (level === "none") return;
    const spanMs = SPAN_MS[level];
    // Where the points are gone, an hour that is partly asked for is better than nothing.
    const inner = isShed
      ? { fromMs: Math.floor(fromMs / spanMs) * spanMs, toMs }
      : { fromMs: Math.ceil(fromMs / spanMs) * spanMs, toMs: Math.floor((toMs + 1) / spanMs) * spanMs - 1 };
    if (inner.fromMs > inner.toMs) {
      await this.#visitPoints({ fromMs, toMs }, visit);
      return;
    }
    await this.#visitPoints({ fromMs, toMs: inner.fromMs - 1 }, visit);
    const last = dayOf(inner.toMs);
    const step = level === "minute" ? 1 : DAYS_PER_TURN;
    for (let day = dayOf(inner.fromMs); day <= last; day += step) {
      const to = Math.min(day + step - 1, last);
      const found = level === "minute" ? this.#minutes(day, isShed) : this.#wide(level, day, to);
      const rows = found?.filter(({ startMs }) => startMs >= inner.fromMs && startMs <= inner.toMs);
      if (rows && level === "quarter") await this.#visitHours(rows, isShed, visit);
      else if (rows) visit.onRows(rows);
      else {
        const part = {
          fromMs: Math.max(inner.fromMs, dayRange(day).fromMs),
          toMs: Math.min(inner.toMs, dayRange(to).toMs),
        };
        await this.#visitPoints(part, visit);
      }
      if (to < last) await nextTurn();
    }
    await this.#visitPoints({ fromMs: inner.toMs + 1, toMs }, visit);
  }

  /** Hours, but of those that are cut the quarters, or what is finer where there are none. */
  async #visitHours(hours: readonly RollupRow[], isShed: boolean, visit: Visit): Promise<void> {
    const { isCut = () => true } = visit;
    const { rollups, series } = this.#source;
    const cut = new Set<number>();
    for (const { startMs } of hours) if (isCut(startMs)) cut.add(startMs);
    const attempt = <T>(read: () => T[]) => this.#attempt(read);
    const quarters = readQuarters({ rollups, series: series.id, hours: cut, attempt });
    // What is finer follows the rows.
    let rows: RollupRow[] = [];
    let finer: TimeRange | undefined;
    const send = async () => {
      if (rows.length > 0) visit.onRows(rows);
      if (finer) await this.#visitRollups({ ...finer, level: "minute", isShed }, visit);
      rows = [];
      finer = undefined;
    };
    for (const hour of hours) {
      const { startMs } = hour;
      const toMs = startMs + HOUR_MS - 1;
      const found = cut.has(startMs) ? quarters.get(startMs) : [hour];
      if (found !== undefined) {
        if (finer) await send();
        rows.push(...found);
      } else if (finer?.toMs === startMs - 1) finer = { fromMs: finer.fromMs, toMs };
      else {
        if (finer) await send();
        finer = { fromMs: startMs, toMs };
      }
    }
    await send();
  }

  /** Undefined where points have to serve. */
  #wide(level: "day" | "hour" | "quarter", from: number, to: number): RollupRow[] | undefined {
    const { rollups, series } = this.#source;
    if (level === "day") {
      return this.#attempt(() =>
        rollups.days(series.id, from, to).map(({ day, rollup }) => ({ startMs: day * DAY_MS, ...rollup })),
      );
    }
    return this.#attempt(() => rollups.hours(series.id, from, to).flatMap(({ body }) => openRollups(body)));
  }

  #minutes(day: number, isShed: boolean): RollupRow[] | undefined {
    const { files, series } = this.#source;
    const body = files.minutes(day, series.id);
    const rows = body && this.#attempt(() => openRollups(body));
    if (rows && rows.length > 0) return rows;
    return isShed ? this.#wide("hour", day, day) : undefined;
  }
}
