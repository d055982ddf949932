// Jobs: long work that a person starts, with progress, that survives a restart.
// Owns: table jobs, the folder of their files, and which one runs.
// Promises: one at a time, oldest first; goes on from its checkpoint after a crash; kept 30 days with its files, then both go.
// Must never: know what a kind of job does, or hold the event loop.

import { type Db, migrate } from "../db/db.ts";
import type { Clock } from "../spine/clock.ts";
import type { Jobs } from "./contract.ts";
import { JOB_MIGRATIONS } from "./migrations.ts";
import { JobRunner } from "./runner.ts";

export { JobStopped } from "./context.ts";
export {
  JOB_STATES,
  type Job,
  type JobContext,
  type JobCounts,
  type JobFilter,
  type JobKind,
  type JobStart,
  type JobState,
  type JobStats,
  type Jobs,
  type RowError,
} from "./contract.ts";

export interface JobsOptions {
  /** The database of those whose work is done: a checkpoint is saved in the transaction of its effect. */
  readonly db: Db;
  readonly clock: Clock;
  /** Folder of the files of jobs; made when needed. */
  readonly dir: string;
  /** Told of what a job threw that is in no catalogue. */
  readonly onBug?: (error: unknown, job: { readonly jobId: number; readonly kind: string }) => void;
}

/** Opens the room; nothing runs before `begin`. Throws DbError. */
export function openJobs(options: JobsOptions): Jobs {
  migrate(options.db, "jobs", JOB_MIGRATIONS);
  return new JobRunner(options);
}
