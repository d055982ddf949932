import { statfsSync } from "node:fs";
import { readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";

export interface DiskUsage {
  /** Everything in the data folder. */
  readonly dataBytes: number;
  readonly logBytes: number;
  readonly telemetryBytes: number;
  /** The journal of devices. */
  readonly journalBytes: number;
  /** What Gantry may still write on that file system. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export interface FreeSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** How full the disk is, and with what of ours: a walk over some hundred files. */
export async function measureUsage(dataDir: string): Promise<DiskUsage> {
  const [logBytes, telemetryBytes, dataBytes, journalBytes, space] = await Promise.all([
    sizeOf(join(dataDir, "log")),
    sizeOf(join(dataDir, "telemetry")),
    sizeOf(dataDir),
    sizesOf(dataDir, ["journal.db", "journal.db-wal"]),
    measureFree(dataDir),
  ]);
  return { dataBytes, logBytes, telemetryBytes, journalBytes, ...space };
}

/** One question to the system; zeros when it does not answer. */
export async function measureFree(dataDir: string): Promise<FreeSpace> {
  return toSpace(await statfs(dataDir).catch(() => undefined));
}

/** The same, at once: for the start. */
export function measureFreeSync(dataDir: string): FreeSpace {
  try {
    return toSpace(statfsSync(dataDir));
  } catch {
    return toSpace(undefined);
  }
}

/** `bavail`, not `bfree`: a share of the blocks is kept for root. */
function toSpace(found: { bsize: number; bavail: number; blocks: number } | undefined): FreeSpace {
  if (found === undefined) return { freeBytes: 0, totalBytes: 0 };
  return { freeBytes: found.bsize * found.bavail, totalBytes: found.bsize * found.blocks };
}

async function sizesOf(dataDir: string, names: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(dataDir, name)).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
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
