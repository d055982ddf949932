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
  // Rollups of a minute of series that have several points in one; written when the day is compacted.
  { id: 2, sql: "CREATE TABLE minutes(series INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;" },
];

/**
 * Rollups of whole days, an hour's in `hours`. They count for days that are sealed, but for the series that are marked:
 * those got late points. `after_series` is how far a day has come that is being sealed; `shed` is 1 while its points are
 * being given up, then 2.
 */
export const ROLLUP_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `CREATE TABLE days(
            day INTEGER PRIMARY KEY, is_sealed INTEGER NOT NULL DEFAULT 0, shed INTEGER NOT NULL DEFAULT 0,
            after_series INTEGER NOT NULL DEFAULT -1) STRICT;
          CREATE TABLE rollups(
            series INTEGER NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL, numbers INTEGER NOT NULL,
            sum REAL, min REAL, min_ts REAL, max REAL, max_ts REAL, first BLOB NOT NULL, first_ts REAL NOT NULL,
            last BLOB NOT NULL, last_ts REAL NOT NULL, hours BLOB NOT NULL,
            PRIMARY KEY(series, day)) STRICT, WITHOUT ROWID;
          CREATE INDEX rollups_by_day ON rollups(day);
          CREATE TABLE marks(
            series INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY(series, day)) STRICT, WITHOUT ROWID;
          CREATE INDEX marks_by_day ON marks(day);`,
  },
  // The worst quality of a day: 0 too where it was sealed before this was kept. Quarters of an hour, four hours' in a
  // `part` (0 to 5), of series that have many points in one; by part, for a query needs the same one of each day.
  {
    id: 2,
    sql: `ALTER TABLE rollups ADD COLUMN quality INTEGER NOT NULL DEFAULT 0;
          CREATE TABLE quarters(
            series INTEGER NOT NULL, part INTEGER NOT NULL, day INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY(series, part, day)) STRICT, WITHOUT ROWID;`,
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
  { id: 2, sql: "ALTER TABLE series ADD COLUMN latest_recv_ts REAL;" },
  // Series that went on under another name: what was done is not done again to those that came after.
  { id: 3, sql: "CREATE TABLE separations(id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;" },
];
