import type { Db } from "../db/db.ts";
import type { Awaited, Command, CommandFilter, CommandState, Confirmation, Outcome } from "./contract.ts";

/** As SQLite gives it. */
interface StoredRow {
  id: number;
  device_id: number;
  product_key: string;
  device_name: string;
  kind: Command["kind"];
  identifier: string;
  request: string;
  state: CommandState;
  actor: string;
  created_at: number;
  expires_at: number;
  timeout_ms: number;
  sent_at: number | null;
  settled_at: number | null;
  answer: string | null;
  confirmed_by: Confirmation | null;
  output: string | null;
  failure: string | null;
}

export type NewCommand = Pick<
  Command,
  | "deviceId"
  | "productKey"
  | "deviceName"
  | "kind"
  | "identifier"
  | "request"
  | "actor"
  | "createdAt"
  | "expiresAt"
  | "timeoutMs"
>;

/** The room's SQL. Throws DbError. */
export class CommandStore {
  readonly #sqlite;

  constructor({ sqlite }: Db) {
    this.#sqlite = sqlite;
  }

  insert(row: NewCommand): Command {
    const inserted = this.#sqlite
      .query<StoredRow, (string | number)[]>(
        `INSERT INTO commands(device_id, product_key, device_name, kind, identifier, request, state, actor,
         created_at, expires_at, timeout_ms) VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?) RETURNING *`,
      )
      .get(
        ...[row.deviceId, row.productKey, row.deviceName, row.kind, row.identifier],
        ...[JSON.stringify(row.request), row.actor, row.createdAt, row.expiresAt, row.timeoutMs],
      );
    return fromStored(inserted as StoredRow);
  }

  /** It is on its way from `sentAt` on. Nothing when it does not wait any more. */
  markSent(id: number, sentAt: number, awaited: Awaited | undefined): Command | undefined {
    const answer = awaited === undefined ? null : JSON.stringify(awaited);
    const row = this.#sqlite
      .query<StoredRow, (string | number | null)[]>(
        "UPDATE commands SET state = 'sent', sent_at = ?, answer = ? WHERE id = ? AND state = 'queued' RETURNING *",
      )
      .get(sentAt, answer, id);
    return row === null ? undefined : fromStored(row);
  }

  /** It could not be sent after all. */
  markQueued(id: number): void {
    const sql =
      "UPDATE commands SET state = 'queued', sent_at = NULL, answer = NULL WHERE id = ? AND state = 'sent'";
    this.#sqlite.query(sql).run(id);
  }

  /** Nothing when it was settled before. */
  settle(id: number, outcome: Outcome, now: number): Command | undefined {
    const output =
      "output" in outcome && outcome.output !== undefined ? JSON.stringify(outcome.output) : null;
    const failure = "failure" in outcome ? JSON.stringify(outcome.failure) : null;
    const confirmedBy = "confirmedBy" in outcome ? (outcome.confirmedBy ?? null) : null;
    const row = this.#sqlite
      .query<StoredRow, (string | number | null)[]>(
        `UPDATE commands SET state = ?, settled_at = ?, confirmed_by = ?, output = ?, failure = ?
         WHERE id = ? AND state IN ('queued', 'sent') RETURNING *`,
      )
      .get(outcome.state, now, confirmedBy, output, failure, id);
    return row === null ? undefined : fromStored(row);
  }

  byId(id: number): Command | undefined {
    const row = this.#sqlite.query<StoredRow, [number]>("SELECT * FROM commands WHERE id = ?").get(id);
    return row === null ? undefined : fromStored(row);
  }

  /** Newest first, older than `before`. */
  list(
    { deviceId = 0, state }: CommandFilter,
    { before, limit }: { readonly before: number; readonly limit: number },
  ): Command[] {
    const ofDevice = deviceId === 0 ? "" : "AND device_id = ?3";
    return this.#sqlite
      .query<StoredRow, [number, string, number, number]>(
        `SELECT * FROM commands WHERE id < ?1 AND (?2 = '' OR state = ?2) ${ofDevice} AND ?3 >= 0
         ORDER BY id DESC LIMIT ?4`,
      )
      .all(before, state ?? "", deviceId, limit)
      .map(fromStored);
  }

  /** The first that waits for the device. */
  nextQueued(deviceId: number): Command | undefined {
    const sql = "SELECT * FROM commands WHERE device_id = ? AND state = 'queued' ORDER BY id LIMIT 1";
    const row = this.#sqlite.query<StoredRow, [number]>(sql).get(deviceId);
    return row === null ? undefined : fromStored(row);
  }

  countQueued(deviceId: number): number {
    const sql = "SELECT count(*) AS count FROM commands WHERE device_id = ? AND state = 'queued'";
    return this.#sqlite.query<{ count: number }, [number]>(sql).get(deviceId)?.count ?? 0;
  }

  /** Of all devices, by state. */
  countOpen(): { readonly queued: number; readonly sent: number } {
    const sql =
      "SELECT state, count(*) AS count FROM commands WHERE state IN ('queued', 'sent') GROUP BY state";
    const rows = this.#sqlite.query<{ state: string; count: number }, []>(sql).all();
    const counts = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    return { queued: counts.queued ?? 0, sent: counts.sent ?? 0 };
  }

  /** Devices for which something waits. */
  waitingDevices(): number[] {
    const sql = "SELECT DISTINCT device_id AS id FROM commands WHERE state = 'queued'";
    return this.#sqlite
      .query<{ id: number }, []>(sql)
      .all()
      .map(({ id }) => id);
  }

  sent(): Command[] {
    const sql = "SELECT * FROM commands WHERE state = 'sent' ORDER BY id";
    return this.#sqlite.query<StoredRow, []>(sql).all().map(fromStored);
  }

  /** Those that wait and may not wait any longer. */
  overdue(now: number, limit: number): Command[] {
    const sql =
      "SELECT * FROM commands WHERE state = 'queued' AND expires_at <= ? ORDER BY expires_at LIMIT ?";
    return this.#sqlite.query<StoredRow, [number, number]>(sql).all(now, limit).map(fromStored);
  }

  queuedOf(deviceId: number): Command[] {
    const sql = "SELECT * FROM commands WHERE device_id = ? AND state IN ('queued', 'sent') ORDER BY id";
    return this.#sqlite.query<StoredRow, [number]>(sql).all(deviceId).map(fromStored);
  }

  /** Forgets what was settled before `before`, UTC ms, and the oldest settled ones above `keep`. */
  prune(before: number, keep: number): void {
    this.#sqlite
      .query(
        `DELETE FROM commands WHERE settled_at IS NOT NULL
         AND (settled_at < ?1 OR id <= (SELECT max(id) FROM commands) - ?2)`,
      )
      .run(before, keep);
  }
}

function fromStored(row: StoredRow): Command {
  return {
    ...{ id: row.id, deviceId: row.device_id, productKey: row.product_key, deviceName: row.device_name },
    ...{ kind: row.kind, identifier: row.identifier, request: JSON.parse(row.request) },
    ...{ state: row.state, actor: row.actor, createdAt: row.created_at, expiresAt: row.expires_at },
    ...{
      timeoutMs: row.timeout_ms,
      sentAt: row.sent_at ?? undefined,
      settledAt: row.settled_at ?? undefined,
    },
    awaited: row.answer === null ? undefined : JSON.parse(row.answer),
    confirmedBy: row.confirmed_by ?? undefined,
    output: row.output === null ? undefined : JSON.parse(row.output),
    failure: row.failure === null ? undefined : JSON.parse(row.failure),
  };
}
