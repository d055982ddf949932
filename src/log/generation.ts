// The generation files of the log: which there are, which one is being written, and how cursors get at them.

import { mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DbError } from "../db/db.ts";
import { ChunkFile, inspectGeneration } from "./chunk-store.ts";
import { admitCutOff } from "./cut-off.ts";
import type { LogLimits } from "./log-limits.ts";
import { findExpired, type GenerationFile } from "./retention.ts";

interface Generation extends GenerationFile {
  sizeBytes: number;
  changedAtMs: number;
}

const NAME = /^(\d{16})\.db$/;
const SIDE_FILES = ["", "-wal", "-shm", "-journal"];
/** Room left for what an unreadable newest file may have held: numbers are never given twice. */
const UNREADABLE_SPAN = 100_000_000;
const FILES_KEPT_OPEN = 4;
/** A single file below this is not worth ending early. */
const SHED_BYTES = 256 * 1024;

export class Generations {
  /** Oldest first; the last one is being written. Empty in a new log until the first batch. */
  readonly list: Generation[];
  /** Seq of the newest event found at the start; 0 for a new log. */
  readonly lastSeqFound: number;
  /** When the generation that is being written was begun, UTC ms. */
  #beganAtMs: number | undefined;
  #isNewNeeded = false;
  readonly #removals = new Set<Promise<void>>();
  readonly #open = new Map<string, ChunkFile>();

