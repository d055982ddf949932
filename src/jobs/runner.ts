import { existsSync } from "node:fs";
import * as v from "valibot";
import { type GroupTree, makeReach, type Reach } from "../http/http.ts";
import { assert } from "../kit/assert.ts";
import type { Timer } from "../spine/clock.ts";
import { AppError, type ErrorCode, type ErrorParams } from "../spine/error.ts";
import type { Need, Scope } from "../spine/permission.ts";
import { type ContextParts, JobStopped, RunningJob } from "./context.ts";
import type {
  Job,
  JobFilter,
  JobKind,
  JobStart,
  JobState,
  JobStats,
  Jobs,
  JobsOptions,
  RowError,
} from "./contract.ts";
import { JobFiles, RESULT_FILE } from "./files.ts";
import { type BriefJobRow, JOB_STATES, type JobRow, JobStore } from "./store.ts";

/** Of one kind or many, that wait or run. */
const UNDER_WAY_MAX = 50;
const KEPT_MS = 30 * 86_400_000;
const KEPT_JOBS = 2_000;
const CLEAN_PERIOD_MS = 3_600_000;
/** A job whose run began so often without coming forward kills the process, or is killed with it. */
const STARTS_MAX = 3;
const REST_MS = 30_000;
const EVERYWHERE: readonly Scope[] = [{ kind: "all" }];
/** Without a tree no group holds a device. */
const NO_GROUPS: GroupTree = { groupOf: () => undefined, isWithin: () => false, touches: () => false };

type AnyKind = JobKind<unknown, unknown>;
type Failure = { readonly code: ErrorCode; readonly params: ErrorParams };

/** One job at a time, oldest first. */
export class JobRunner implements Jobs {
  readonly #kinds = new Map<string, AnyKind>();
  readonly #listeners = new Set<(job: Job) => void>();
  readonly #waiting = new Map<number, ((job: Job) => void)[]>();
  readonly #finished = { done: 0, failed: 0, cancelled: 0 };
  readonly #store: JobStore;
  readonly #files: JobFiles;
  readonly #parts: Omit<ContextParts, "row" | "reachOf">;
  #running: RunningJob | undefined;
  #run: Promise<void> | undefined;
  #isOpen = false;
  #cleaning: Timer | undefined;
  /** Set while nothing is begun because the database cannot be written. */
  #resting: Timer | undefined;

  constructor(readonly options: JobsOptions) {
    this.#store = new JobStore(options.db);
    this.#files = new JobFiles(options.dir);
    this.#parts = { store: this.#store, files: this.#files, clock: options.clock };
  }

