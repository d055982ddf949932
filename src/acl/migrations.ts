import type { MigrationStep } from "../db/db.ts";

export const ACL_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE acl_rules(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        place INTEGER NOT NULL,
        effect TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_name TEXT NOT NULL,
        action TEXT NOT NULL,
        pattern TEXT NOT NULL,
        max_qos INTEGER NOT NULL,
        is_retain_allowed INTEGER NOT NULL,
        notes TEXT NOT NULL
      ) STRICT;
    `,
  },
];
