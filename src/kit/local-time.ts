/** True when `name` is a time zone that this machine knows: `Asia/Shanghai`, `UTC`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export interface LocalTime {
  readonly timeZone: string;
  /** What to add to UTC at `ts` (UTC ms) to get the zone's wall time, ms. */
  offsetMs(ts: number): number;
  /** `2026-01-31 20:00:00.000`, wall time of the zone. */
  text(ts: number): string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Zones change their offset only at whole quarters of an hour, UTC. */
const SLOT_MS = 15 * MINUTE_MS;

/** Wall time of one zone, quick for times that come in order. Throws RangeError for a zone that is not known. */
export function makeLocalTime(timeZone: string): LocalTime {
  const format = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, calendar: "gregory", numberingSystem: "latn", hourCycle: "h23" },
    ...{ era: "short", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  let slot = Number.NaN;
  let offset = 0;
  let day = Number.NaN;
  let dayText = "";
  const offsetMs = (ts: number): number => {
    const wanted = Math.floor(ts / SLOT_MS);
    if (wanted !== slot) {
      offset = readOffset(format, wanted * SLOT_MS);
      slot = wanted;
    }
    return offset;
  };
  return {
    timeZone,
    offsetMs,
    text(ts) {
      const local = ts + offsetMs(ts);
      const today = Math.floor(local / DAY_MS);
      if (today !== day) {
        day = today;
        dayText = new Date(today * DAY_MS).toISOString().split("T", 1)[0] ?? "";
      }
      return `${dayText} ${clockText(local - today * DAY_MS)}`;
    },
  };
}

function readOffset(format: Intl.DateTimeFormat, ts: number): number {
  const parts = new Map(format.formatToParts(ts).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name));
  const year = parts.get("era")?.startsWith("B") ? 1 - part("year") : part("year");
  const wall = new Date(0);
  wall.setUTCFullYear(year, part("month") - 1, part("day"));
  wall.setUTCHours(part("hour"), part("minute"), part("second"));
  return wall.getTime() - Math.floor(ts / 1000) * 1000;
}

function clockText(ms: number): string {
  const second = Math.floor(ms / 1000);
  const two = (value: number) => (value < 10 ? `0${value}` : String(value));
  const time = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  return `${time}.${String(1000 + Math.floor(ms % 1000)).slice(1)}`;
}
