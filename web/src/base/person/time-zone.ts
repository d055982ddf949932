// The time zone in which this person is shown times, and wall time in it. Kept times are UTC ms, always.

const DAY_MS = 86_400_000;
/** No date is further from 1970. */
const TIME_MAX = 8.64e15;

/** The zone of this browser. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

let shown: string | undefined;

/** The zone that was chosen, or the browser's: all times of the pages are in it. */
export function shownZone(): string {
  return shown ?? browserZone();
}

/** What a preference says; the browser's zone where it names none that this browser knows. Gives the zone in use. */
export function showZone(name: unknown): string {
  shown = typeof name === "string" && name !== "" && isZone(name) ? name : undefined;
  return shownZone();
}

function isZone(name: string): boolean {
  try {
    return formatOf(name) !== undefined;
  } catch {
    return false;
  }
}

/** Every zone that this browser knows, UTC first. */
export function knownZones(): string[] {
  return [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws RangeError for a zone that does not exist. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  formats.set(zone, format);
  return format;
}

/** Local minus UTC, ms. */
export function offsetAt(ts: number, zone: string = shownZone()): number {
  const fields: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(ts)) fields[type] = Number(value);
  const { year = 0, month = 1, day = 0, hour = 0, minute = 0, second = 0 } = fields;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ts / 1_000) * 1_000;
}

/** `2026-01-31T20:00:00.000` of wall time, as inputs for a local time take the beginning of it. */
export function wallText(ts: number, zone: string = shownZone()): string {
  if (!(Math.abs(ts) <= TIME_MAX - DAY_MS)) return "–";
  return new Date(ts + offsetAt(ts, zone)).toISOString().slice(0, -1);
}

/**
 * UTC ms of wall time as an input gives it; NaN for what is none. Of a time that comes twice the first; one that the
 * clock skips is as long after the change as it was to be.
 */
export function readWall(text: string, zone: string = shownZone()): number {
  const local = new Date(`${text}Z`).getTime();
  if (Number.isNaN(local)) return Number.NaN;
  // No clock is further than a day from UTC.
  const early = local - offsetAt(local - DAY_MS, zone);
  if (early + offsetAt(early, zone) === local) return early;
  const late = local - offsetAt(local + DAY_MS, zone);
  return late + offsetAt(late, zone) === local ? late : early;
}

/** `2026-01-31T20:00:00+08:00`: a wall time that says itself how far it is from UTC. */
export function stampText(ts: number, zone: string = shownZone()): string {
  const text = wallText(ts, zone);
  if (text === "–") return text;
  const offsetMin = Math.round(offsetAt(ts, zone) / 60_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const away = Math.abs(offsetMin);
  return `${text.slice(0, 19)}${offsetMin < 0 ? "-" : "+"}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}

/** `Asia/Shanghai (UTC+8)`, with the offset of `ts`. */
export function zoneText(zone: string = shownZone(), ts: number = Date.now()): string {
  const offsetMin = Math.round(offsetAt(ts, zone) / 60_000);
  const sign = offsetMin < 0 ? "-" : "+";
  const hours = Math.floor(Math.abs(offsetMin) / 60);
  const minutes = Math.abs(offsetMin) % 60;
  return `${zone} (UTC${sign}${hours}${minutes === 0 ? "" : `:${String(minutes).padStart(2, "0")}`})`;
}
