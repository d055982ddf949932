import type { MigrationStep } from "../../db/db.ts";

export const SESSION_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      ALTER TABLE user_sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';
      ALTER TABLE user_sessions ADD COLUMN via TEXT NOT NULL DEFAULT 'password';
    `,
  },
];
