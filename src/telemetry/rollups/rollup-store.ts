// Rollups of an hour and a day of all series, and which days they can be trusted for. The Worker writes, queries read.

import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type Db, DbError, migrate, openDatabase } from "../../db/db.ts";
import { plainFromBytes, plainToBytes } from "../../kit/plain-value.ts";
import type { Quality } from "../../spine/point.ts";
import { ROLLUP_STEPS } from "../days/migrations.ts";
import { letPagesGo, returnPages } from "../days/pages-store.ts";
import type { Rollup } from "./rollup.ts";

/** How far a day has come. */
export interface DayState {
  readonly day: number;
  /** All series are compacted and rolled up. */
  readonly isSealed: boolean;
  /** Its points were given up, or are being; the rollups are all there is. */
  readonly isShed: boolean;
  /** Nothing is left to give up. */
  readonly isBare: boolean;
  /** Before it is sealed: series up to this one are done. */
  readonly afterSeries: number;
  /** Series that got points since they were done. */
  readonly marks: number;
}

/** What is kept of a series' day. */
export interface RolledDay {
  readonly rollup: Rollup;
  readonly hours: Uint8Array<ArrayBuffer>;
  /** One for each `PARTS` of the day; undefined where there are none. */
  readonly quarters: readonly (Uint8Array<ArrayBuffer> | undefined)[];
}

export interface SeriesDay {
  readonly day: number;
  readonly rollup: Rollup;
}

/** Sealed rollups of a day, or of a part of it. */
export interface DayBody {
  readonly day: number;
  readonly body: Uint8Array;
}

interface StoredRollup {
  readonly day: number;
  readonly count: number;
  readonly numbers: number;
  readonly sum: number | null;
  readonly min: number | null;
  readonly min_ts: number | null;
  readonly max: number | null;
  readonly max_ts: number | null;
  readonly first: Uint8Array;
  readonly first_ts: number;
  readonly last: Uint8Array;
  readonly last_ts: number;
  readonly quality: Quality;
}

interface StoredState {
  readonly day: number;
  readonly is_sealed: number;
  readonly shed: number;
  readonly after_series: number;
  readonly marks: number;
}

export const ROLLUPS_FILE = "rollups.db";
/** Quarters are kept in parts of four hours: whoever needs some of each day reads no more than that. */
export const PARTS = 6;

/** Opens rollups.db for writing. A damaged file is set aside: all it holds can be made again. */
export function openRollupStore(path: string): RollupStore {
  try {
    return new RollupStore(path);
  } catch (cause) {
    if (!(cause instanceof DbError) || cause.kind !== "corrupt") throw cause;
    setRollupsAside(path);
    return new RollupStore(path);
  }
}

/** Opens rollups.db of a telemetry folder for queries; makes it when it is absent or damaged. */
export function openRollupFile(dir: string): RollupFile {
  const path = join(dir, ROLLUPS_FILE);
  openRollupStore(path).close();
  return new RollupFile(path);
}

/** Keeps a damaged rollups.db for an expert. */
export function setRollupsAside(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, `${path}.damaged${suffix}`);
  }
}

const STATES = `SELECT *, (SELECT count(*) FROM marks WHERE marks.day = days.day) AS marks FROM days`;

/** rollups.db being written. All calls throw DbError. */
export class RollupStore {
  readonly #db: Db;

  constructor(path: string) {
    this.#db = openDatabase(path);
    try {
      letPagesGo(this.#db);
      migrate(this.#db, "telemetry", ROLLUP_STEPS);
    } catch (cause) {
      this.#db.close();
      throw cause;
    }
  }

  stateOf(day: number): DayState | undefined {
    const row = this.#db.sqlite.query<StoredState, [number]>(`${STATES} WHERE day = ?`).get(day);
    return row ? toState(row) : undefined;
  }

  /** From here on the day's late points are marked. */
  begin(day: number): void {
    this.#db.sqlite.query("INSERT OR IGNORE INTO days(day) VALUES (?)").run(day);
  }

  /** Rollups of these series can no longer be trusted for the day. */
  mark(day: number, series: readonly number[]): void {
    const put = this.#db.sqlite.query("INSERT OR IGNORE INTO marks(series, day) VALUES (?, ?)");
    this.#db.transaction(() => {
      for (const one of series) put.run(one, day);
    });
  }

