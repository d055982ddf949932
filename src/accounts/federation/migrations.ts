import type { MigrationStep } from "../../db/db.ts";

export const FEDERATION_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE federation_settings(
        kind TEXT PRIMARY KEY,
        body TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE user_identities(
        user_id INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL,
        UNIQUE (kind, issuer, subject)
      ) STRICT;
    `,
  },
];
