import type { MigrationStep } from "../db/db.ts";

/** Steps of the `jobs` room; applied ones are never edited. */
export const JOB_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 1,
    // `starts` counts how often a run began since the checkpoint last moved: a job that kills the process is not tried for ever.
    sql: `
      CREATE TABLE jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        state TEXT NOT NULL,
        input TEXT NOT NULL,
        checkpoint TEXT,
        done INTEGER NOT NULL DEFAULT 0,
        total INTEGER,
        errors INTEGER NOT NULL DEFAULT 0,
        counts TEXT NOT NULL DEFAULT '{}',
        error_bytes INTEGER NOT NULL DEFAULT 0,
        result_bytes INTEGER NOT NULL DEFAULT 0,
        failure TEXT,
        starts INTEGER NOT NULL DEFAULT 0,
        actor TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        started_at INTEGER,
        ended_at INTEGER
      ) STRICT;
      CREATE INDEX jobs_by_state ON jobs (state, id);`,
  },
  {
    id: 2,
    // Those of before were started by who reached everything, or worked on what the starter named.
    sql: `ALTER TABLE jobs ADD COLUMN scopes TEXT NOT NULL DEFAULT '[{"kind":"all"}]'`,
  },
];
