import { Database } from "bun:sqlite";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../spine/result.ts";

/** Who holds a data folder, as it wrote itself down; for messages only, the lock is the kernel's. */
export interface Holder {
  readonly pid: number;
  /** UTC ms. */
  readonly startedAt: number;
  /** Address of its API; undefined until it listens, or when it serves none. */
  readonly url?: string | undefined;
}

export interface FolderLock {
  /** Lets `apply` and `health` find the running server. */
  announce(url: string | undefined): void;
  release(): void;
}

const LOCK_FILE = "gantry.lock";
const HOLDER_FILE = "gantry.pid";

/**
 * Makes the folder and takes it for this process alone; the failure says who has it.
 * The lock is SQLite's own file lock: the kernel drops it when the process dies, however it dies, it is seen
 * across containers that share the folder, and no process id has to be guessed alive or stale.
 */
export function lockFolder(folder: string, holder: Holder): Result<FolderLock, Holder | undefined> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new Database(join(folder, LOCK_FILE));
  try {
    // Memory: an empty file is all that ever lies there.
    lock.run("PRAGMA journal_mode=MEMORY");
    lock.run("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY")) {
      return err(readHolder(folder));
    }
    throw error;
  }
  writeHolder(folder, holder);
  return ok({
    announce: (url) => writeHolder(folder, { ...holder, url }),
    release() {
      rmSync(join(folder, HOLDER_FILE), { force: true });
      lock.close();
    },
  });
}

function writeHolder(folder: string, holder: Holder): void {
  const staging = join(folder, `${HOLDER_FILE}.new`);
  writeFileSync(staging, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  renameSync(staging, join(folder, HOLDER_FILE));
}

/** What the last holder wrote down; undefined when there is none, or when it went in good order. */
export function readHolder(folder: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(join(folder, HOLDER_FILE), "utf8"));
    const isHolder =
      typeof holder === "object" && holder !== null && "pid" in holder && "startedAt" in holder;
    if (!isHolder || typeof holder.pid !== "number" || typeof holder.startedAt !== "number") return undefined;
    const url = "url" in holder && typeof holder.url === "string" ? holder.url : undefined;
    return { pid: holder.pid, startedAt: holder.startedAt, url };
  } catch {
    return undefined;
  }
}

/** True while some process has the folder; takes and drops the lock where it is free. Makes nothing. */
export function isFolderLocked(folder: string): boolean {
  let lock: Database;
  try {
    lock = new Database(join(folder, LOCK_FILE), { readwrite: true, create: false });
  } catch {
    return false;
  }
  try {
    lock.run("BEGIN EXCLUSIVE");
    return false;
  } catch {
    return true;
  } finally {
    lock.close();
  }
}
