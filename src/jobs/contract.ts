// What a job is to the rooms that have long work, and to those that look at it.

import type { GenericSchema } from "valibot";
import type { Db } from "../db/db.ts";
import type { Reach } from "../http/http.ts";
import type { Clock } from "../spine/clock.ts";
import type { ErrorCode, ErrorParams } from "../spine/error.ts";
import type { Need, Scope } from "../spine/permission.ts";

export type JobState = "queued" | "running" | "paused" | "done" | "failed" | "cancelled";

/** What a job tells of its end, and while it goes: `created: 120`. Names are shown, so they are stable. */
export type JobCounts = Readonly<Record<string, number>>;

export interface Job {
  readonly id: number;
  /** As defined: `device.import`. */
  readonly kind: string;
  /** What it works on, for people: a file name, a filter. */
  readonly title: string;
  readonly state: JobState;
  readonly done: number;
  /** Undefined while it is not known. */
  readonly total: number | undefined;
  /** Rows that were refused; the errors file tells each. */
  readonly errors: number;
  readonly counts: JobCounts;
  /** Why it failed. */
  readonly failure: { readonly code: ErrorCode; readonly params: ErrorParams } | undefined;
  readonly hasErrors: boolean;
  readonly hasResult: boolean;
  readonly actor: string;
  /** How far the starter reached. */
  readonly scopes: readonly Scope[];
  /** UTC ms. */
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
}

/** A row of the input that was refused. */
export interface RowError {
  /** As a person counts in the file: 1 is the heading. */
  readonly row: number;
  /** Heading of the column; empty when the row as a whole is meant. */
  readonly column: string;
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  /** The row as it was given. */
  readonly cells: readonly string[];
}

/** What a running job is given. */
export interface JobContext<Input, Checkpoint> {
  readonly jobId: number;
  readonly input: Input;
  /** What was saved last, of an earlier run; undefined at the first. */
  readonly checkpoint: Checkpoint | undefined;
  readonly actor: string;
  /**
   * What the starter reaches just now, and no further than when it was started; asked anew for each portion, for
   * devices, groups and rights change meanwhile. Throws `forbidden` for who may not do this any more.
   */
  readonly reach: Reach;
  /** True when it is to end: cancelled, paused, or the server stops. `turn` says so by itself. */
  readonly isCancelled: boolean;
  /** Path of a file of the job; all go with it. Names: letters, digits, dot and dash. */
  path(name: string): string;
  progress(done: number, total?: number): void;
  /** Adds to what is shown as `counts`. */
  count(name: string, by?: number): void;
  /** Columns of the rows that `rowError` gives, for the heading of the errors file. */
  header(columns: readonly string[]): void;
  rowError(error: RowError): void;
  /** First line of the result file; there is none while there is no result. Said at the start of each run. */
  resultHead(text: string): void;
  /** Appends text to the result file that people download. */
  result(text: string): void;
  /**
   * Stores the checkpoint with progress, counts, and the lengths of the errors and result files. Called inside the
   * caller's transaction on the same database, effect and checkpoint are one: nothing is done twice after a crash.
   */
  save(checkpoint: Checkpoint): void;
  /** Awaited between portions of a few ms: lets others run when the turn is used up. Throws JobStopped to end the job. */
  turn(): Promise<void>;
}

export interface JobKind<Input, Checkpoint = unknown> {
  /** Noun and verb: `device.import`. */
  readonly kind: string;
  readonly input: GenericSchema<unknown, Input>;
  /** What its starter had to be allowed: so must be who stops it, resumes it or reads its errors and result. */
  readonly needs: Need;
  /** Name of the result when it is downloaded: `secrets.csv`. */
  readonly resultName?: string;
  /** Files that only the work needs: removed when it is done or cancelled, and not resumed any more. */
  readonly inputFiles?: readonly string[];
  /**
   * Does the work from `checkpoint` on; what it throws fails the job, an AppError with its own code.
   * A failed or interrupted job begins again from its checkpoint.
   */
  run(context: JobContext<Input, Checkpoint>): Promise<void>;
}

export interface JobStart<Input> {
  readonly input: Input;
  readonly actor: string;
  /** How far the starter reaches; everything unless given. */
  readonly scopes?: readonly Scope[];
  readonly title: string;
  /** Files to move into the job's folder: name there -> path now. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface JobFilter {
  readonly state?: JobState | undefined;
  readonly kind?: string | undefined;
  /** Who started it. */
  readonly actor?: string | undefined;
}

export interface JobStats {
  readonly byState: Readonly<Record<JobState, number>>;
  /** Since the start of this process. */
  readonly finished: Readonly<Record<"done" | "failed" | "cancelled", number>>;
}

export interface Jobs {
  /** Makes a kind known; before `begin`. */
  define<Input, Checkpoint>(kind: JobKind<Input, Checkpoint>): void;
  /** Starts what waits or was interrupted; once, when all kinds are defined. */
  begin(): void;
  /** Throws `too_many_jobs`, or `invalid_request` for an input that its schema refuses. */
  start<Input>(kind: string, start: JobStart<Input>): Job;
  find(id: number): Job | undefined;
  /** Throws `not_found`. */
  get(id: number): Job;
  /** Newest first. */
  list(filter: JobFilter & { readonly before?: number; readonly limit: number }): Job[];
  /** What takes who acts on a job of this kind; an administrator of jobs when the kind is no longer known. */
  needsOf(kind: string): Need;
  resultNameOf(kind: string): string;
  /** Throws `not_found` or `job_state`. */
  cancel(id: number): Job;
  /** As `cancel`; what was done stays, and `resume` goes on there. */
  pause(id: number): Job;
  /** Of a paused or failed job. Throws `not_found` or `job_state`. */
  resume(id: number): Job;
  /** Forgets an ended job and its files. Throws `not_found` or `job_state`. */
  remove(id: number): void;
  errorsOf(id: number): AsyncIterable<RowError>;
  headerOf(id: number): Promise<readonly string[]>;
  /** Path of the result file. Throws `not_found` when there is none. */
  resultPath(id: number): string;
  /** Resolves when the job has ended, or is paused. */
  ended(id: number): Promise<Job>;
  onChange(listener: (job: Job) => void): () => void;
  stats(): JobStats;
  close(): Promise<void>;
}

/** Whose job it is, and what it takes. */
export interface JobStarter {
  readonly actor: string;
  readonly scopes: readonly Scope[];
  readonly needs: Need;
}

export interface JobsOptions {
  /** The database of those whose work is done: a checkpoint is saved in the transaction of its effect. */
  readonly db: Db;
  readonly clock: Clock;
  /** Folder of the files of jobs; made when needed. */
  readonly dir: string;
  /** What a starter reaches now, as `JobContext.reach` says; as far as when he started it unless given. */
  readonly reachOf?: (starter: JobStarter) => Reach;
  /** Told of what a job threw that is in no catalogue. */
  readonly onBug?: (error: unknown, job: { readonly jobId: number; readonly kind: string }) => void;
}
