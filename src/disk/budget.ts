// How much of the disk is ours, and how things stand. Pure.

export interface DiskSettings {
  /** Share of the file system that Gantry's data may take. */
  readonly budgetPercent: number;
  /** Free space that Gantry does not use up itself, bytes. */
  readonly reserveBytes: number;
}

export interface DiskSizes {
  readonly dataBytes: number;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export const DISK_STATES = ["ok", "warn", "critical", "full"] as const;
/**
 * `warn`: it will be tight. `critical`: less is free than is to be kept free.
 * `full`: nothing can be stored, so nothing is acknowledged.
 */
export type DiskState = (typeof DISK_STATES)[number];

/** Why the state is not `ok`. */
export type DiskReason = "budget" | "days" | "free" | "full";

export interface Verdict {
  readonly state: DiskState;
  readonly reason: DiskReason | undefined;
  /** Above this much data the oldest goes. */
  readonly limitBytes: number;
  /** How much is to go now. */
  readonly excessBytes: number;
}

/** A reserve larger than this share of a small disk would leave no room for data. */
const RESERVE_RATIO = 0.1;
/** Below this share of the reserve nothing is accepted, so that metadata can still be written. */
const FULL_RATIO = 0.25;
const WARN_RATIO = 0.9;
const WARN_DAYS = 7;
/** The log is a buffer: a small disk is there for history. */
const LOG_RATIO = 0.25;
/** Most that telemetry holds, and what a point costs in the log at worst; texts count by their bytes. */
const FLUSH_POINTS = 1_000_000;
const FLUSH_BYTES = 64 * 1024 * 1024;
const POINT_BYTES = 30;
const GENERATIONS = 4;
const GENERATION_BYTES = 128 * 1024 * 1024;

export function budgetOf({ totalBytes }: Pick<DiskSizes, "totalBytes">, settings: DiskSettings): number {
  return Math.floor((totalBytes * settings.budgetPercent) / 100);
}

/** What is to stay free: the reserve, or less on a small disk. */
export function reserveOf({ totalBytes }: Pick<DiskSizes, "totalBytes">, settings: DiskSettings): number {
  return Math.min(settings.reserveBytes, Math.floor(totalBytes * RESERVE_RATIO));
}

/** Free space below which nothing is accepted. */
export function fullBelow(sizes: Pick<DiskSizes, "totalBytes">, settings: DiskSettings): number {
  return Math.floor(reserveOf(sizes, settings) * FULL_RATIO);
}

/**
 * Judges the disk. `heldBytes` is how much data there was when free space first fell below the reserve: from then on
 * the data may not grow. History is removed for what we write ourselves, never to make room for files of others.
 */
export function judge(
  sizes: DiskSizes,
  settings: DiskSettings,
  { heldBytes, daysLeft }: { heldBytes: number | undefined; daysLeft: number | undefined },
): Verdict {
  const budgetBytes = budgetOf(sizes, settings);
  const reserveBytes = reserveOf(sizes, settings);
  const limitBytes = Math.min(budgetBytes, heldBytes ?? Number.POSITIVE_INFINITY);
  const excessBytes = Math.max(0, sizes.dataBytes - limitBytes);
  const put = (state: DiskState, reason: DiskReason | undefined) => ({
    state,
    reason,
    limitBytes,
    excessBytes,
  });
  // A file system that tells nothing (some network shares) is not judged.
  if (sizes.totalBytes === 0) return { ...put("ok", undefined), excessBytes: 0 };
  if (sizes.freeBytes < fullBelow(sizes, settings)) return put("full", "full");
  if (sizes.freeBytes < reserveBytes) return put("critical", "free");
  if (sizes.freeBytes < reserveBytes * 2) return put("warn", "free");
  if (sizes.dataBytes >= budgetBytes * WARN_RATIO) return put("warn", "budget");
  if (daysLeft !== undefined && daysLeft < WARN_DAYS) return put("warn", "days");
  return put("ok", undefined);
}

/** Bounds of the event log that leave most of a small disk to history; those given where they are narrower. */
export function boundLog(
  budgetBytes: number,
  retentionBytes: number,
): { readonly retentionBytes: number; readonly generationBytes: number } {
  const bounded = budgetBytes === 0 ? retentionBytes : Math.min(retentionBytes, budgetBytes * LOG_RATIO);
  return { retentionBytes: bounded, generationBytes: Math.min(GENERATION_BYTES, bounded / GENERATIONS) };
}

/**
 * How much telemetry may hold in memory before it writes: never more than half of what the log keeps, or a crash
 * would lose what the log had to let go of.
 */
export function boundFlush(logBytes: number): { readonly flushPoints: number; readonly flushBytes: number } {
  return {
    flushPoints: Math.min(FLUSH_POINTS, Math.floor(logBytes / 2 / POINT_BYTES)),
    flushBytes: Math.min(FLUSH_BYTES, Math.floor(logBytes / 4)),
  };
}
