// Driver errors in our own words: what kind of failure, at which column, and never which value.

import { type Database, SQLiteError, type Statement } from "bun:sqlite";

export type DbErrorKind =
  | "unique"
  | "foreign_key"
  | "not_null"
  | "check"
  | "busy"
  | "full"
  | "read_only"
  | "cannot_open"
  | "corrupt"
  | "io"
  | "migration"
  | "other";

/** A failed database call. The text names tables and columns; it holds no SQL and no parameter. */
export class DbError extends Error {
  override readonly name = "DbError";
  constructor(
    readonly kind: DbErrorKind,
    /** Column (`users.username`) of a broken constraint, else the driver's words. */
    readonly detail: string,
    options?: { cause?: unknown },
  ) {
    super(`database: ${kind}: ${detail}`, options);
  }
}

/** True when `error` says that a UNIQUE or PRIMARY KEY rule was broken, on `column` (`table.column`) if given. */
export function isUniqueViolation(error: unknown, column?: string): boolean {
  if (!(error instanceof DbError) || error.kind !== "unique") return false;
  return column === undefined || error.detail.split(", ").includes(column);
}

/* biome-ignore format: a table, one kind a line */
const KIND_BY_PREFIX: readonly (readonly [prefix: string, kind: DbErrorKind])[] = [
  ["SQLITE_CONSTRAINT_UNIQUE", "unique"],
  ["SQLITE_CONSTRAINT_PRIMARYKEY", "unique"],
  ["SQLITE_CONSTRAINT_ROWID", "unique"],
  ["SQLITE_CONSTRAINT_FOREIGNKEY", "foreign_key"],
  ["SQLITE_CONSTRAINT_NOTNULL", "not_null"],
  ["SQLITE_CONSTRAINT", "check"],
  ["SQLITE_BUSY", "busy"],
  ["SQLITE_LOCKED", "busy"],
  ["SQLITE_FULL", "full"],
  ["SQLITE_READONLY", "read_only"],
  ["SQLITE_CANTOPEN", "cannot_open"],
  ["SQLITE_NOTADB", "corrupt"],
  ["SQLITE_CORRUPT", "corrupt"],
  ["SQLITE_IOERR", "io"],
];

/* biome-ignore format: a table, one kind a line */
const KIND_BY_ERRNO: Readonly<Record<string, DbErrorKind>> = {
  ENOSPC: "full",
  EACCES: "cannot_open",
  EPERM: "cannot_open",
  ENOENT: "cannot_open",
  ENOTDIR: "cannot_open",
  EISDIR: "cannot_open",
  EROFS: "read_only",
  EIO: "io",
};

function toDbError(cause: unknown): unknown {
  if (!(cause instanceof SQLiteError)) return cause;
  const name = cause.code ?? "";
  const kind = KIND_BY_PREFIX.find(([prefix]) => name.startsWith(prefix))?.[1] ?? "other";
  return new DbError(kind, cause.message.replace(/^.*constraint failed: /, ""), { cause });
}

/** What the file system said while the file was being made. */
export function fileError(cause: unknown): unknown {
  const errno = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const kind = KIND_BY_ERRNO[errno];
  return kind === undefined ? cause : new DbError(kind, errno, { cause });
}

/** Runs `fn`, turning what the driver throws into DbError; anything else passes as it is. */
export function translateErrors<T>(fn: () => T): T {
  try {
    return fn();
  } catch (cause) {
    throw toDbError(cause);
  }
}

/** Makes every call on `sqlite` and on its statements, also those that drizzle prepares, throw DbError. */
export function guardDatabase(sqlite: Database): Database {
  const guarded = new WeakSet<Statement>();
  const prepare = sqlite.prepare.bind(sqlite) as (...args: unknown[]) => Statement;
  const query = sqlite.query.bind(sqlite) as (...args: unknown[]) => Statement;
  const run = sqlite.run.bind(sqlite) as (...args: unknown[]) => unknown;
  const makeStatement =
    (make: typeof prepare) =>
    (...args: unknown[]) => {
      const statement = translateErrors(() => make(...args));
      // `query` hands out the same cached statement again.
      if (!guarded.has(statement)) guardStatement(statement);
      guarded.add(statement);
      return statement;
    };
  sqlite.prepare = makeStatement(prepare) as Database["prepare"];
  sqlite.query = makeStatement(query) as Database["query"];
  sqlite.run = ((...args: unknown[]) => translateErrors(() => run(...args))) as Database["run"];
  sqlite.exec = sqlite.run as Database["exec"];
  return sqlite;
}

const STATEMENT_CALLS = ["run", "get", "all", "values"] as const;

function guardStatement(statement: Statement): void {
  for (const name of STATEMENT_CALLS) {
    const call = statement[name].bind(statement) as (...args: unknown[]) => unknown;
    const value = (...args: unknown[]) => translateErrors(() => call(...args));
    Object.defineProperty(statement, name, { value, configurable: true, writable: true });
  }
}
