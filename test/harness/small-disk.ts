// A file system of a few megabytes that a test may fill.

import { closeSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeTempFolder } from "./temp-folder.ts";

export interface SmallDisk extends Disposable {
  readonly path: string;
  /** Writes a file until not a byte is left; returns its size. */
  fill(): number;
  /** Removes that file. */
  clear(): void;
  freeBytes(): number;
}

function mount(path: string, sizeBytes: number): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const command = ["mount", "-t", "tmpfs", "-o", `size=${sizeBytes}`, "tmpfs", path];
  return Bun.spawnSync(command, { stderr: "ignore" }).success;
}

/** Mounts one of `sizeBytes`; undefined where that is not allowed (it takes root on Linux). */
export function mountSmallDisk(sizeBytes: number): SmallDisk | undefined {
  const folder = makeTempFolder("disk");
  if (!mount(folder.path, sizeBytes)) {
    folder[Symbol.dispose]();
    return undefined;
  }
  const foreign = join(folder.path, "foreign.bin");
  return {
    path: folder.path,
    fill: () => writeUntilFull(foreign),
    clear: () => rmSync(foreign, { force: true }),
    freeBytes() {
      const { bsize, bavail } = statfsSync(folder.path);
      return bsize * bavail;
    },
    [Symbol.dispose]() {
      Bun.spawnSync(["umount", "-l", folder.path]);
      folder[Symbol.dispose]();
    },
  };
}

function writeUntilFull(path: string): number {
  const file = openSync(path, "a");
  let sizeBytes = 0;
  try {
    for (const pieceBytes of [1 << 20, 1 << 12, 1]) {
      const piece = new Uint8Array(pieceBytes);
      try {
        for (;;) sizeBytes += writeSync(file, piece);
      } catch (cause) {
        if (!(cause instanceof Error && "code" in cause && cause.code === "ENOSPC")) throw cause;
      }
    }
  } finally {
    closeSync(file);
  }
  return sizeBytes;
}
