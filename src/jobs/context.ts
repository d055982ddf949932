import type { Reach } from "../http/http.ts";
import { assert } from "../kit/assert.ts";
import { nextTurn } from "../kit/next-turn.ts";
import type { Clock } from "../spine/clock.ts";
import type { JobContext, RowError } from "./contract.ts";
import { ERRORS_FILE, type JobFiles, RESULT_FILE } from "./files.ts";
import type { JobRow, JobStore } from "./store.ts";

/** Longest that a job holds the event loop before it lets others run. */
const TURN_MS = 5;
/** More are counted, but no longer told one by one. */
const ERRORS_TOLD = 100_000;

/** Why a run ends early. */
export type StopReason = "cancelled" | "paused" | "closing";

/** Ends a run from inside; only the runner catches it. */
export class JobStopped extends Error {
  constructor(readonly reason: StopReason) {
    super(`job stopped: ${reason}`);
  }
}

export interface ContextParts {
  readonly reachOf: () => Reach;
  readonly row: JobRow;
  readonly store: JobStore;
  readonly files: JobFiles;
  readonly clock: Clock;
}

/** One run of one job: what it is given, and what it has to say. */
export class RunningJob implements JobContext<unknown, unknown> {
  /** Set by the runner when the job is to end. */
  stopReason: StopReason | undefined;
  #turnStartMs: number;
  #errorsPending = "";
  #resultPending = "";
  #resultHead = "";

  constructor(readonly parts: ContextParts) {
    const { row, files, clock } = parts;
    files.cut(row.id, ERRORS_FILE, row.errorBytes);
    files.cut(row.id, RESULT_FILE, row.resultBytes);
    this.#turnStartMs = clock.monotonicMs();
  }

  get jobId(): number {
    return this.parts.row.id;
  }

  get input(): unknown {
    return this.parts.row.input;
  }

  get checkpoint(): unknown {
    return this.parts.row.checkpoint;
  }

  get actor(): string {
    return this.parts.row.actor;
  }

  get reach(): Reach {
    return this.parts.reachOf();
  }

  get isCancelled(): boolean {
    return this.stopReason !== undefined;
  }

  path(name: string): string {
    return this.parts.files.path(this.jobId, name);
  }

  progress(done: number, total = this.parts.row.total): void {
    this.parts.row.done = done;
    this.parts.row.total = total;
  }

  count(name: string, by = 1): void {
    const { row } = this.parts;
    row.counts = { ...row.counts, [name]: (row.counts[name] ?? 0) + by };
  }

  header(columns: readonly string[]): void {
    if (this.parts.row.errorBytes > 0 || this.#errorsPending !== "") return;
    this.#errorsPending = `${JSON.stringify({ header: columns })}\n`;
  }

  rowError(error: RowError): void {
    this.parts.row.errors += 1;
    if (this.parts.row.errors <= ERRORS_TOLD) this.#errorsPending += `${JSON.stringify(error)}\n`;
  }

  resultHead(text: string): void {
    this.#resultHead = text;
  }

  result(text: string): void {
    if (this.parts.row.resultBytes === 0 && this.#resultPending === "")
      this.#resultPending = this.#resultHead;
    this.#resultPending += text;
  }

  save(checkpoint: unknown): void {
    const { row, store } = this.parts;
    this.flush();
    row.checkpoint = checkpoint;
    row.starts = 0;
    store.save(row);
  }

  /** Writes what was said since the last time; its length becomes known with the row. */
  flush(): void {
    const { row, files } = this.parts;
    const append = (name: string, text: string) => (text === "" ? 0 : files.append(row.id, name, text));
    row.errorBytes += append(ERRORS_FILE, this.#errorsPending);
    row.resultBytes += append(RESULT_FILE, this.#resultPending);
    this.#errorsPending = "";
    this.#resultPending = "";
  }

  async turn(): Promise<void> {
    const { clock } = this.parts;
    if (this.stopReason !== undefined) throw new JobStopped(this.stopReason);
    if (clock.monotonicMs() - this.#turnStartMs < TURN_MS) return;
    await nextTurn();
    this.#turnStartMs = clock.monotonicMs();
    // What else is true is found out at the next portion.
    assert(this.parts.row.state === "running", "only a running job has turns");
  }
}
