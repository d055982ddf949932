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
  {
    id: 2,
    sql: `CREATE TABLE gaps(
            id INTEGER PRIMARY KEY AUTOINCREMENT, reader TEXT NOT NULL, from_seq INTEGER NOT NULL,
            to_seq INTEGER NOT NULL, missed INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;`,
  },
];

/** Events that a target could not take. `body` is a sealed chunk of one event (chunk.ts, with its own version). */
export const DEAD_LETTER_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `CREATE TABLE letters(
            id INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
            kind TEXT NOT NULL, product_key TEXT NOT NULL, device_name TEXT NOT NULL, reason TEXT NOT NULL,
            attempts INTEGER NOT NULL, size INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE(target, seq)) STRICT;
          CREATE INDEX letters_by_target ON letters(target, id, size);
          CREATE TABLE dropped(target TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
  },
];
