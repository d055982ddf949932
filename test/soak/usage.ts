// What a running Gantry takes of its machine, as the kernel says it.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export interface Usage {
  readonly rssBytes: number;
  /** The part of it that is no mapped file. */
  readonly anonymousBytes: number;
  readonly files: number;
  readonly threads: number;
  readonly diskBytes: number;
}

export function usageOf({ pid, dataDir }: { readonly pid: number; readonly dataDir: string }): Usage {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
  return {
    rssBytes: field("VmRSS") * 1024,
    anonymousBytes: field("RssAnon") * 1024,
    files: readdirSync(`/proc/${pid}/fd`).length,
    threads: field("Threads"),
    diskBytes: folderBytes(dataDir),
  };
}

/** Bytes that the files below `path` take on the disk. */
export function folderBytes(path: string): number {
  let bytes = 0;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) bytes += folderBytes(inner);
    // A file may go while we look.
    else bytes += (statSync(inner, { throwIfNoEntry: false })?.blocks ?? 0) * 512;
  }
  return bytes;
}
