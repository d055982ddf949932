import type { MigrationStep } from "../../db/db.ts";

/** Steps of register maps; applied ones are never edited. */
export const REGISTER_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE product_register_maps (
        product_key TEXT PRIMARY KEY REFERENCES products(product_key) ON DELETE CASCADE,
        map TEXT NOT NULL,
        actor TEXT NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;`,
  },
];
