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
  {
    id: 3,
    // Where a device stands, whether it reports, and what happens to it when it is deleted. state_rank and seen_at are
    // what lists sort by: the state as it is shown, and never seen as long ago.
    sql: `
      CREATE TABLE device_groups (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        parent_id INTEGER REFERENCES device_groups(id),
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        sort_order INTEGER NOT NULL,
        notes TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX device_groups_by_name ON device_groups (ifnull(parent_id, 0), name);
      CREATE TABLE device_views (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        filter TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      ALTER TABLE devices ADD COLUMN group_id INTEGER REFERENCES device_groups(id);
      ALTER TABLE devices ADD COLUMN latitude REAL;
      ALTER TABLE devices ADD COLUMN longitude REAL;
      ALTER TABLE devices ADD COLUMN place TEXT NOT NULL DEFAULT '';
      ALTER TABLE devices ADD COLUMN state_rank INTEGER GENERATED ALWAYS AS (
        CASE WHEN is_enabled = 0 THEN 4
        ELSE CASE state WHEN 'online' THEN 0 WHEN 'stale' THEN 1 WHEN 'offline' THEN 2 ELSE 3 END END) VIRTUAL;
      ALTER TABLE devices ADD COLUMN seen_at INTEGER GENERATED ALWAYS AS (ifnull(last_seen_at, 0)) VIRTUAL;
      CREATE INDEX devices_by_rank ON devices (state_rank, id);
      CREATE INDEX devices_by_seen ON devices (seen_at, id);
      CREATE INDEX devices_by_created ON devices (created_at, id);
      CREATE INDEX devices_by_label ON devices (device_name COLLATE NOCASE, id, name);
      CREATE INDEX devices_by_group ON devices (group_id, state_rank);
      CREATE TABLE device_trash (
        id INTEGER PRIMARY KEY,
        product_key TEXT NOT NULL REFERENCES products(product_key),
        device_name TEXT NOT NULL,
        name TEXT NOT NULL,
        body TEXT NOT NULL,
        deleted_at INTEGER NOT NULL,
        deleted_by TEXT NOT NULL
      ) STRICT;
      CREATE INDEX device_trash_by_name ON device_trash (product_key, device_name);
      CREATE INDEX device_trash_by_device_name ON device_trash (device_name);
      CREATE INDEX device_trash_by_time ON device_trash (deleted_at);`,
  },
  {
    id: 4,
    // An access token that is all a deleted device shows.
    sql: `CREATE INDEX device_trash_by_secret ON device_trash (json_extract(body, '$.device.deviceSecret'));`,
  },
  {
    id: 5,
    // Purges that the log may not have yet: a crash between the two must not leave a history that nobody ends.
    sql: `
      CREATE TABLE device_purges (
        id INTEGER PRIMARY KEY,
        product_key TEXT NOT NULL,
        device_name TEXT NOT NULL,
        actor TEXT NOT NULL
      ) STRICT;`,
  },
];
