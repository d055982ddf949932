// The journal's table. All calls throw DbError.

import { type Db, migrate, openDatabase } from "../db/db.ts";
import { plainFromBytes, plainToBytes } from "../kit/plain-value.ts";
import type { EventLevel } from "../spine/event.ts";
import type { JournalEntry, JournalKind, NewEntry } from "./entry.ts";
import { JOURNAL_STEPS } from "./migrations.ts";

export interface JournalFilter {
  readonly deviceId?: number | undefined;
  readonly productKey?: string | undefined;
  readonly kinds?: readonly JournalKind[] | undefined;
  /** Only entries older than this one. */
  readonly beforeId?: number | undefined;
  readonly limit: number;
}

interface Row {
  readonly id: number;
  readonly seq: number;
  readonly ts: number;
  readonly recv_ts: number;
  readonly kind: JournalKind;
  readonly device_id: number;
  readonly product_key: string;
  readonly device_name: string;
  readonly protocol: string;
  readonly title: string;
  readonly code: string | null;
  readonly level: EventLevel | null;
  readonly subject: string | null;
  readonly address: string | null;
  readonly is_stored: number | null;
  readonly params: string | null;
  readonly output: Uint8Array | null;
}

/** Most entries removed in one go, so that a long overdue clean-up does not hold everything up. */
const REMOVED_AT_ONCE = 2_000;

export class JournalStore {
  readonly #db: Db;
  readonly #insert;

