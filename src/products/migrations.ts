import type { MigrationStep } from "../db/db.ts";

/** Steps of the `products` room; applied ones are never edited. */
export const PRODUCT_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE products (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        product_key TEXT NOT NULL UNIQUE,
        product_secret TEXT NOT NULL,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        node_type TEXT NOT NULL,
        validation TEXT NOT NULL,
        is_enabled INTEGER NOT NULL,
        model_version INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE product_models (
        product_id INTEGER NOT NULL REFERENCES products(id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        model TEXT NOT NULL,
        actor TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        PRIMARY KEY (product_id, version)
      ) STRICT, WITHOUT ROWID;`,
  },
  { id: 2, sql: "ALTER TABLE products ADD COLUMN retention_days INTEGER" },
  {
    id: 3,
    sql: `
      ALTER TABLE products ADD COLUMN registration TEXT NOT NULL DEFAULT 'off';
      ALTER TABLE products ADD COLUMN child_product_key TEXT;`,
  },
  {
    id: 4,
    sql: `ALTER TABLE products ADD COLUMN mapping TEXT NOT NULL DEFAULT '{"isShared":false,"rows":[]}'`,
  },
  {
    // An empty access key is replaced by one of its own when the room opens: SQL has no base64.
    id: 5,
    sql: `
      ALTER TABLE products ADD COLUMN status TEXT NOT NULL DEFAULT 'draft';
      ALTER TABLE products ADD COLUMN access_key TEXT NOT NULL DEFAULT '';
      ALTER TABLE products ADD COLUMN dialects TEXT;
      ALTER TABLE products ADD COLUMN data_mode TEXT NOT NULL DEFAULT 'model';
      ALTER TABLE products ADD COLUMN offline_rule TEXT NOT NULL DEFAULT '{"staleAfterS":null,"offlineAfterS":null}';
      ALTER TABLE products ADD COLUMN registration_until INTEGER;`,
  },
  { id: 6, sql: "ALTER TABLE products ADD COLUMN former_keys TEXT NOT NULL DEFAULT '{}'" },
];
