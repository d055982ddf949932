import type { MigrationStep } from "../db/db.ts";

/** Steps of the `devices` room; applied ones are never edited. */
export const DEVICE_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 1,
    // AUTOINCREMENT: an id is never given again, because history is stored under it.
    sql: `
      CREATE TABLE devices (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        product_key TEXT NOT NULL REFERENCES products(product_key),
        device_name TEXT NOT NULL,
        device_secret TEXT NOT NULL,
        name TEXT NOT NULL,
        notes TEXT NOT NULL,
        is_enabled INTEGER NOT NULL,
        state TEXT NOT NULL,
        state_since INTEGER NOT NULL,
        state_reason TEXT NOT NULL,
        address TEXT NOT NULL,
        activated_at INTEGER,
        last_seen_at INTEGER,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX devices_by_name ON devices (product_key, device_name);
      CREATE INDEX devices_by_state ON devices (state, is_enabled);`,
  },
  {
    id: 2,
    // Some dialects log in with the secret alone (access token) or with a name that carries no product.
    sql: `
      CREATE INDEX devices_by_secret ON devices (device_secret);
      CREATE INDEX devices_by_device_name ON devices (device_name);`,
  },
];
