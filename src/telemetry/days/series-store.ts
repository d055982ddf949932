// Which series there are, their newest values, and how far telemetry has come in the log.

import { type Db, migrate, openDatabase } from "../../db/db.ts";
import { plainFromBytes, plainToBytes } from "../../kit/plain-value.ts";
import type { Quality } from "../../spine/point.ts";
import type { SeriesPoint } from "../blocks/column.ts";
import { SERIES_STEPS } from "./migrations.ts";

export interface SeriesRow {
  readonly id: number;
  readonly deviceId: number;
  readonly property: string;
  /** Time of its oldest point ever; means nothing without a latest. */
  readonly firstTs: number;
  readonly latest: SeriesPoint | undefined;
}

/** What a flush knows of a series afterwards. */
export interface SeriesExtent {
  readonly id: number;
  readonly firstTs: number;
  readonly latest: SeriesPoint;
}

export interface Progress {
  readonly logId: string;
  /** Everything up to here is in the day files. */
  readonly seq: number;
  readonly nextSeries: number;
  /** Points and blocks ever written. */
  readonly points: number;
  readonly blocks: number;
}

interface StoredSeries {
  readonly id: number;
  readonly device_id: number;
  readonly property: string;
  readonly first_ts: number | null;
  readonly latest_ts: number | null;
  readonly latest_quality: number | null;
  readonly latest_value: Uint8Array | null;
  readonly latest_recv_ts: number | null;
}

/** All calls throw DbError. */
export class SeriesStore {
  readonly #db: Db;

  constructor(path: string) {
    this.#db = openDatabase(path);
    try {
      migrate(this.#db, "telemetry", SERIES_STEPS);
    } catch (cause) {
      this.#db.close();
      throw cause;
    }
  }

  progress(): Progress {
    const row = this.#db.sqlite
      .query<Progress, []>(
        "SELECT log_id AS logId, seq, next_series AS nextSeries, points, blocks FROM progress",
      )
      .get();
    return row ?? { logId: "", seq: 0, nextSeries: 1, points: 0, blocks: 0 };
  }

  series(): SeriesRow[] {
    return this.#db.sqlite.query<StoredSeries, []>("SELECT * FROM series").all().map(toSeries);
  }

  hasSeries(id: number): boolean {
    return this.#db.sqlite.query("SELECT 1 FROM series WHERE id = ?").get(id) !== null;
  }

  seriesOf(deviceId: number): number[] {
    return this.#db.sqlite
      .query<{ id: number }, [number]>("SELECT id FROM series WHERE device_id = ?")
      .all(deviceId)
      .map(({ id }) => id);
  }

  removedDevices(): number[] {
    const rows = this.#db.sqlite
      .query<{ device_id: number }, []>("SELECT device_id FROM removed_devices")
      .all();
    return rows.map((row) => row.device_id);
  }

  /** Series get their numbers for good before any block refers to them. */
  addSeries(added: readonly Pick<SeriesRow, "id" | "deviceId" | "property">[]): void {
    const put = this.#db.sqlite.query(
      "INSERT OR IGNORE INTO series(id, device_id, property) VALUES (?, ?, ?)",
    );
    this.#db.transaction(() => {
      let highest = 0;
      for (const { id, deviceId, property } of added) {
        put.run(id, deviceId, property);
        highest = Math.max(highest, id);
      }
      this.#db.sqlite.query("UPDATE progress SET next_series = max(next_series, ?)").run(highest + 1);
    });
  }

  /** Gives series another name, once for each `id`. */
  rename(id: string, into: string, series: readonly number[]): void {
    const put = this.#db.sqlite.query("UPDATE OR IGNORE series SET property = ? WHERE id = ?");
    this.#db.transaction(() => {
      if (this.isSeparated(id)) return;
      for (const one of series) put.run(into, one);
      this.#db.sqlite.query("INSERT INTO separations(id) VALUES (?)").run(id);
    });
  }

  isSeparated(id: string): boolean {
    return this.#db.sqlite.query("SELECT 1 FROM separations WHERE id = ?").get(id) !== null;
  }

  saveExtents(extents: readonly SeriesExtent[]): void {
    const put = this.#db.sqlite.query(
      `UPDATE series SET first_ts = ?, latest_ts = ?, latest_quality = ?, latest_value = ?, latest_recv_ts = ?
       WHERE id = ?`,
    );
    this.#db.transaction(() => {
      for (const { id, firstTs, latest } of extents) {
        const { ts, quality, value, recvTs = null } = latest;
        put.run(firstTs, ts, quality, plainToBytes(value), recvTs, id);
      }
    });
  }

  /** All day files are written up to `seq`; points and blocks are added to what was written before. */
  commit(progress: Omit<Progress, "nextSeries">): void {
    this.#db.sqlite
      .query("UPDATE progress SET log_id = ?, seq = ?, points = points + ?, blocks = blocks + ?")
      .run(progress.logId, progress.seq, progress.points, progress.blocks);
  }

  /** The device's series are forgotten and never come back; its blocks go with their days. */
  removeDevice(deviceId: number): void {
    this.#db.transaction(() => {
      this.#db.sqlite.query("DELETE FROM series WHERE device_id = ?").run(deviceId);
      this.#db.sqlite.query("INSERT OR IGNORE INTO removed_devices(device_id) VALUES (?)").run(deviceId);
    });
  }

  close(): void {
    this.#db.close();
  }
}

function toSeries(row: StoredSeries): SeriesRow {
  const { latest_ts: ts, latest_value: value } = row;
  const quality = (row.latest_quality ?? 0) as Quality;
  const recvTs = row.latest_recv_ts ?? undefined;
  const latest =
    ts === null || value === null ? undefined : { ts, value: plainFromBytes(value), quality, recvTs };
  return { id: row.id, deviceId: row.device_id, property: row.property, firstTs: row.first_ts ?? 0, latest };
}
