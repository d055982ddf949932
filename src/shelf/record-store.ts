import { type Db, migrate, openDatabase } from "../db/db.ts";
import { SHELF_STEPS } from "./migrations.ts";

export type VisitRecord = (bucket: string, key: string, value: Uint8Array) => void;

interface RecordRow {
  readonly bucket: string;
  readonly key: string;
  readonly value: Uint8Array;
}

/** Rows that are read at once. */
const PAGE = 1_000;
/** Pages that are given back to the file system after one commit, when many are free. */
const VACUUM_PAGES = 256;
const FREE_PAGES_KEPT = 4_096;

/** The shelf's file. All calls throw DbError. */
export class RecordStore {
  readonly #db: Db;
  readonly #put;
  readonly #remove;

  constructor(readonly path: string) {
    this.#db = openDatabase(path);
    try {
      this.#giveBackFreePages();
      migrate(this.#db, "shelf", SHELF_STEPS);
      this.#put = this.#db.sqlite.query(
        "INSERT INTO records(bucket, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
      );
      this.#remove = this.#db.sqlite.query("DELETE FROM records WHERE bucket = ? AND key = ?");
    } catch (cause) {
      this.#db.close();
      throw cause;
    }
  }

  /** All in one transaction; on return it survives power loss. */
  write(change: (put: VisitRecord, remove: (bucket: string, key: string) => void) => void): void {
    this.#db.transaction(() =>
      change(
        (bucket, key, value) => void this.#put.run(bucket, key, value),
        (bucket, key) => void this.#remove.run(bucket, key),
      ),
    );
  }

  each(visit: VisitRecord): void {
    const page = this.#db.sqlite.query<RecordRow, [string, string, number]>(
      "SELECT bucket, key, value FROM records WHERE (bucket, key) > (?, ?) ORDER BY bucket, key LIMIT ?",
    );
    let last = { bucket: "", key: "" };
    for (;;) {
      const rows = page.all(last.bucket, last.key, PAGE);
      for (const { bucket, key, value } of rows) visit(bucket, key, value);
      if (rows.length < PAGE) return;
      last = rows[rows.length - 1] as RecordRow;
    }
  }

  /** Gives a piece of much free space back to the file system; a queue that was long once leaves no long file. */
  tidy(): void {
    const free = this.#pragma("freelist_count");
    if (free < FREE_PAGES_KEPT || free * 2 < this.#pragma("page_count")) return;
    this.#db.sqlite.query(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`).all();
  }

  close(): void {
    this.#db.close();
  }

  /** The mode can be chosen only while the file is empty, and takes effect with a VACUUM. */
  #giveBackFreePages(): void {
    if (this.#pragma("page_count") > 1 || this.#pragma("auto_vacuum") === 2) return;
    this.#db.sqlite.run("PRAGMA auto_vacuum = INCREMENTAL");
    this.#db.sqlite.run("VACUUM");
  }

  #pragma(name: string): number {
    return (
      Object.values(this.#db.sqlite.query<Record<string, number>, []>(`PRAGMA ${name}`).get() ?? {})[0] ?? 0
    );
  }
}
