// Where named cursors stand. A file of its own: losing it costs repeated reading, never an event.

import { rmSync } from "node:fs";
import { type Db, migrate, openDatabase } from "../db/db.ts";
import type { GapRecord } from "./contract.ts";
import { POSITION_STEPS } from "./migrations.ts";

/** More gap records than this are not kept. */
export const GAPS_KEPT = 100;

export class PositionStore {
  /** Tells this log from another one that might have stood in its place. */
  readonly logId: string;
  /** The highest seq known to have been given when this was last saved; 0 for a new log. */
  readonly lastSeqSeen: number;
  readonly positions: ReadonlyMap<string, number>;
  /** Newest first. */
  readonly gaps: readonly GapRecord[];
  readonly #db: Db;

  /** Opens or makes the file; a damaged one is replaced. Throws DbError when the folder cannot be written. */
  constructor(path: string, makeId: () => string) {
    this.#db = openOrReplace(path);
    const { sqlite } = this.#db;
    sqlite.query("INSERT OR IGNORE INTO identity(id, log_id, last_seq) VALUES (1, ?, 0)").run(makeId());
    const row = sqlite
      .query<{ log_id: string; last_seq: number }, []>("SELECT log_id, last_seq FROM identity")
      .get();
    this.logId = row?.log_id ?? "";
    this.lastSeqSeen = row?.last_seq ?? 0;
    const rows = sqlite.query<{ name: string; seq: number }, []>("SELECT name, seq FROM positions").all();
    this.positions = new Map(rows.map((r) => [r.name, r.seq]));
    this.gaps = sqlite
      .query<GapRecord, []>(
        `SELECT reader, from_seq AS fromSeq, to_seq AS toSeq, missed, at AS atMs FROM gaps
           ORDER BY id DESC LIMIT ${GAPS_KEPT}`,
      )
      .all();
  }

  /** Saves positions, new gap records (oldest first) and the last seq in one transaction. Throws DbError. */
  save(changed: ReadonlyMap<string, number>, gaps: readonly GapRecord[], lastSeq: number): void {
    const { sqlite } = this.#db;
    const note = sqlite.query(
      "INSERT INTO gaps(reader, from_seq, to_seq, missed, at) VALUES (?, ?, ?, ?, ?)",
    );
    const put = sqlite.query("INSERT OR REPLACE INTO positions(name, seq) VALUES (?, ?)");
    this.#db.transaction(() => {
      for (const [name, seq] of changed) put.run(name, seq);
      for (const { reader, fromSeq, toSeq, missed, atMs } of gaps)
        note.run(reader, fromSeq, toSeq, missed, atMs);
      if (gaps.length > 0)
        sqlite.query("DELETE FROM gaps WHERE id <= (SELECT max(id) FROM gaps) - ?").run(GAPS_KEPT);
      sqlite.query("UPDATE identity SET last_seq = max(last_seq, ?)").run(lastSeq);
    });
  }

  close(): void {
    this.#db.close();
  }
}

function openOrReplace(path: string): Db {
  try {
    return open(path);
  } catch {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
    return open(path);
  }
}

function open(path: string): Db {
  const db = openDatabase(path, { durability: "relaxed" });
  try {
    migrate(db, "log", POSITION_STEPS);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
}
