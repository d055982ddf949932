import type { MigrationStep } from "../../db/db.ts";

export const PREFERENCE_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE user_preferences(
        user_id INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
        body TEXT NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
    `,
  },
];