  define<Input, Checkpoint>(kind: JobKind<Input, Checkpoint>): void {
    assert(!this.#kinds.has(kind.kind), "a kind of job is defined once");
    // The input is parsed by the kind's own schema, the checkpoint is its own: no other types meet it.
    this.#kinds.set(kind.kind, kind as unknown as AnyKind);
  }

  begin(): void {
    this.#isOpen = true;
    this.#requeue();
    for (const id of this.#files.strayIds((one) => this.#store.byId(one) !== undefined))
      this.#files.remove(id);
    this.#clean();
    this.#cleaning = this.options.clock.every(CLEAN_PERIOD_MS, () => this.#clean());
    this.#next();
  }

  start<Input>(
    kindName: string,
    { input, actor, scopes = EVERYWHERE, title, files = {} }: JobStart<Input>,
  ): Job {
    const kind = this.#kinds.get(kindName);
    assert(kind !== undefined, `no kind of job is named ${kindName}`);
    const { queued, running } = this.stats().byState;
    if (queued + running >= UNDER_WAY_MAX) throw new AppError("too_many_jobs", { limit: UNDER_WAY_MAX });
    const parsed = v.safeParse(kind.input, input);
    if (!parsed.success) throw new AppError("invalid_request", { detail: parsed.issues[0].message });
    const createdAt = this.options.clock.now();
    const id = this.#store.insert({
      kind: kindName,
      title: title.slice(0, 256),
      input: parsed.output,
      actor,
      scopes,
      createdAt,
    });
    this.#files.adopt(id, files);
    const job = this.get(id);
    this.#announce(job);
    // Not now: the caller may hold a transaction, and roll it back with the job in it.
    queueMicrotask(() => this.#nextOrRest({ id, kind: kindName }));
    return job;
  }

  find(id: number): Job | undefined {
    const row = this.#rowOf(id);
    return row && this.#jobOf(row);
  }

  get(id: number): Job {
    return this.#jobOf(this.#row(id));
  }

  list({
    before = Number.MAX_SAFE_INTEGER,
    limit,
    ...filter
  }: JobFilter & { before?: number; limit: number }): Job[] {
    const running = this.#running?.parts.row;
    const rows = this.#store.list(filter, { before, limit });
    return rows.map((row) => this.#jobOf(running?.id === row.id ? running : row));
  }

  needsOf(kind: string): Need {
    return this.#kinds.get(kind)?.needs ?? { area: "jobs", action: "admin" };
  }

  resultNameOf(kind: string): string {
    return this.#kinds.get(kind)?.resultName ?? "result.csv";
  }

  cancel(id: number): Job {
    return this.#stop(id, "cancelled", ["queued", "running", "paused", "failed"]);
  }

  pause(id: number): Job {
    return this.#stop(id, "paused", ["queued", "running"]);
  }

  resume(id: number): Job {
    const row = this.#row(id, ["paused", "failed"]);
    const waiting: JobRow = { ...row, state: "queued", failure: undefined, endedAt: undefined, starts: 0 };
    this.#store.save(waiting);
    const job = this.#jobOf(waiting);
    this.#announce(job);
    this.#next();
    return this.find(id) ?? job;
  }

  remove(id: number): void {
    this.#row(id, ["done", "failed", "cancelled", "paused"]);
    this.#store.remove(id);
    this.#files.remove(id);
  }

  errorsOf(id: number): AsyncIterable<RowError> {
    return this.#files.errors(this.#row(id).id);
  }

  headerOf(id: number): Promise<readonly string[]> {
    return this.#files.header(this.#row(id).id);
  }

  resultPath(id: number): string {
    const path = this.#files.path(this.#row(id).id, RESULT_FILE);
    if (!existsSync(path)) throw new AppError("not_found", { what: `result of job ${id}` });
    return path;
  }

  ended(id: number): Promise<Job> {
    const job = this.get(id);
    if (job.state !== "queued" && job.state !== "running") return Promise.resolve(job);
    return new Promise((resolve) => this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]));
  }

