import type { MigrationStep } from "../../db/db.ts";

export const FACTOR_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE user_second_factors(
        user_id INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
        secret TEXT NOT NULL,
        last_counter INTEGER NOT NULL,
        confirmed_at INTEGER
      ) STRICT;
      CREATE TABLE user_recovery_codes(
        user_id INTEGER NOT NULL REFERENCES user_second_factors(user_id) ON DELETE CASCADE,
        code_hash TEXT NOT NULL,
        PRIMARY KEY (user_id, code_hash)
      ) STRICT, WITHOUT ROWID;
    `,
  },
];
