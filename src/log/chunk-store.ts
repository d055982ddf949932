// The chunks of one generation file: written by the Worker, read by cursors.

import { type Db, migrate, openDatabase } from "../db/db.ts";
import { GENERATION_STEPS } from "./migrations.ts";

/** What is known of a chunk without reading its body. */
export interface ChunkHead {
  readonly firstSeq: number;
  readonly count: number;
  /** Kinds of events in it, as bits of record.ts. */
  readonly kinds: number;
  /** Products in it; undefined when there are too many to list. */
  readonly products: readonly string[] | undefined;
}

export interface NewChunk extends ChunkHead {
  /** When it was committed, UTC ms. */
  readonly atMs: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Room that a probe asks for, so that a disk with a few free pages does not count as well again. */
const PROBE_BYTES = 256 * 1024;

/** The generation file that is being written. All calls throw DbError. */
export class ChunkStore {
  readonly #db: Db;
  readonly #insert;
  readonly #pageBytes: number;

  constructor(readonly path: string) {
    this.#db = openDatabase(path);
    try {
      migrate(this.#db, "log", GENERATION_STEPS);
      this.#insert = this.#db.sqlite.query(
        "INSERT INTO chunks(first_seq, count, at, kinds, products, body) VALUES (?, ?, ?, ?, ?, ?)",
      );
      this.#pageBytes = this.#pragma("page_size");
    } catch (cause) {
      this.#db.close();
      throw cause;
    }
  }

  /** Commits one chunk; on return it survives power loss. */
  append(chunk: NewChunk): void {
    const products = chunk.products ? JSON.stringify(chunk.products) : null;
    this.#insert.run(chunk.firstSeq, chunk.count, chunk.atMs, chunk.kinds, products, chunk.body);
  }

  /** Seq of the last event in the file, 0 when it is empty. */
  lastSeq(): number {
    return lastSeqOf(this.#db);
  }

  sizeBytes(): number {
    return this.#pragma("page_count") * this.#pageBytes;
  }

  /** Finds out whether the disk takes a commit of a common size. */
  probe(): void {
    this.#db.sqlite.run("INSERT OR REPLACE INTO probe(id, body) VALUES (1, zeroblob(?))", [PROBE_BYTES]);
    this.#db.sqlite.run("DELETE FROM probe");
  }

  /** Ends a generation: a plain file without a write-ahead log beside it, unless a reader holds it right now. */
  freeze(): void {
    try {
      this.#db.sqlite.run("PRAGMA busy_timeout = 0");
      this.#db.sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
      this.#db.sqlite.run("PRAGMA journal_mode = DELETE");
    } catch {
      // The file stays as it is, which every reader understands.
    }
    this.close();
  }

  close(): void {
    this.#db.close();
  }

  #pragma(name: string): number {
    return (
      Object.values(this.#db.sqlite.query<Record<string, number>, []>(`PRAGMA ${name}`).get() ?? {})[0] ?? 0
    );
  }
}

interface HeadRow {
  readonly first_seq: number;
  readonly count: number;
  readonly kinds: number;
  readonly products: string | null;
}

/** A generation file as a cursor reads it. All calls throw DbError. */
export class ChunkFile {
  readonly #db: Db;
  readonly #containing;
  readonly #heads;
  readonly #body;

  constructor(path: string) {
    this.#db = openDatabase(path, { readonly: true });
    try {
      this.#containing = this.#db.sqlite.query<{ first_seq: number | null }, [number]>(
        "SELECT max(first_seq) AS first_seq FROM chunks WHERE first_seq <= ?",
      );
      this.#heads = this.#db.sqlite.query<HeadRow, [number, number]>(
        "SELECT first_seq, count, kinds, products FROM chunks WHERE first_seq >= ? ORDER BY first_seq LIMIT ?",
      );
      this.#body = this.#db.sqlite.query<{ body: Uint8Array }, [number]>(
        "SELECT body FROM chunks WHERE first_seq = ?",
      );
    } catch (cause) {
      this.#db.close();
      throw cause;
    }
  }

  /** Heads of the chunk that holds `seq` and of those after it, at most `limit`. */
  heads(seq: number, limit: number): ChunkHead[] {
    const first = this.#containing.get(seq)?.first_seq ?? 0;
    return this.#heads.all(first, limit).map(toHead);
  }

  body(firstSeq: number): Uint8Array {
    return this.#body.get(firstSeq)?.body ?? new Uint8Array(0);
  }

  close(): void {
    this.#db.close();
  }
}

/** What a generation file holds; `lastSeq` 0 when that is nothing. Throws DbError when it cannot be read. */
export function inspectGeneration(path: string): { lastSeq: number; beganAtMs: number | undefined } {
  const db = openDatabase(path, { readonly: true });
  try {
    // A crash while the file was being made leaves it without tables.
    const isMade = db.sqlite.query("SELECT 1 FROM sqlite_master WHERE name = 'chunks'").get() !== null;
    if (!isMade) return { lastSeq: 0, beganAtMs: undefined };
    const first = db.sqlite
      .query<{ at: number }, []>("SELECT at FROM chunks ORDER BY first_seq LIMIT 1")
      .get();
    return { lastSeq: lastSeqOf(db), beganAtMs: first?.at };
  } finally {
    db.close();
  }
}

function lastSeqOf(db: Db): number {
  const row = db.sqlite
    .query<{ last: number }, []>(
      "SELECT first_seq + count - 1 AS last FROM chunks ORDER BY first_seq DESC LIMIT 1",
    )
    .get();
  return row?.last ?? 0;
}

function toHead(row: HeadRow): ChunkHead {
  const products = row.products === null ? undefined : (JSON.parse(row.products) as string[]);
  return { firstSeq: row.first_seq, count: row.count, kinds: row.kinds, products };
}
