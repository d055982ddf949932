// Jobs: long work that a person starts, with progress, that survives a restart.
// Owns: table jobs, the folder of their files, and which one runs.
// Promises: one at a time, oldest first; goes on from its checkpoint after a crash; kept 30 days with its files, then both go.
// Must never: know what a kind of job does, or hold the event loop.

import { migrate } from "../db/db.ts";
import type { Jobs, JobsOptions } from "./contract.ts";
import { JOB_MIGRATIONS } from "./migrations.ts";
import { JobRunner } from "./runner.ts";

export { JobStopped } from "./context.ts";
export type {
  Job,
  JobContext,
  JobCounts,
  JobFilter,
  JobKind,
  JobStart,
  JobState,
  JobStats,
  Jobs,
  JobsOptions,
  RowError,
} from "./contract.ts";
export { JOB_STATES } from "./store.ts";

/** Opens the room; nothing runs before `begin`. Throws DbError. */
export function openJobs(options: JobsOptions): Jobs {
  migrate(options.db, "jobs", JOB_MIGRATIONS);
  return new JobRunner(options);
}