  /** Marks series on every day that is compacted or about to be. */
  markEverywhere(series: readonly number[]): void {
    const put = this.#db.sqlite.query("INSERT OR IGNORE INTO marks(series, day) SELECT ?, day FROM days");
    this.#db.transaction(() => {
      for (const one of series) put.run(one);
    });
  }

  marked(day: number, limit: number): number[] {
    return this.#db.sqlite
      .query<{ series: number }, [number, number]>("SELECT series FROM marks WHERE day = ? LIMIT ?")
      .all(day, limit)
      .map(({ series }) => series);
  }

  /** Sets a series' rollups of a day; undefined: it has none. */
  put(day: number, series: number, rolled: RolledDay | undefined): void {
    this.#putQuarters(day, series, rolled?.quarters ?? []);
    if (rolled === undefined) {
      this.#db.sqlite.query("DELETE FROM rollups WHERE series = ? AND day = ?").run(series, day);
      return;
    }
    const { rollup, hours } = rolled;
    const isNumeric = rollup.numbers > 0;
    const numeric = (value: number) => (isNumeric && !Number.isNaN(value) ? value : null);
    this.#db.sqlite
      .query("INSERT OR REPLACE INTO rollups VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(
        ...[series, day, rollup.count, rollup.numbers, numeric(rollup.sum)],
        ...[numeric(rollup.min), numeric(rollup.minTs), numeric(rollup.max), numeric(rollup.maxTs)],
        ...[plainToBytes(rollup.first), rollup.firstTs, plainToBytes(rollup.last), rollup.lastTs, hours],
        rollup.quality,
      );
  }

  #putQuarters(day: number, series: number, bodies: RolledDay["quarters"]): void {
    this.#db.sqlite
      .query("DELETE FROM quarters WHERE series = ? AND part BETWEEN 0 AND ? AND day = ?")
      .run(series, PARTS - 1, day);
    const put = this.#db.sqlite.query("INSERT INTO quarters(series, part, day, body) VALUES (?, ?, ?, ?)");
    for (const [part, body] of bodies.entries()) if (body) put.run(series, part, day, body);
  }

  /** These series of the day are done. */
  advance(day: number, done: readonly number[]): void {
    const clear = this.#db.sqlite.query("DELETE FROM marks WHERE series = ? AND day = ?");
    const after = done.reduce((highest, one) => Math.max(highest, one), -1);
    this.#db.transaction(() => {
      for (const one of done) clear.run(one, day);
      this.#db.sqlite
        .query("UPDATE days SET after_series = max(after_series, ?) WHERE day = ? AND is_sealed = 0")
        .run(after, day);
    });
  }

  seal(day: number): void {
    this.#db.sqlite.query("UPDATE days SET is_sealed = 1 WHERE day = ?").run(day);
  }

  /** The day's points are about to be given up, or (`isBare`) are gone. */
  shed(day: number, isBare: boolean): void {
    this.#db.sqlite.query("UPDATE days SET shed = ? WHERE day = ?").run(isBare ? 2 : 1, day);
  }

  /** Forgets a day. */
  remove(day: number): void {
    this.#db.transaction(() => {
      for (let part = 0; part < PARTS; part++) {
        this.#db.sqlite
          .query(
            `DELETE FROM quarters WHERE part = ? AND day = ?
             AND series IN (SELECT series FROM rollups WHERE rollups.day = ?)`,
          )
          .run(part, day, day);
      }
      for (const table of ["rollups", "marks", "days"]) {
        this.#db.sqlite.query(`DELETE FROM ${table} WHERE day = ?`).run(day);
      }
    });
  }

  /** Reads all of the file; false when it is damaged. */
  isSound(): boolean {
    try {
      const row = this.#db.sqlite.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get();
      return row?.quick_check === "ok";
    } catch {
      return false;
    }
  }

  transaction(fn: () => void): void {
    this.#db.transaction(fn);
  }

  /** Gives some of the room of what was removed back to the disk; true when there is more. */
  reclaim(): boolean {
    return returnPages(this.#db);
  }

  close(): void {
    this.#db.close();
  }
}

