import type { MigrationStep } from "../../db/db.ts";

/** Steps of drafts, notes of versions, and separations under way; applied ones are never edited. */
export const VERSION_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE product_model_drafts (
        product_key TEXT PRIMARY KEY REFERENCES products(product_key) ON DELETE CASCADE,
        model TEXT NOT NULL,
        based_on_version INTEGER NOT NULL,
        actor TEXT NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE product_version_notes (
        product_key TEXT NOT NULL REFERENCES products(product_key) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        note TEXT NOT NULL,
        rolled_back_to INTEGER,
        type_changes TEXT NOT NULL,
        PRIMARY KEY (product_key, version)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE series_separations (
        id TEXT PRIMARY KEY,
        product_key TEXT NOT NULL,
        property TEXT NOT NULL,
        into_name TEXT NOT NULL,
        after_seq INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;`,
  },
];