  onChange(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stats(): JobStats {
    const byState = Object.fromEntries(JOB_STATES.map((state) => [state, 0])) as Record<JobState, number>;
    for (const { state, count } of this.#store.countByState()) byState[state] = count;
    return { byState, finished: { ...this.#finished } };
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.#cleaning?.cancel();
    this.#resting?.cancel();
    if (this.#running) this.#running.stopReason ??= "closing";
    await this.#run;
  }

  /** Begins the oldest that waits, unless one runs. */
  #next(): void {
    if (!this.#isOpen || this.#run !== undefined) return;
    const row = this.#store.nextQueued();
    if (row === undefined) return;
    this.#run = this.#work(row)
      .catch((error) => this.#rest(error, row))
      .then(() => {
        this.#run = undefined;
        this.#running = undefined;
        if (this.#resting === undefined) this.#next();
      });
  }

  /** The database takes no word of how it went (a full disk): what is stored says running, and is begun again later. */
  #rest(error: unknown, { id, kind }: Pick<JobRow, "id" | "kind">): void {
    this.options.onBug?.(error, { jobId: id, kind });
    if (!this.#isOpen) return;
    this.#resting = this.options.clock.after(REST_MS, () => {
      this.#resting = undefined;
      this.#nextOrRest({ id, kind }, true);
    });
  }

  #nextOrRest(job: Pick<JobRow, "id" | "kind">, isRequeuing = false): void {
    try {
      if (isRequeuing) this.#requeue();
      this.#next();
    } catch (cause) {
      this.#rest(cause, job);
    }
  }

  #requeue(): void {
    for (const row of this.#store.running()) {
      if (row.starts < STARTS_MAX) this.#store.save({ ...row, state: "queued" });
      else this.#fail(row, { code: "job_interrupted", params: { starts: row.starts } });
    }
  }

  async #work(waiting: JobRow): Promise<void> {
    const { clock } = this.options;
    const startedAt = waiting.startedAt ?? clock.now();
    const row: JobRow = { ...waiting, state: "running", startedAt, starts: waiting.starts + 1 };
    this.#store.save(row);
    const running = new RunningJob({ row, reachOf: () => this.#reachOf(row), ...this.#parts });
    this.#running = running;
    this.#announce(this.#jobOf(row));
    try {
      const kind = this.#kinds.get(row.kind);
      if (kind === undefined) throw new AppError("job_kind_unknown", { kind: row.kind });
      await kind.run(running);
      running.flush();
      this.#end({ ...row, state: "done", failure: undefined });
    } catch (cause) {
      // What was not saved has not happened: the row as it is stored is the truth.
      const stored = this.#store.byId(row.id) ?? row;
      if (!(cause instanceof JobStopped)) this.#fail(stored, this.#failureOf(cause, row));
      else if (cause.reason === "cancelled") this.#end({ ...stored, state: "cancelled" });
      else if (cause.reason === "paused") this.#settle({ ...stored, state: "paused" });
      else this.#store.save({ ...stored, state: "queued", starts: 0 });
    }
  }

  #reachOf({ kind, actor, scopes }: JobRow): Reach {
    const { reachOf } = this.options;
    return reachOf?.({ actor, scopes, needs: this.needsOf(kind) }) ?? makeReach(scopes, NO_GROUPS);
  }

  #failureOf(cause: unknown, row: JobRow): Failure {
    if (cause instanceof AppError) return { code: cause.code, params: cause.params };
    this.options.onBug?.(cause, { jobId: row.id, kind: row.kind });
    return { code: "internal", params: { requestId: `job-${row.id}` } };
  }

  #fail(row: JobRow, failure: Failure): void {
    this.#end({ ...row, state: "failed", failure });
  }

  #end(row: JobRow): void {
    if (row.state === "done" || row.state === "failed" || row.state === "cancelled")
      this.#finished[row.state] += 1;
    this.#settle({ ...row, endedAt: this.options.clock.now() });
    if (row.state === "failed") return;
    for (const name of this.#kinds.get(row.kind)?.inputFiles ?? []) this.#files.drop(row.id, name);
  }

  #settle(row: JobRow): void {
    this.#store.save(row);
    this.#running = undefined;
    const job = this.#jobOf(row);
    this.#announce(job);
    for (const resolve of this.#waiting.get(row.id) ?? []) resolve(job);
    this.#waiting.delete(row.id);
  }

  #stop(id: number, reason: "cancelled" | "paused", from: readonly JobState[]): Job {
    const row = this.#row(id, from);
    if (this.#running?.jobId === id) {
      // Who cancels what was told to pause a moment ago means it.
      if (reason === "cancelled") this.#running.stopReason = reason;
      else this.#running.stopReason ??= reason;
      return this.#jobOf(row);
    }
    if (reason === "cancelled") this.#end({ ...row, state: reason });
    else this.#settle({ ...row, state: reason });
    return this.get(id);
  }

  /** The row as memory has it where it runs, else as it is stored. */
  #rowOf(id: number): JobRow | undefined {
    return this.#running?.jobId === id ? this.#running.parts.row : this.#store.byId(id);
  }

  #row(id: number, from?: readonly JobState[]): JobRow {
    const row = this.#rowOf(id);
    if (row === undefined) throw new AppError("not_found", { what: `job ${id}` });
    if (from !== undefined && !from.includes(row.state))
      throw new AppError("job_state", { id, state: row.state });
    return row;
  }

  #jobOf(given: JobRow | BriefJobRow): Job {
    const {
      input: _input,
      checkpoint: _,
      errorBytes,
      resultBytes,
      starts: _starts,
      ...row
    } = given as JobRow;
    return { ...row, hasErrors: errorBytes > 0, hasResult: resultBytes > 0 };
  }

  #announce(job: Job): void {
    for (const listener of this.#listeners) listener(job);
  }

  #clean(): void {
    for (const id of this.#store.oldIds(this.options.clock.now() - KEPT_MS, KEPT_JOBS)) this.remove(id);
  }
}
