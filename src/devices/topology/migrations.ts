import type { MigrationStep } from "../../db/db.ts";

/** Steps of what belongs to devices beside their own rows; applied ones are never edited. */
export const TOPOLOGY_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE device_children (
        child_id INTEGER PRIMARY KEY REFERENCES devices(id) ON DELETE CASCADE,
        gateway_id INTEGER NOT NULL REFERENCES devices(id) ON DELETE CASCADE,
        bound_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX device_children_by_gateway ON device_children (gateway_id, child_id);
      CREATE TABLE device_tags (
        device_id INTEGER NOT NULL REFERENCES devices(id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (device_id, key)
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    id: 2,
    sql: "CREATE INDEX device_tags_by_value ON device_tags (key, value, device_id);",
  },
];
