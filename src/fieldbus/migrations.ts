import type { MigrationStep } from "../db/db.ts";

/** Steps of the `fieldbus` room; applied ones are never edited. */
export const FIELDBUS_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE field_links (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        settings TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE field_slaves (
        device_id INTEGER PRIMARY KEY REFERENCES devices(id) ON DELETE CASCADE,
        link_id INTEGER NOT NULL REFERENCES field_links(id) ON DELETE CASCADE,
        settings TEXT NOT NULL
      ) STRICT;
      CREATE INDEX field_slaves_by_link ON field_slaves (link_id);`,
  },
];
