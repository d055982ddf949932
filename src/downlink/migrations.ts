import type { MigrationStep } from "../db/db.ts";

/** Steps of the `downlink` room; applied ones are never edited. No reference to devices: what was done outlives them. */
export const DOWNLINK_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE commands (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        device_id INTEGER NOT NULL,
        product_key TEXT NOT NULL,
        device_name TEXT NOT NULL,
        kind TEXT NOT NULL,
        identifier TEXT NOT NULL,
        request TEXT NOT NULL,
        state TEXT NOT NULL,
        actor TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        timeout_ms INTEGER NOT NULL,
        sent_at INTEGER,
        settled_at INTEGER,
        answer TEXT,
        confirmed_by TEXT,
        output TEXT,
        failure TEXT
      ) STRICT;
      CREATE INDEX commands_by_device ON commands (device_id, id);
      CREATE INDEX commands_open ON commands (state, expires_at) WHERE state IN ('queued', 'sent');
      CREATE INDEX commands_by_settling ON commands (settled_at) WHERE settled_at IS NOT NULL;`,
  },
];
