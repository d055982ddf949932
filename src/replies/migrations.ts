import type { MigrationStep } from "../db/db.ts";

export const REPLY_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE kept_answers(
        caller TEXT NOT NULL,
        key TEXT NOT NULL,
        print TEXT NOT NULL,
        begun_at INTEGER NOT NULL,
        status INTEGER,
        media TEXT,
        body TEXT,
        PRIMARY KEY(caller, key)
      ) STRICT;
      CREATE INDEX kept_answers_by_age ON kept_answers(begun_at);
    `,
  },
];
