import type { MigrationStep } from "../../db/db.ts";

export const ROLE_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE roles(
        role_id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        description TEXT NOT NULL,
        matrix TEXT NOT NULL,
        scopes TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        created_by TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
];
