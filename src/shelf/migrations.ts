import type { MigrationStep } from "../db/db.ts";

/** What a value holds, and its version, is its adapter's business. */
export const SHELF_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `CREATE TABLE records(
            bucket TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
            PRIMARY KEY(bucket, key)) STRICT, WITHOUT ROWID;`,
  },
];
