// Quarters of the hours that a border cuts: for time zones that are not whole hours from UTC.

import { DAY_MS, dayOf } from "../days/day.ts";
import type { RollupRow } from "../rollups/rollup.ts";
import { openRollups } from "../rollups/rollup-codec.ts";
import { PARTS, type RollupFile } from "../rollups/rollup-store.ts";

export interface QuartersQuery {
  readonly rollups: RollupFile;
  readonly series: number;
  /** Where the hours begin, rising. */
  readonly hours: ReadonlySet<number>;
  /** Undefined when reading failed. */
  readonly attempt: <T>(read: () => T[]) => T[] | undefined;
}

const PART_MS = DAY_MS / PARTS;
const HOUR_MS = 3_600_000;

/** Rows of the quarters that have points, by the start of their hour; hours that have no quarters are not in it. */
export function readQuarters({ rollups, series, hours, attempt }: QuartersQuery): Map<number, RollupRow[]> {
  const found = new Map<number, RollupRow[]>();
  for (const [part, days] of daysByPart(hours)) {
    const [from = 0] = days;
    const to = [...days].at(-1) ?? from;
    const bodies = attempt(() => rollups.quarters({ series, part, from, to })) ?? [];
    for (const { day, body } of bodies) {
      if (!days.has(day)) continue;
      const isWanted = (startMs: number) => hours.has(Math.floor(startMs / HOUR_MS) * HOUR_MS);
      for (const row of attempt(() => openRollups(body, isWanted)) ?? []) {
        const hourMs = Math.floor(row.startMs / HOUR_MS) * HOUR_MS;
        const rows = found.get(hourMs);
        if (rows) rows.push(row);
        else found.set(hourMs, [row]);
      }
    }
  }
  return found;
}

/** Which days are needed of which part; days rise. */
function daysByPart(hours: ReadonlySet<number>): Map<number, Set<number>> {
  const days = new Map<number, Set<number>>();
  for (const startMs of hours) {
    const day = dayOf(startMs);
    const part = Math.floor((startMs - day * DAY_MS) / PART_MS);
    const known = days.get(part);
    if (known) known.add(day);
    else days.set(part, new Set([day]));
  }
  return days;
}
