// Jobs: long work that a person starts, with progress, that survives a restart.
// Owns: table jobs, the folder of their files, and which one runs.
// Promises: one at a time, oldest first; goes on from its checkpoint after a crash; kept 30 days with its files, then both go.
// Must never: know what a kind of job does, or hold the event loop.

import * as v from "valibot";
import { migrate } from "../db/db.ts";
import { named } from "../http/http.ts";
import { describeError, type Language } from "../spine/error.ts";
import type { Job, Jobs, JobsOptions } from "./contract.ts";
import { JOB_MIGRATIONS } from "./migrations.ts";
import { JobRunner } from "./runner.ts";
import { JOB_STATES } from "./store.ts";

export { JobStopped } from "./context.ts";
export type {
  Job,
  JobContext,
  JobCounts,
  JobFilter,
  JobKind,
  JobStart,
  JobStarter,
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

const Time = v.pipe(v.nullable(v.number()), v.description("UTC ms"));
export const JobJson = named(
  "Job",
  v.object({
    id: v.number(),
    kind: v.pipe(v.string(), v.description("`device.import`, `device.generate` ...")),
    title: v.pipe(v.string(), v.description("What it works on")),
    state: v.picklist(JOB_STATES),
    done: v.number(),
    total: v.pipe(v.nullable(v.number()), v.description("Null while it is not known")),
    errors: v.pipe(v.number(), v.description("Rows that were refused")),
    counts: v.pipe(
      v.record(v.string(), v.number()),
      v.description("What came of it: `created`, `updated` ..."),
    ),
    failure: v.nullable(v.object({ code: v.string(), text: v.string() })),
    hasErrors: v.boolean(),
    hasResult: v.boolean(),
    actor: v.string(),
    createdAt: v.number(),
    startedAt: Time,
    endedAt: Time,
  }),
);
/** A job as the API tells it, its failure in the caller's language. */
export function jobJson(job: Job, language: Language): v.InferOutput<typeof JobJson> {
  const { failure, total, startedAt, endedAt, scopes: _, ...rest } = job;
  const told = failure && { code: failure.code, text: describeError(failure.code, failure.params, language) };
  return {
    ...rest,
    total: total ?? null,
    startedAt: startedAt ?? null,
    endedAt: endedAt ?? null,
    failure: told ?? null,
  };
}
