/** True when `name` is a time zone that this machine knows: `Asia/Shanghai`, `UTC`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The zone of this machine. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Minutes after midnight of `06:30`; undefined for what is no such time. */
export function readClock(text: string): number | undefined {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
}

/** Minutes after midnight of `06:00,14:00,22:00`; undefined unless all are times, each later than the one before. */
export function readClocks(text: string): number[] | undefined {
  if (text.trim() === "") return [];
  const times: number[] = [];
  for (const part of text.split(",")) {
    const time = readClock(part.trim());
    if (time === undefined || time <= (times.at(-1) ?? -1)) return undefined;
    times.push(time);
  }
  return times;
}

const DAY_MS = 86_400_000;

/** Makes `2026-01-31 20:00:00.000` of wall time (UTC ms and the zone's offset); quick for times that come in order. */
export function makeWallText(): (wallMs: number) => string {
  let day = Number.NaN;
  let dayText = "";
  return (wallMs) => {
    const today = Math.floor(wallMs / DAY_MS);
    if (today !== day) {
      day = today;
      dayText = new Date(today * DAY_MS).toISOString().split("T", 1)[0] ?? "";
    }
    return `${dayText} ${clockText(wallMs - today * DAY_MS)}`;
  };
}

function clockText(ms: number): string {
  const second = Math.floor(ms / 1000);
  const two = (value: number) => (value < 10 ? `0${value}` : String(value));
  const time = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  return `${time}.${String(1000 + Math.floor(ms % 1000)).slice(1)}`;
}