/** rollups.db as queries read it. All calls throw DbError. */
export class RollupFile {
  readonly #db: Db;

  constructor(path: string) {
    this.#db = openDatabase(path, { readonly: true });
  }

  /** All days that are sealed or about to be, rising. */
  states(): DayState[] {
    return this.#db.sqlite.query<StoredState, []>(`${STATES} ORDER BY day`).all().map(toState);
  }

  /** Days in [from, to] that this series' rollups are whole for, and whether their points were given up. */
  trusted(series: number, from: number, to: number): { day: number; isShed: boolean }[] {
    return this.#db.sqlite
      .query<{ day: number; shed: number }, [number, number, number]>(
        `SELECT day, shed FROM days WHERE day BETWEEN ? AND ? AND is_sealed = 1
         AND NOT EXISTS (SELECT 1 FROM marks WHERE marks.series = ? AND marks.day = days.day) ORDER BY day`,
      )
      .all(from, to, series)
      .map((row) => ({ day: row.day, isShed: row.shed > 0 }));
  }

  /** Rollups of the days in [from, to], rising, trusted or not. */
  days(series: number, from: number, to: number): SeriesDay[] {
    return this.#db.sqlite
      .query<StoredRollup, [number, number, number]>(
        `SELECT day, count, numbers, sum, min, min_ts, max, max_ts, first, first_ts, last, last_ts, quality
         FROM rollups WHERE series = ? AND day BETWEEN ? AND ? ORDER BY day`,
      )
      .all(series, from, to)
      .map((row) => ({ day: row.day, rollup: toRollup(row) }));
  }

  /** Rollups of the hours of the days in [from, to], as they were sealed. */
  hours(series: number, from: number, to: number): DayBody[] {
    return this.#db.sqlite
      .query<DayBody, [number, number, number]>(
        "SELECT day, hours AS body FROM rollups WHERE series = ? AND day BETWEEN ? AND ? ORDER BY day",
      )
      .all(series, from, to);
  }

  /** Rollups of the quarters of an hour of a part of the days in [from, to]; not every series has them. */
  quarters(query: { series: number; part: number; from: number; to: number }): DayBody[] {
    return this.#db.sqlite
      .query<DayBody, [number, number, number, number]>(
        "SELECT day, body FROM quarters WHERE series = ? AND part = ? AND day BETWEEN ? AND ? ORDER BY day",
      )
      .all(query.series, query.part, query.from, query.to);
  }

  close(): void {
    this.#db.close();
  }
}

function toState(row: StoredState): DayState {
  const { day, after_series: afterSeries, marks } = row;
  return {
    day,
    isSealed: row.is_sealed === 1,
    isShed: row.shed > 0,
    isBare: row.shed > 1,
    afterSeries,
    marks,
  };
}

function toRollup(row: StoredRollup): Rollup {
  const isNumeric = row.numbers > 0;
  return {
    ...{ count: row.count, numbers: row.numbers, sum: isNumeric ? (row.sum ?? Number.NaN) : 0 },
    ...{ min: row.min ?? Number.POSITIVE_INFINITY, minTs: row.min_ts ?? Number.POSITIVE_INFINITY },
    ...{ max: row.max ?? Number.NEGATIVE_INFINITY, maxTs: row.max_ts ?? Number.POSITIVE_INFINITY },
    ...{ first: plainFromBytes(row.first), firstTs: row.first_ts },
    ...{ last: plainFromBytes(row.last), lastTs: row.last_ts, quality: row.quality },
  };
}
