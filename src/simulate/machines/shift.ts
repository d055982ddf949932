// The hall's calendar: which shift works, how busy it is, and how warm the hall is.

/** 0 weekend crew, 1 early, 2 late, 3 night. */
export type Shift = 0 | 1 | 2 | 3;

export interface Activity {
  readonly shift: Shift;
  /** Share of the hall's machines that are manned, 0 to 1; never 0, so that there is always something to see. */
  readonly level: number;
  readonly isBreak: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LEVELS: Readonly<Record<Shift, number>> = { 0: 0.4, 1: 1, 2: 0.9, 3: 0.6 };

function shiftAt(weekday: number, hour: number): Shift {
  // The night that began on Friday runs until Saturday 06:00; Sunday's night opens the week.
  const isWeekend = (weekday === 6 && hour >= 6) || (weekday === 0 && hour < 22);
  if (isWeekend) return 0;
  if (hour >= 6 && hour < 14) return 1;
  if (hour >= 14 && hour < 22) return 2;
  return 3;
}

/** The activity at a local time (UTC ms plus the hall's offset): three 8 h shifts, half an hour's break in each. */
export function activityAt(localMs: number): Activity {
  const dayMs = ((localMs % DAY_MS) + DAY_MS) % DAY_MS;
  const weekday = (((Math.floor(localMs / DAY_MS) + 4) % 7) + 7) % 7; // 1970-01-01 was a Thursday
  const hour = dayMs / HOUR_MS;
  const shift = shiftAt(weekday, hour);
  const hourOfShift = (hour + 2) % 8; // shifts begin at 22, 6 and 14 h
  const isBreak = hourOfShift >= 4 && hourOfShift < 4.5;
  return { shift, level: isBreak ? LEVELS[shift] / 2 : LEVELS[shift], isBreak };
}

/** Hall temperature, °C: coolest towards five in the morning, a little warmer when machines run. */
export function ambientAt(localMs: number): number {
  const hour = (((localMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS;
  return 21 + 3 * Math.sin(((hour - 11) / 24) * 2 * Math.PI) + 2 * activityAt(localMs).level;
}

/** Whether the machine of this rank (0 first) among `count` alike is manned: the first ones always are. */
export function isManned(activity: Activity, rank: number, count: number): boolean {
  return rank < Math.max(1, Math.round(activity.level * count));
}
