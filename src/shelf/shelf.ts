// Durable memory of the adapters: small records by bucket and key, committed in groups, loaded once at the start.
// Owns: one SQLite file of its own and the thread that writes it.
// Promises: a commit is settled, in order, only when everything before it survives power loss, or with the reason why not.
// Must never: know what a record means, or cost anything while nobody keeps one.

import { existsSync, renameSync } from "node:fs";
import { DbError } from "../db/db.ts";
import { counter, gauge, type Metric } from "../kit/prometheus-text.ts";
import type { Clock } from "../spine/clock.ts";
import type { Shelf, ShelfLimits, ShelfStats } from "./contract.ts";
import { KeptShelf } from "./kept-shelf.ts";
import { RecordStore, type VisitRecord } from "./record-store.ts";
import { openRecordThread } from "./record-thread.ts";

export type { Shelf, ShelfLimits, ShelfStats } from "./contract.ts";

export const SHELF_LIMITS: ShelfLimits = {
  pendingBytes: 64 * 1024 * 1024,
  commitGapMs: 2,
  relaxedMs: 500,
  retryMs: 1_000,
};

export interface ShelfOptions {
  /** The SQLite file; made when the first record comes. */
  readonly path: string;
  readonly clock: Clock;
  readonly limits?: ShelfLimits;
  /** The file was damaged and set aside under this name; `records` of it were saved. */
  readonly onDamaged?: (asidePath: string, records: number) => void;
}

/** Opens nothing yet: the file is read by `load`, the thread begins with the first record. */
export function openShelf(options: ShelfOptions): Shelf {
  const { path, clock, limits = SHELF_LIMITS } = options;
  const load = (visit: VisitRecord) => loadRecords(options, shelf, visit);
  const shelf: KeptShelf = new KeptShelf({ path, clock, limits, openThread: openRecordThread, load });
  return shelf;
}

/** What the shelf tells Prometheus; names are a contract with dashboards: add, never rename. */
export function shelfMetrics(stats: ShelfStats): Metric[] {
  const isWritable = stats.unavailable === undefined;
  return [
    gauge("gantry_shelf_pending_records", "Records that wait to be written.", stats.pendingRecords),
    gauge("gantry_shelf_pending_bytes", "Bytes that wait to be written.", stats.pendingBytes),
    gauge("gantry_shelf_writable", "0 while records cannot be written, else 1.", isWritable ? 1 : 0),
    counter("gantry_shelf_commits_total", "Transactions written.", stats.commits),
  ];
}

/**
 * Visits what the file holds; without a file nothing. A damaged one is set aside, and as much of it as can be read
 * goes on in a new one.
 */
function loadRecords({ path, onDamaged }: ShelfOptions, shelf: Shelf, visit: VisitRecord): void {
  if (!existsSync(path)) return;
  try {
    readAll(path, visit);
  } catch (cause) {
    if (!(cause instanceof DbError && cause.kind === "corrupt")) throw cause;
    // From its beginning again: what was visited before the damage must be in the new file too.
    const saved: Parameters<VisitRecord>[] = [];
    try {
      readAll(path, (...record) => void saved.push(record));
    } catch {
      // As far as it goes.
    }
    const aside = setAside(path);
    for (const record of saved) shelf.put(...record);
    onDamaged?.(aside, saved.length);
  }
}

function readAll(path: string, visit: VisitRecord): void {
  const store = new RecordStore(path);
  try {
    store.each(visit);
  } finally {
    store.close();
  }
}

/** The file and its write-ahead log, under another name; an older one of that name goes. */
function setAside(path: string): string {
  const aside = `${path}.damaged`;
  renameSync(path, aside);
  for (const suffix of ["-wal", "-shm"]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}
