// One day's blocks: written by the Worker, read by queries.

import { type Db, migrate, openDatabase } from "../../db/db.ts";
import { DAY_STEPS } from "./migrations.ts";
import { letPagesGo, returnPages } from "./pages-store.ts";

export interface BlockHead {
  /** Rises with each flush: of two blocks that hold the same time, the higher id wins. */
  readonly id: number;
  readonly tMin: number;
  readonly tMax: number;
  readonly count: number;
}

export interface NewBlock {
  readonly series: number;
  readonly tMin: number;
  readonly tMax: number;
  readonly count: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A day file being written. All calls throw DbError. */
export class DayStore {
  readonly #db: Db;
  readonly #insert;

  constructor(path: string) {
    this.#db = openDatabase(path);
    try {
      letPagesGo(this.#db);
      migrate(this.#db, "telemetry", DAY_STEPS);
      this.#insert = this.#db.sqlite.query(
        "INSERT INTO blocks(series, t_min, t_max, count, body) VALUES (?, ?, ?, ?, ?)",
      );
    } catch (cause) {
      this.#db.close();
      throw cause;
    }
  }

  /** Place in the log `logId` up to which this day is written; 0 for another log. */
  applied(logId: string): number {
    return appliedOf(this.#db, logId);
  }

  begin(): void {
    this.#db.sqlite.run("BEGIN IMMEDIATE");
  }

  add(block: NewBlock): void {
    this.#insert.run(block.series, block.tMin, block.tMax, block.count, block.body);
  }

  /** Blocks and place become durable together. */
  commit(logId: string, seq: number): void {
    this.#db.sqlite.query("INSERT OR REPLACE INTO applied(id, log_id, seq) VALUES (1, ?, ?)").run(logId, seq);
    this.#db.sqlite.run("COMMIT");
  }

  /** Runs `fn` in a transaction of its own; `applied` stays as it is. */
  transaction(fn: () => void): void {
    this.#db.transaction(fn);
  }

  /** The lowest number above `after` of a series that has something here; undefined when there is none. */
  seriesAfter(after: number): number | undefined {
    const row = this.#db.sqlite
      .query<{ series: number | null }, [number, number]>(
        `SELECT min(series) AS series FROM (SELECT min(series) AS series FROM blocks WHERE series > ?
         UNION ALL SELECT min(series) FROM minutes WHERE series > ?)`,
      )
      .get(after, after);
    return row?.series ?? undefined;
  }

  /** The lowest number above `after` of a series that has blocks here. */
  blocksAfter(after: number): number | undefined {
    const row = this.#db.sqlite
      .query<{ series: number | null }, [number]>("SELECT min(series) AS series FROM blocks WHERE series > ?")
      .get(after);
    return row?.series ?? undefined;
  }

  /** All blocks of a series, by rising start. */
  heads(series: number): BlockHead[] {
    return this.#db.sqlite
      .query<BlockHead, [number]>(
        "SELECT id, t_min AS tMin, t_max AS tMax, count FROM blocks WHERE series = ? ORDER BY t_min",
      )
      .all(series);
  }

  body(id: number): Uint8Array {
    const row = this.#db.sqlite
      .query<{ body: Uint8Array }, [number]>("SELECT body FROM blocks WHERE id = ?")
      .get(id);
    return row?.body ?? new Uint8Array(0);
  }

  /** The same points with other values. */
  replaceBody(id: number, body: Uint8Array<ArrayBuffer>): void {
    this.#db.sqlite.query("UPDATE blocks SET body = ? WHERE id = ?").run(body, id);
  }

  /** Removes the blocks of all series in (after, until]. */
  removeBlocksOf(after: number, until: number): void {
    this.#db.sqlite.query("DELETE FROM blocks WHERE series > ? AND series <= ?").run(after, until);
  }

  removeBlocks(ids: readonly number[]): void {
    const remove = this.#db.sqlite.query("DELETE FROM blocks WHERE id = ?");
    for (const id of ids) remove.run(id);
  }

  /** Sets the minutes of a series; undefined: it has none. */
  putMinutes(series: number, body: Uint8Array<ArrayBuffer> | undefined): void {
    if (body === undefined) this.#db.sqlite.query("DELETE FROM minutes WHERE series = ?").run(series);
    else
      this.#db.sqlite.query("INSERT OR REPLACE INTO minutes(series, body) VALUES (?, ?)").run(series, body);
  }

  /** Gives some of the room of what was removed back to the disk; true when there is more. */
  reclaim(): boolean {
    return returnPages(this.#db);
  }

  /** Leaves a plain file without a write-ahead log beside it, unless a reader holds it right now. */
  settle(): void {
    try {
      this.#db.sqlite.run("PRAGMA busy_timeout = 0");
      this.#db.sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
      this.#db.sqlite.run("PRAGMA journal_mode = DELETE");
    } catch {
      // The file stays as it is, which every reader understands.
    }
    this.close();
  }

  /** Closing undoes what was not committed. */
  close(): void {
    this.#db.close();
  }
}

/** A day file as queries read it. All calls throw DbError. */
export class DayFile {
  readonly #db: Db;
  readonly #heads;
  readonly #body;

  constructor(path: string) {
    this.#db = openDatabase(path, { readonly: true });
    try {
      this.#heads = this.#db.sqlite.query<BlockHead, [number, number, number]>(
        `SELECT id, t_min AS tMin, t_max AS tMax, count FROM blocks
         WHERE series = ? AND t_min <= ? AND t_max >= ? ORDER BY t_min`,
      );
      this.#body = this.#db.sqlite.query<{ body: Uint8Array }, [number]>(
        "SELECT body FROM blocks WHERE id = ?",
      );
    } catch (cause) {
      this.#db.close();
      throw cause;
    }
  }

  applied(logId: string): number {
    return appliedOf(this.#db, logId);
  }

  heads(series: number, fromMs: number, toMs: number): BlockHead[] {
    return this.#heads.all(series, toMs, fromMs);
  }

  /** Undefined when the block was merged into others meanwhile. */
  body(id: number): Uint8Array | undefined {
    return this.#body.get(id)?.body;
  }

  /** Rollups of the minutes of a series, of a day that was compacted. */
  minutes(series: number): Uint8Array | undefined {
    return this.#db.sqlite
      .query<{ body: Uint8Array }, [number]>("SELECT body FROM minutes WHERE series = ?")
      .get(series)?.body;
  }

  close(): void {
    this.#db.close();
  }
}

function appliedOf(db: Db, logId: string): number {
  const row = db.sqlite.query<{ log_id: string; seq: number }, []>("SELECT log_id, seq FROM applied").get();
  return row?.log_id === logId ? row.seq : 0;
}
