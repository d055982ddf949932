import type { MigrationStep } from "../db/db.ts";

/** `progress` is the place in the log up to which entries are written; it moves in the transaction that writes them. */
export const JOURNAL_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `CREATE TABLE entries(
            id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, ts REAL NOT NULL, recv_ts REAL NOT NULL,
            kind TEXT NOT NULL, device_id INTEGER NOT NULL, product_key TEXT NOT NULL, device_name TEXT NOT NULL,
            protocol TEXT NOT NULL, title TEXT NOT NULL, code TEXT, level TEXT, subject TEXT, address TEXT,
            is_stored INTEGER, params TEXT, output BLOB) STRICT;
          CREATE INDEX entries_by_device ON entries(device_id, id);
          CREATE INDEX entries_by_product ON entries(product_key, id);
          CREATE INDEX entries_by_time ON entries(recv_ts);
          CREATE TABLE progress(id INTEGER PRIMARY KEY CHECK(id = 1), log_id TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;
          INSERT INTO progress(id, log_id, seq) VALUES (1, '', 0);`,
  },
  // Refusals are the first to go when the disk is full: found without a look at everything else.
  { id: 2, sql: "CREATE INDEX refusals ON entries(id) WHERE kind = 'refused'" },
];
