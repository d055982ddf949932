// What the kernel says of a process.

import { readFileSync } from "node:fs";

/** Resident memory, bytes. */
export function rssBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

export function round(value: number, digits = 1): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/** The value below which `share` of the sorted or unsorted values lie; NaN when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export interface RssWatch extends Disposable {
  /** Highest resident memory since the watch began, bytes. */
  peakBytes(): number;
  /** The same since the last call of this. */
  takePeakBytes(): number;
}

/** Looks at a process's resident memory ten times a second. */
export function watchRss(pid: number): RssWatch {
  let peak = 0;
  let recent = 0;
  const look = () => {
    try {
      recent = Math.max(recent, rssBytes(pid));
    } catch {
      // It has ended.
    }
    peak = Math.max(peak, recent);
  };
  const timer = setInterval(look, 100);
  look();
  return {
    peakBytes: () => peak,
    takePeakBytes() {
      look();
      const taken = recent;
      recent = 0;
      return taken;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
