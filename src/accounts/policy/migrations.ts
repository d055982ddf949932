import type { MigrationStep } from "../../db/db.ts";

export const POLICY_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    // When a password of before was set is not known: as early as can be.
    sql: `
      CREATE TABLE sign_in_policy(
        id INTEGER PRIMARY KEY CHECK (id = 1),
        body TEXT NOT NULL
      ) STRICT;
      CREATE TABLE password_history(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        password_hash TEXT NOT NULL,
        set_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX password_history_user ON password_history(user_id, id);
      INSERT INTO password_history(user_id, password_hash, set_at)
        SELECT id, password_hash, created_at FROM users;
    `,
  },
];
