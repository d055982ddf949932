import type { Db } from "../db/db.ts";
import type { ErrorCode, ErrorParams } from "../spine/error.ts";
import type { Scope } from "../spine/permission.ts";
import type { JobCounts, JobFilter, JobState } from "./contract.ts";

export const JOB_STATES = [
  "queued",
  "running",
  "paused",
  "done",
  "failed",
  "cancelled",
] as const satisfies readonly JobState[];

export interface JobRow {
  readonly id: number;
  readonly kind: string;
  readonly title: string;
  state: JobState;
  readonly input: unknown;
  checkpoint: unknown;
  done: number;
  total: number | undefined;
  errors: number;
  counts: JobCounts;
  errorBytes: number;
  resultBytes: number;
  failure: { readonly code: ErrorCode; readonly params: ErrorParams } | undefined;
  starts: number;
  readonly actor: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
}

/** For lists: the input of one job may be MBs. */
export type BriefJobRow = Omit<JobRow, "input" | "checkpoint">;

const BRIEF_COLUMNS = `id, kind, title, state, done, total, errors, counts, error_bytes, result_bytes, failure, starts,
  actor, scopes, created_at, started_at, ended_at`;

/** As SQLite gives it. */
interface StoredRow {
  id: number;
  kind: string;
  title: string;
  state: JobState;
  input: string;
  checkpoint: string | null;
  done: number;
  total: number | null;
  errors: number;
  counts: string;
  error_bytes: number;
  result_bytes: number;
  failure: string | null;
  starts: number;
  actor: string;
  scopes: string;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
}

/** The room's SQL. Throws DbError. */
export class JobStore {
  readonly #insert;
  readonly #save;
  readonly #byId;
  readonly #list;
  readonly #running;
  readonly #next;
  readonly #countByState;
  readonly #old;
  readonly #remove;

  constructor({ sqlite }: Db) {
    this.#insert = sqlite.query<{ id: number }, [string, string, string, string, string, number]>(
      `INSERT INTO jobs(kind, title, state, input, actor, scopes, created_at) VALUES (?, ?, 'queued', ?, ?, ?, ?)
       RETURNING id`,
    );
    this.#save = sqlite.query(
      `UPDATE jobs SET state = ?, checkpoint = ?, done = ?, total = ?, errors = ?, counts = ?, error_bytes = ?,
       result_bytes = ?, failure = ?, starts = ?, started_at = ?, ended_at = ? WHERE id = ?`,
    );
    this.#byId = sqlite.query<StoredRow, [number]>("SELECT * FROM jobs WHERE id = ?");
    this.#running = sqlite.query<StoredRow, []>("SELECT * FROM jobs WHERE state = 'running'");
    this.#list = sqlite.query<StoredBrief, [number, string, string, string, number]>(
      `SELECT ${BRIEF_COLUMNS} FROM jobs WHERE id < ?1 AND (?2 = '' OR state = ?2) AND (?3 = '' OR kind = ?3)
       AND (?4 = '' OR actor = ?4) ORDER BY id DESC LIMIT ?5`,
    );
    this.#next = sqlite.query<StoredRow, []>("SELECT * FROM jobs WHERE state = 'queued' ORDER BY id LIMIT 1");
    this.#countByState = sqlite.query<{ state: JobState; count: number }, []>(
      "SELECT state, count(*) AS count FROM jobs GROUP BY state",
    );
    this.#old = sqlite.query<{ id: number }, [number, number]>(
      `SELECT id FROM jobs WHERE state IN ('done', 'failed', 'cancelled', 'paused')
       AND (coalesce(ended_at, created_at) < ?1 OR id <= (SELECT max(id) FROM jobs) - ?2) LIMIT 100`,
    );
    this.#remove = sqlite.query("DELETE FROM jobs WHERE id = ?");
  }

  insert(row: Pick<JobRow, "kind" | "title" | "input" | "actor" | "scopes" | "createdAt">): number {
    const inserted = this.#insert.get(
      row.kind,
      row.title,
      JSON.stringify(row.input),
      row.actor,
      JSON.stringify(row.scopes),
      row.createdAt,
    );
    return inserted?.id ?? 0;
  }

  save(row: JobRow): void {
    this.#save.run(
      row.state,
      row.checkpoint === undefined ? null : JSON.stringify(row.checkpoint),
      row.done,
      row.total ?? null,
      row.errors,
      JSON.stringify(row.counts),
      row.errorBytes,
      row.resultBytes,
      row.failure === undefined ? null : JSON.stringify(row.failure),
      row.starts,
      row.startedAt ?? null,
      row.endedAt ?? null,
      row.id,
    );
  }

  byId(id: number): JobRow | undefined {
    const row = this.#byId.get(id);
    return row === null ? undefined : fromStored(row);
  }

  /** Newest first, older than `before`. */
  list(
    { state = "", kind = "", actor = "" }: { state?: JobState | "" | undefined } & Omit<JobFilter, "state">,
    page: {
      before: number;
      limit: number;
    },
  ): BriefJobRow[] {
    return this.#list.all(page.before, state, kind, actor, page.limit).map(fromBrief);
  }

  /** At most one while the process runs; what it left behind when it was killed. */
  running(): JobRow[] {
    return this.#running.all().map(fromStored);
  }

  /** The oldest that waits. */
  nextQueued(): JobRow | undefined {
    const row = this.#next.get();
    return row === null ? undefined : fromStored(row);
  }

  countByState(): { state: JobState; count: number }[] {
    return this.#countByState.all();
  }

  /** Ended before `endedBefore` (UTC ms), or older than the newest `keep`. */
  oldIds(endedBefore: number, keep: number): number[] {
    return this.#old.all(endedBefore, keep).map(({ id }) => id);
  }

  remove(id: number): void {
    this.#remove.run(id);
  }
}

type StoredBrief = Omit<StoredRow, "input" | "checkpoint">;

function fromStored({ input, checkpoint, ...row }: StoredRow): JobRow {
  return {
    ...fromBrief(row),
    input: JSON.parse(input),
    checkpoint: checkpoint === null ? undefined : JSON.parse(checkpoint),
  };
}

function fromBrief(row: StoredBrief): BriefJobRow {
  return {
    ...{ id: row.id, kind: row.kind, title: row.title, state: row.state, actor: row.actor },
    ...{ done: row.done, total: row.total ?? undefined, errors: row.errors, counts: JSON.parse(row.counts) },
    ...{ errorBytes: row.error_bytes, resultBytes: row.result_bytes, starts: row.starts },
    failure: row.failure === null ? undefined : JSON.parse(row.failure),
    scopes: JSON.parse(row.scopes),
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
  };
}
