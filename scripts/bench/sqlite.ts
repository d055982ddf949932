// SQLite with a row per point, as one would sensibly build it: numbered series, the rows clustered by series and time.

import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { PropertyEvent } from "../../src/spine/event.ts";
import type { Value } from "../../src/spine/point.ts";
import { fileBytes } from "./density.ts";
import type { RivalSeries, RivalStore } from "./rival.ts";

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA cache_size = -131072;
  PRAGMA wal_autocheckpoint = 4000;
  CREATE TABLE series(id INTEGER PRIMARY KEY, device_id INTEGER NOT NULL, property TEXT NOT NULL,
    UNIQUE(device_id, property)) STRICT;
  CREATE TABLE points(series INTEGER NOT NULL, ts INTEGER NOT NULL, value, PRIMARY KEY(series, ts)) WITHOUT ROWID;
`;

function toSql(value: Value): number | string | bigint {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "object" ? JSON.stringify(value) : value;
}

/** In this process: no socket, no decoding, no acknowledgement stands between it and its points. */
export async function openSqlite(dir: string): Promise<RivalStore> {
  const db = new Database(join(dir, "points.db"));
  db.run(SCHEMA);
  const put = db.query("INSERT OR REPLACE INTO points(series, ts, value) VALUES (?, ?, ?)");
  const add = db.query("INSERT INTO series(id, device_id, property) VALUES (?, ?, ?)");
  const ids = new Map<string, number>();
  const idOf = (deviceId: number, property: string): number => {
    const key = `${deviceId}/${property}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, ids.size + 1);
    add.run(ids.size, deviceId, property);
    return ids.size;
  };
  const writeAll = db.transaction((events: readonly PropertyEvent[]) => {
    for (const { deviceId, points } of events) {
      for (const { property, ts, value } of points) put.run(idOf(deviceId, property), ts, toSql(value));
    }
  });
  const all = db.query<unknown, [number, number, number]>(
    "SELECT ts, value FROM points WHERE series = ? AND ts BETWEEN ? AND ? ORDER BY ts",
  );
  const buckets = db.query<unknown, [number, number, number, number]>(
    `SELECT ts / ?1 AS bucket, min(ts), min(value), max(value), sum(value), count(*) FROM points
     WHERE series = ?2 AND ts BETWEEN ?3 AND ?4 GROUP BY bucket ORDER BY bucket`,
  );
  const seriesOf = ({ deviceId, property }: RivalSeries) => ids.get(`${deviceId}/${property}`) ?? 0;
  return {
    write: async (events) => writeAll(events),
    async settle() {
      db.run("PRAGMA wal_checkpoint(TRUNCATE)");
      return fileBytes(dir);
    },
    rssPeakBytes: () => undefined,
    raw: async (series) => all.values(seriesOf(series), series.fromMs, series.toMs).length,
    downsampled: async (series, spanMs) =>
      buckets.values(Math.round(spanMs), seriesOf(series), series.fromMs, series.toMs).length,
    async [Symbol.asyncDispose]() {
      db.close();
    },
  };
}
