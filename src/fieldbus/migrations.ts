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
  {
    // A device in the trash keeps its place on the link, so its row must outlive the one in devices.
    id: 2,
    sql: `
      CREATE TABLE field_slaves_kept (
        device_id INTEGER PRIMARY KEY,
        link_id INTEGER NOT NULL REFERENCES field_links(id) ON DELETE CASCADE,
        settings TEXT NOT NULL
      ) STRICT;
      INSERT INTO field_slaves_kept SELECT device_id, link_id, settings FROM field_slaves;
      DROP TABLE field_slaves;
      ALTER TABLE field_slaves_kept RENAME TO field_slaves;
      CREATE INDEX field_slaves_by_link ON field_slaves (link_id);
      CREATE TABLE field_exposures (
        id INTEGER PRIMARY KEY,
        unit INTEGER NOT NULL,
        device_id INTEGER NOT NULL,
        point TEXT NOT NULL
      ) STRICT;
      CREATE INDEX field_exposures_by_device ON field_exposures (device_id);`,
  },
  {
    // How we serve registers: one row, and what single values have of their own.
    id: 3,
    sql: `
      ALTER TABLE field_exposures ADD COLUMN terms TEXT NOT NULL DEFAULT '{}';
      CREATE TABLE field_server (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        settings TEXT NOT NULL
      ) STRICT;`,
  },
];
