// UTC days: the unit of telemetry files and of their retention.

export const DAY_MS = 86_400_000;

/** Days since 1970-01-01 UTC. */
export function dayOf(ts: number): number {
  return Math.floor(ts / DAY_MS);
}

/** First and last millisecond of a day; times are whole (memory.ts sees to it). */
export function dayRange(day: number): { fromMs: number; toMs: number } {
  return { fromMs: day * DAY_MS, toMs: (day + 1) * DAY_MS - 1 };
}

/** `2026-01-31.db` */
export function dayFileName(day: number): string {
  return `${new Date(day * DAY_MS).toISOString().slice(0, 10)}.db`;
}

/** The day of a file name; undefined when it is no day file. */
export function dayOfFileName(name: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}\.db$/.test(name)) return undefined;
  const ms = Date.parse(`${name.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(ms) ? undefined : dayOf(ms);
}
