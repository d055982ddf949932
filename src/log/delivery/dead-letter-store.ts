// The table of dead letters. All calls throw DbError.

import { renameSync } from "node:fs";
import { type Db, DbError, migrate, openDatabase } from "../../db/db.ts";
import { DEAD_LETTER_STEPS } from "../migrations.ts";
import type { DeadLetter, DeadLetterPage } from "./contract.ts";

export interface NewLetterRow extends Omit<DeadLetter, "id" | "sizeBytes"> {
  readonly body: Uint8Array;
}

export interface TargetSum {
  readonly target: string;
  readonly count: number;
  readonly sizeBytes: number;
}

interface Row {
  readonly id: number;
  readonly target: string;
  readonly seq: number;
  readonly at: number;
  readonly kind: DeadLetter["kind"];
  readonly product_key: string;
  readonly device_name: string;
  readonly reason: string;
  readonly attempts: number;
  readonly size: number;
}

const COLUMNS = "id, target, seq, at, kind, product_key, device_name, reason, attempts, size";

export class DeadLetterStore {
  readonly #db: Db;

  /** Opens or makes the file; a damaged one is set aside beside it, so that an expert can still look at it. */
  constructor(path: string) {
    this.#db = openOrSetAside(path);
  }

  /** All or none; durable on return. */
  put(rows: readonly NewLetterRow[]): void {
    const put = this.#db.sqlite.query(
      `INSERT INTO letters(target, seq, at, kind, product_key, device_name, reason, attempts, size, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT(target, seq) DO UPDATE SET at = excluded.at, reason = excluded.reason,
         attempts = excluded.attempts, size = excluded.size, body = excluded.body`,
    );
    this.#db.transaction(() => {
      for (const { target, seq, atMs, kind, productKey, deviceName, reason, attempts, body } of rows)
        put.run(
          ...([target, seq, atMs, kind, productKey, deviceName, reason, attempts] as const),
          ...([body.length, body] as const),
        );
    });
  }

  list({ target, beforeId, limit }: DeadLetterPage): DeadLetter[] {
    const wheres: string[] = [];
    const values: (string | number)[] = [];
    if (target !== undefined) wheres.push("target = ?") && values.push(target);
    if (beforeId !== undefined) wheres.push("id < ?") && values.push(beforeId);
    const condition = wheres.length === 0 ? "" : `WHERE ${wheres.join(" AND ")}`;
    return this.#db.sqlite
      .query<Row, (string | number)[]>(`SELECT ${COLUMNS} FROM letters ${condition} ORDER BY id DESC LIMIT ?`)
      .all(...values, limit)
      .map(toLetter);
  }

  get(id: number): DeadLetter | undefined {
    const row = this.#db.sqlite.query<Row, [number]>(`SELECT ${COLUMNS} FROM letters WHERE id = ?`).get(id);
    return row ? toLetter(row) : undefined;
  }

  body(id: number): Uint8Array | undefined {
    return this.#db.sqlite
      .query<{ body: Uint8Array }, [number]>("SELECT body FROM letters WHERE id = ?")
      .get(id)?.body;
  }

  /** By place in the log: a target is offered its letters in the order in which it missed them. */
  oldest(target: string, limit: number): number[] {
    return this.#db.sqlite
      .query<{ id: number }, [string, number]>("SELECT id FROM letters WHERE target = ? ORDER BY seq LIMIT ?")
      .all(target, limit)
      .map(({ id }) => id);
  }

  noteFailure(id: number, reason: string, atMs: number): void {
    this.#db.sqlite
      .query("UPDATE letters SET reason = ?, attempts = attempts + 1, at = ? WHERE id = ?")
      .run(reason, atMs, id);
  }

  remove(ids: readonly number[]): number {
    const remove = this.#db.sqlite.query("DELETE FROM letters WHERE id = ?");
    const removed = this.#db.transaction(() => ids.reduce((sum, id) => sum + remove.run(id).changes, 0));
    if (removed > 0) this.#shrink();
    return removed;
  }

  /** Removes the oldest letters beyond the bounds, the newest never; counts them as dropped. */
  trim(target: string, maxLetters: number, maxBytes: number): number {
    const dropped = this.#db.transaction(() => {
      const { changes } = this.#db.sqlite
        .query(
          `DELETE FROM letters WHERE target = ?1 AND id <= (SELECT max(id) FROM (
             SELECT id, sum(size) OVER w AS total, row_number() OVER w AS place
               FROM letters WHERE target = ?1 WINDOW w AS (ORDER BY id DESC))
             WHERE place > 1 AND (total > ?2 OR place > ?3))`,
        )
        .run(target, maxBytes, maxLetters);
      this.#db.sqlite
        .query(
          `INSERT INTO dropped(target, count) VALUES (?1, ?2)
           ON CONFLICT(target) DO UPDATE SET count = count + ?2`,
        )
        .run(target, changes);
      return changes;
    });
    this.#shrink();
    return dropped;
  }

  sums(): TargetSum[] {
    return this.#db.sqlite
      .query<TargetSum, []>(
        `SELECT target, count(*) AS count, sum(size) AS sizeBytes FROM letters GROUP BY target ORDER BY target`,
      )
      .all();
  }

  dropped(): ReadonlyMap<string, number> {
    const rows = this.#db.sqlite
      .query<{ target: string; count: number }, []>("SELECT target, count FROM dropped")
      .all();
    return new Map(rows.map(({ target, count }) => [target, count]));
  }

  close(): void {
    this.#db.close();
  }

  #shrink(): void {
    this.#db.sqlite.run("PRAGMA incremental_vacuum");
  }
}

function openOrSetAside(path: string): Db {
  try {
    return open(path);
  } catch (cause) {
    if (!(cause instanceof DbError) || cause.kind !== "corrupt") throw cause;
    for (const suffix of ["", "-wal", "-shm"]) {
      try {
        renameSync(path + suffix, `${path}.damaged${suffix}`);
      } catch {
        // Not every side file exists.
      }
    }
    return open(path);
  }
}

function open(path: string): Db {
  const db = openDatabase(path);
  try {
    // Only an empty file can be made so cheaply.
    if (db.sqlite.query("SELECT 1 FROM sqlite_master").get() === null) {
      db.sqlite.run("PRAGMA auto_vacuum = INCREMENTAL");
      db.sqlite.run("VACUUM");
    }
    migrate(db, "log", DEAD_LETTER_STEPS);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
}

function toLetter(row: Row): DeadLetter {
  const { id, target, seq, kind, reason, attempts } = row;
  return {
    ...{ id, target, seq, kind, reason, attempts },
    atMs: row.at,
    productKey: row.product_key,
    deviceName: row.device_name,
    sizeBytes: row.size,
  };
}
