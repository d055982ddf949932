import type { MigrationStep } from "../db/db.ts";

/**
 * One generation file. `kinds` (bits) and `products` (a JSON list, null when there are too many) stand before
 * the body, so that a narrow cursor passes over a chunk without reading its body's pages.
 */
export const GENERATION_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `CREATE TABLE chunks(
            first_seq INTEGER PRIMARY KEY, count INTEGER NOT NULL, at INTEGER NOT NULL,
            kinds INTEGER NOT NULL, products TEXT, body BLOB NOT NULL) STRICT;
          CREATE TABLE probe(id INTEGER PRIMARY KEY, body BLOB) STRICT;`,
  },
];

/** Where the named cursors stand, and what tells this log from another one. */
export const POSITION_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `CREATE TABLE positions(name TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
          CREATE TABLE identity(id INTEGER PRIMARY KEY CHECK(id = 1), log_id TEXT NOT NULL, last_seq INTEGER NOT NULL) STRICT;`,
  },
];
