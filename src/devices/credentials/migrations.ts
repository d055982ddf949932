import type { MigrationStep } from "../../db/db.ts";

/** Steps of what devices prove themselves with beside their secret; applied ones are never edited. */
export const CREDENTIAL_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 1,
    // No reference to devices: a deleted device may come back, and a revoked certificate stays revoked without it.
    sql: `
      CREATE TABLE device_credentials (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        device_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        username TEXT NOT NULL,
        secret TEXT NOT NULL,
        lookup TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        created_by TEXT NOT NULL,
        expires_at INTEGER,
        revoked_at INTEGER,
        used_at INTEGER,
        used_dialect TEXT NOT NULL DEFAULT '',
        used_address TEXT NOT NULL DEFAULT ''
      ) STRICT;
      CREATE INDEX device_credentials_by_device ON device_credentials (device_id);
      CREATE INDEX device_credentials_by_lookup ON device_credentials (lookup, kind);
      CREATE UNIQUE INDEX device_credentials_unique ON device_credentials (lookup, kind)
        WHERE kind IN ('token', 'certificate');
      CREATE TABLE device_access (
        device_id INTEGER PRIMARY KEY,
        networks TEXT NOT NULL,
        secret_since INTEGER,
        secret_used_at INTEGER,
        secret_used_dialect TEXT NOT NULL DEFAULT '',
        secret_used_address TEXT NOT NULL DEFAULT ''
      ) STRICT;`,
  },
];
