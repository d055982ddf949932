import type { MigrationStep } from "../../db/db.ts";

/** One UTC day. `applied` is the place in the log up to which the day's points are in this file. */
export const DAY_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `CREATE TABLE blocks(
            id INTEGER PRIMARY KEY, series INTEGER NOT NULL, t_min REAL NOT NULL, t_max REAL NOT NULL,
            count INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
          CREATE INDEX blocks_by_time ON blocks(series, t_min, t_max, count);
          CREATE TABLE applied(id INTEGER PRIMARY KEY CHECK(id = 1), log_id TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;`,
  },
];

/** What the series are, their newest values, and how far all day files are. */
export const SERIES_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `CREATE TABLE series(
            id INTEGER PRIMARY KEY, device_id INTEGER NOT NULL, property TEXT NOT NULL, first_ts REAL,
            latest_ts REAL, latest_quality INTEGER, latest_value BLOB, UNIQUE(device_id, property)) STRICT;
          CREATE TABLE progress(
            id INTEGER PRIMARY KEY CHECK(id = 1), log_id TEXT NOT NULL, seq INTEGER NOT NULL,
            next_series INTEGER NOT NULL, points INTEGER NOT NULL, blocks INTEGER NOT NULL) STRICT;
          INSERT INTO progress(id, log_id, seq, next_series, points, blocks) VALUES (1, '', 0, 1, 0, 0);
          CREATE TABLE removed_devices(device_id INTEGER PRIMARY KEY) STRICT;`,
  },
];
