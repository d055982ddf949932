import type { MigrationStep } from "../../../db/db.ts";

/** Steps of people's own templates; applied ones are never edited. */
export const OWN_TEMPLATE_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE own_templates (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        family TEXT NOT NULL,
        maker TEXT NOT NULL,
        maker_model TEXT NOT NULL,
        description TEXT NOT NULL,
        note TEXT NOT NULL,
        sources TEXT NOT NULL,
        verification TEXT,
        content TEXT NOT NULL,
        content_bytes INTEGER NOT NULL,
        property_count INTEGER NOT NULL,
        point_count INTEGER NOT NULL,
        product_key TEXT,
        created_by TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_by TEXT NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;`,
  },
];
