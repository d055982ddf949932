import { readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../spine/clock.ts";

export interface DiskReport {
  /** Everything in the data folder. */
  readonly dataBytes: number;
  readonly logBytes: number;
  readonly telemetryBytes: number;
  /** What Gantry may still write on that file system. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** A walk over some hundred files is cheap, but not for every reader of a page that asks twice a second. */
const MAX_AGE_MS = 10_000;

/** How full the disk is, and with what of ours; measured when asked, at most once in 10 s. */
export class DiskUsage {
  #report: Promise<DiskReport> | undefined;
  #measuredMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly dataDir: string,
    readonly clock: Clock,
  ) {}

  read(): Promise<DiskReport> {
    const nowMs = this.clock.monotonicMs();
    if (this.#report === undefined || nowMs - this.#measuredMs >= MAX_AGE_MS) {
      this.#measuredMs = nowMs;
      this.#report = measure(this.dataDir);
    }
    return this.#report;
  }
}

async function measure(dataDir: string): Promise<DiskReport> {
  const [logBytes, telemetryBytes, dataBytes, disk] = await Promise.all([
    sizeOf(join(dataDir, "log")),
    sizeOf(join(dataDir, "telemetry")),
    sizeOf(dataDir),
    statfs(dataDir).catch(() => undefined),
  ]);
  // `bavail`, not `bfree`: a share of the blocks is kept for root.
  const freeBytes = disk === undefined ? 0 : disk.bsize * disk.bavail;
  const totalBytes = disk === undefined ? 0 : disk.bsize * disk.blocks;
  return { dataBytes, logBytes, telemetryBytes, freeBytes, totalBytes };
}

/** Bytes of all files below `path`; what vanishes meanwhile counts as nothing. */
async function sizeOf(path: string): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map((entry) => {
      const below = join(path, entry.name);
      if (entry.isDirectory()) return sizeOf(below);
      return stat(below).then(
        (found) => found.size,
        () => 0,
      );
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
