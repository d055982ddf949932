// SQLite files of the product: opened one way, migrated one way, failing one way.
// Owns: connections and their pragmas, the `migrations` table, transactions, the translation of driver errors.
// Promises: WAL; `full` commits survive power loss; every driver error leaves as a DbError without parameter values.
// Must never: know a table of another room, or run a transaction across an await.

import { Database } from "bun:sqlite";
import { chmodSync, closeSync, openSync } from "node:fs";
import { type BunSQLiteDatabase, drizzle } from "drizzle-orm/bun-sqlite";
import { assert } from "../kit/assert.ts";
import { fileError, guardDatabase, translateErrors } from "./db-error.ts";

export { DbError, type DbErrorKind, isUniqueViolation } from "./db-error.ts";
export { type MigrationStep, migrate } from "./migrate.ts";

export interface Db {
  readonly sqlite: Database;
  readonly orm: BunSQLiteDatabase;
  /**
   * Runs `fn` in an immediate transaction (a savepoint when already inside one) and returns its value;
   * whatever `fn` throws rolls it back. Synchronous only: a promise would commit before its work is done.
   */
  transaction<T>(fn: () => T): T;
  /** Folds the write-ahead log back into the file and closes it. Harmless when closed before. */
  close(): void;
}

export interface DatabaseOptions {
  /** Opens an existing file without write access. */
  readonly readonly?: boolean;
  /** `full` (default): each commit is fsynced. `relaxed`: for what can be rebuilt; power loss may undo the last commits. */
  readonly durability?: "full" | "relaxed";
}

/** How long a writer waits for another one's lock before it fails with `busy`. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the SQLite file at `path` (`:memory:` for tests), creating it readable by its owner only.
 * Throws DbError (`cannot_open`, `corrupt`, ...) when that is not possible.
 */
export function openDatabase(path: string, options: DatabaseOptions = {}): Db {
  const isReadonly = options.readonly ?? false;
  const sqlite = translateErrors(() => {
    if (path !== ":memory:" && !isReadonly) createPrivateFile(path);
    const opened = isReadonly ? new Database(path, { readonly: true }) : new Database(path, { create: true });
    try {
      setPragmas(opened, options);
    } catch (cause) {
      opened.close();
      throw cause;
    }
    return opened;
  });
  guardDatabase(sqlite);
  let isOpen = true;
  return {
    sqlite,
    orm: drizzle(sqlite),
    transaction: (fn) => transact(sqlite, fn),
    close() {
      if (!isOpen) return;
      isOpen = false;
      if (!isReadonly) foldLog(sqlite);
      sqlite.close();
    },
  };
}

/** SQLite gives the WAL and shared-memory files the mode of the main file, so this covers all three. */
function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, "a", 0o600));
    if (process.platform !== "win32") chmodSync(path, 0o600);
  } catch (cause) {
    throw fileError(cause);
  }
}

function setPragmas(sqlite: Database, options: DatabaseOptions): void {
  sqlite.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  sqlite.run("PRAGMA foreign_keys = ON");
  if (options.readonly) return;
  sqlite.run("PRAGMA journal_mode = WAL");
  sqlite.run(`PRAGMA synchronous = ${options.durability === "relaxed" ? "NORMAL" : "FULL"}`);
}

function transact<T>(sqlite: Database, fn: () => T): T {
  const run = sqlite.transaction(() => {
    const result = fn();
    assert(!(result instanceof Promise), "a transaction must not be asynchronous");
    return result;
  });
  return translateErrors(() => run.immediate());
}

/** Best effort: a reader elsewhere may hold the log, and a log left behind is read at the next start. */
function foldLog(sqlite: Database): void {
  try {
    sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // Nothing is lost: SQLite replays the log when the file is opened again.
  }
}