  /** The entries can be read again from the log, so a power cut may cost the last of them: `relaxed`. */
  constructor(path: string) {
    this.#db = openDatabase(path, { durability: "relaxed" });
    try {
      this.#makeShrinkable();
      migrate(this.#db, "journal", JOURNAL_STEPS);
      this.#insert = this.#db.sqlite.query(
        `INSERT INTO entries(seq, ts, recv_ts, kind, device_id, product_key, device_name, protocol, title, code,
           level, subject, address, is_stored, params, output)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
    } catch (cause) {
      this.#db.close();
      throw cause;
    }
  }

  /** Place in the log `logId` up to which entries are written; 0 for another log. */
  progress(logId: string): number {
    const row = this.#db.sqlite
      .query<{ log_id: string; seq: number }, []>("SELECT log_id, seq FROM progress")
      .get();
    return row?.log_id === logId ? row.seq : 0;
  }

  /** Entries and place become durable together. */
  add(entries: readonly NewEntry[], logId: string, seq: number): void {
    this.#db.transaction(() => {
      for (const entry of entries) this.#insertOne(entry);
      this.#db.sqlite.query("UPDATE progress SET log_id = ?, seq = ?").run(logId, seq);
    });
  }

  /** The same for events offered again: one that is there already (a crash came between) is not written twice. */
  addMissing(entries: readonly NewEntry[], logId: string, seq: number): void {
    const places = entries.map((entry) => entry.seq);
    const known = this.#db.sqlite
      .query<{ seq: number }, number[]>(
        `SELECT seq FROM entries WHERE seq IN (${places.map(() => "?").join(", ")})`,
      )
      .all(...places);
    const isKnown = new Set(known.map((row) => row.seq));
    this.add(
      entries.filter((entry) => !isKnown.has(entry.seq)),
      logId,
      seq,
    );
  }

  /** Newest first. */
  list(filter: JournalFilter): JournalEntry[] {
    const wheres: string[] = [];
    const values: (string | number)[] = [];
    const where = (sql: string, ...more: (string | number)[]) => {
      wheres.push(sql);
      values.push(...more);
    };
    if (filter.deviceId !== undefined) where("device_id = ?", filter.deviceId);
    // A lost gateway's own record counts its children; a thousand of theirs would hide everything else.
    else where("NOT (kind = 'state' AND code IS 'gateway_lost')");
    if (filter.productKey !== undefined) where("product_key = ?", filter.productKey);
    if (filter.beforeId !== undefined) where("id < ?", filter.beforeId);
    if (filter.kinds) where(`kind IN (${filter.kinds.map(() => "?").join(", ")})`, ...filter.kinds);
    const condition = wheres.length === 0 ? "" : `WHERE ${wheres.join(" AND ")}`;
    return this.#db.sqlite
      .query<Row, (string | number)[]>(`SELECT * FROM entries ${condition} ORDER BY id DESC LIMIT ?`)
      .all(...values, filter.limit)
      .map(toEntry);
  }

  /** Entries held; those that were removed from between them count too. */
  count(): number {
    const { first, last } = this.#extent();
    return last === null || first === null ? 0 : last - first + 1;
  }

  /** Removes the oldest entries beyond the count or age; returns how many, and more may be left. */
  removeOld(maxEntries: number, beforeMs: number): number {
    const { last } = this.#extent();
    const keepFrom = (last ?? 0) - maxEntries + 1;
    const { changes } = this.#db.sqlite
      .query(
        `DELETE FROM entries WHERE id IN (
           SELECT id FROM entries WHERE id < ?1 OR recv_ts < ?2 ORDER BY id LIMIT ${REMOVED_AT_ONCE})`,
      )
      .run(keepFrom, beforeMs);
    return changes;
  }

  /** Removes the `count` oldest refusals and gives their space back; returns how many there were. */
  removeRefusals(count: number): number {
    const { changes } = this.#db.sqlite
      .query(
        "DELETE FROM entries WHERE id IN (SELECT id FROM entries WHERE kind = 'refused' ORDER BY id LIMIT ?)",
      )
      .run(count);
    this.shrink();
    return changes;
  }

  /** Gives the space of removed entries back to the file system. */
  shrink(): void {
    this.#db.sqlite.run("PRAGMA incremental_vacuum");
    this.#db.sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  close(): void {
    this.#db.close();
  }

  /** Only an empty file can be made so cheaply; an older one keeps its free pages for new entries. */
  #makeShrinkable(): void {
    const isNew = this.#db.sqlite.query("SELECT 1 FROM sqlite_master").get() === null;
    if (!isNew) return;
    this.#db.sqlite.run("PRAGMA auto_vacuum = INCREMENTAL");
    this.#db.sqlite.run("VACUUM");
  }

  #extent(): { first: number | null; last: number | null } {
    const row = this.#db.sqlite
      .query<{ first: number | null; last: number | null }, []>(
        "SELECT (SELECT min(id) FROM entries) AS first, (SELECT max(id) FROM entries) AS last",
      )
      .get();
    return row ?? { first: null, last: null };
  }

  #insertOne(entry: NewEntry): void {
    const { seq, ts, recvTs, kind, deviceId, productKey, deviceName, protocol, title } = entry;
    const { code = null, level = null, subject = null, address = null, isStored, params, output } = entry;
    this.#insert.run(
      ...([seq, ts, recvTs, kind, deviceId, productKey, deviceName, protocol, title] as const),
      ...([code, level, subject, address, isStored === undefined ? null : Number(isStored)] as const),
      ...([params ? JSON.stringify(params) : null, output ? plainToBytes(output) : null] as const),
    );
  }
}

function toEntry(row: Row): JournalEntry {
  return {
    id: row.id,
    seq: row.seq,
    ts: row.ts,
    recvTs: row.recv_ts,
    kind: row.kind,
    deviceId: row.device_id,
    productKey: row.product_key,
    deviceName: row.device_name,
    protocol: row.protocol,
    title: row.title,
    code: row.code ?? undefined,
    level: row.level ?? undefined,
    subject: row.subject ?? undefined,
    address: row.address ?? undefined,
    isStored: row.is_stored === null ? undefined : row.is_stored === 1,
    params: row.params === null ? undefined : JSON.parse(row.params),
    output: row.output === null ? undefined : (plainFromBytes(row.output) as JournalEntry["output"]),
  };
}
