// Migrations: each room's literal SQL steps, applied once, in order, and never edited afterwards.

import type { Database } from "bun:sqlite";
import { DbError } from "./db-error.ts";

export interface MigrationStep {
  /** 1, 2, 3 ... without a hole, within its room. */
  readonly id: number;
  /** One or more statements. Once released it is never changed; a correction is a further step. */
  readonly sql: string;
}

/** The part of Db that migrations need. */
export interface MigrationTarget {
  readonly sqlite: Database;
  transaction<T>(fn: () => T): T;
}

interface AppliedStep {
  readonly id: number;
  readonly hash: string;
}

const TABLE = `CREATE TABLE IF NOT EXISTS migrations(
  room TEXT NOT NULL, id INTEGER NOT NULL, hash TEXT NOT NULL, applied_at INTEGER NOT NULL,
  PRIMARY KEY(room, id)) STRICT, WITHOUT ROWID`;

/**
 * Brings the tables of `room` up to the last of `steps`; all in one transaction, so a failure leaves nothing half done.
 * Throws DbError `migration` when ids are not 1..n, when an applied step's text was changed,
 * or when the file was written by a newer Gantry.
 */
export function migrate(db: MigrationTarget, room: string, steps: readonly MigrationStep[]): void {
  steps.forEach((step, index) => {
    if (step.id !== index + 1) throw problem(room, `step ${step.id} stands at place ${index + 1}`);
  });
  db.transaction(() => {
    db.sqlite.run(TABLE);
    const applied = db.sqlite
      .query<AppliedStep, [string]>("SELECT id, hash FROM migrations WHERE room = ? ORDER BY id")
      .all(room);
    if (applied.length > steps.length) {
      throw problem(room, `the file is at step ${applied.length}, this Gantry knows ${steps.length}`);
    }
    for (const [index, step] of steps.entries()) {
      const known = applied[index];
      if (known === undefined) apply(db, room, step);
      else if (known.id !== step.id || known.hash !== hashOf(step)) {
        throw problem(room, `step ${step.id} was changed after it had been applied`);
      }
    }
  });
}

function apply(db: MigrationTarget, room: string, step: MigrationStep): void {
  db.sqlite.run(step.sql);
  db.sqlite
    .query("INSERT INTO migrations(room, id, hash, applied_at) VALUES (?, ?, ?, unixepoch('subsec') * 1000)")
    .run(room, step.id, hashOf(step));
}

/** Layout may change (a formatter, a moved file); words may not. */
function hashOf(step: MigrationStep): string {
  const text = step.sql.replace(/\s+/g, " ").trim();
  return new Bun.CryptoHasher("sha256").update(text).digest("hex").slice(0, 32);
}

function problem(room: string, detail: string): DbError {
  return new DbError("migration", `${room}: ${detail}`);
}