  /** Looks at the folder; reads only the newest file. A damaged newest file is set aside. */
  constructor(
    readonly dir: string,
    readonly limits: LogLimits,
  ) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.list = readdirSync(dir)
      .filter((name) => NAME.test(name))
      .sort()
      .map((name) => describe(dir, name));
    this.lastSeqFound = this.#findLastSeq();
  }

  /** Seq of the oldest event that may be read, given the newest one. */
  firstSeq(lastSeq: number): number {
    return this.list[0]?.firstSeq ?? lastSeq + 1;
  }

  sizeBytes(): number {
    return this.list.reduce((sum, generation) => sum + generation.sizeBytes, 0);
  }

  /** The file to write an event with `seq` to; a new one when the current is full or old. */
  fileFor(seq: number, nowMs: number): string {
    const current = this.list.at(-1);
    this.#beganAtMs ??= nowMs;
    const isDone =
      current !== undefined &&
      seq > current.firstSeq &&
      (this.#isNewNeeded ||
        current.sizeBytes >= this.limits.generationBytes ||
        nowMs - this.#beganAtMs >= this.limits.generationMs);
    if (current !== undefined && !isDone) return current.path;
    // The writer ends the file, for which no reader may hold it.
    if (current) this.#shut(current.path);
    const path = join(this.dir, `${String(seq).padStart(16, "0")}.db`);
    this.list.push({ firstSeq: seq, path, sizeBytes: 0, changedAtMs: nowMs });
    this.#beganAtMs = nowMs;
    this.#isNewNeeded = false;
    return path;
  }

  /**
   * The file to probe after a failed commit to `seq`: the one it went to, since it may hold that commit all the same.
   * A new one after `breakOff`, or when there is none.
   */
  fileToProbe(seq: number, nowMs: number): string {
    const current = this.list.at(-1);
    return current === undefined || this.#isNewNeeded ? this.fileFor(seq, nowMs) : current.path;
  }

  /** What the writer says of the current file after a commit; true when it was the first one to it. */
  noteSize(sizeBytes: number, nowMs: number): boolean {
    const current = this.list.at(-1);
    if (current === undefined) return false;
    const isFirst = current.sizeBytes === 0;
    current.sizeBytes = sizeBytes;
    current.changedAtMs = nowMs;
    return isFirst;
  }

  /** Removes what is too much or too old; returns how many files went. */
  expire(nowMs: number): number {
    if (!this.#isNewestWritten()) return 0;
    const expired = findExpired(this.list, this.limits, nowMs);
    this.#removeOldest(expired.length);
    return expired.length;
  }

  /** Removes the oldest file if it ends before `keepFromSeq`; returns its bytes. The newest is ended, not removed. */
  shedOldest(keepFromSeq: number): number {
    const [oldest, next] = this.list;
    if (oldest === undefined) return 0;
    if (next === undefined) {
      if (oldest.sizeBytes > SHED_BYTES) this.breakOff();
      return 0;
    }
    if (next.firstSeq > keepFromSeq || !this.#isNewestWritten()) return 0;
    this.#removeOldest(1);
    return oldest.sizeBytes;
  }

  /** Begins a new file with the next event, because numbers were left out. */
  breakOff(): void {
    this.#isNewNeeded = true;
  }

  /** The generation that holds `seq` and the last seq that may be in it. */
  holding(seq: number, lastSeq: number): { path: string; lastSeq: number } | undefined {
    const index = this.list.findLastIndex((generation) => generation.firstSeq <= seq);
    const generation = this.list[index];
    if (generation === undefined) return undefined;
    const next = this.list[index + 1];
    return { path: generation.path, lastSeq: next ? next.firstSeq - 1 : lastSeq };
  }

  /** The file, open for reading. Throws DbError. */
  reader(path: string): ChunkFile {
    const known = this.#open.get(path);
    if (known) return known;
    const file = path === this.list.at(-1)?.path ? new ChunkFile(path) : openMended(path);
    this.#open.set(path, file);
    const oldest = this.#open.keys().next().value;
    if (this.#open.size > FILES_KEPT_OPEN && oldest !== undefined) this.#shut(oldest);
    return file;
  }

  async close(): Promise<void> {
    for (const path of [...this.#open.keys()]) this.#shut(path);
    await Promise.all(this.#removals);
  }

  /** Until the newest file is on the disk, only the one before it tells which numbers were given. */
  #isNewestWritten(): boolean {
    return (this.list.at(-1)?.sizeBytes ?? 0) > 0;
  }

  #removeOldest(count: number): void {
    for (const { path } of this.list.splice(0, count)) {
      this.#shut(path);
      this.#remove(path);
    }
  }

  /** Off the main thread: a large file takes the disk a while. */
  #remove(path: string): void {
    const removal = Promise.all(SIDE_FILES.map((suffix) => rm(path + suffix, { force: true })))
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  #shut(path: string): void {
    this.#open.get(path)?.close();
    this.#open.delete(path);
  }

  #findLastSeq(): number {
    const newest = this.list.at(-1);
    if (newest === undefined) return 0;
    try {
      const found = inspectGeneration(newest.path);
      this.#beganAtMs = found.beganAtMs;
      return Math.max(found.lastSeq, newest.firstSeq - 1);
    } catch (cause) {
      if (cause instanceof DbError && cause.kind === "cannot_open") throw cause;
      this.#isNewNeeded = true;
      // Nothing is written to it any more; what can still be read of it is.
      if (!hasReadablePart(newest)) {
        setAside(newest.path);
        this.list.pop();
      }
      return newest.firstSeq + UNREADABLE_SPAN;
    }
  }
}

/** Of a file that is not written any more; one that was cut off is mended. Throws DbError. */
function openMended(path: string): ChunkFile {
  try {
    return new ChunkFile(path);
  } catch (cause) {
    if (!(cause instanceof DbError) || cause.kind !== "corrupt" || !admitCutOff(path)) throw cause;
    return new ChunkFile(path);
  }
}

function hasReadablePart({ path, firstSeq }: GenerationFile): boolean {
  try {
    const file = openMended(path);
    try {
      return file.heads(firstSeq, 1).length > 0;
    } finally {
      file.close();
    }
  } catch {
    return false;
  }
}

function describe(dir: string, name: string): Generation {
  const path = join(dir, name);
  const { size, mtimeMs } = statSync(path);
  return { firstSeq: Number(NAME.exec(name)?.[1]), path, sizeBytes: size, changedAtMs: mtimeMs };
}

/** Keeps the file for an expert, out of the way of the log. */
function setAside(path: string): void {
  for (const suffix of SIDE_FILES) {
    try {
      renameSync(path + suffix, `${path}.damaged${suffix}`);
    } catch {
      // Not every side file exists.
    }
  }
}
