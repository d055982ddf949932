// Local time of an IANA zone: how far it is from UTC at any moment, without asking Intl twice.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** No zone changes its clock there and back within one cell. */
const CELL_MS = 4 * DAY_MS;
const CELLS_KEPT = 4_096;

/** A stretch of time: `before` holds until `changeMs`, `after` from there on. */
interface Cell {
  readonly before: number;
  readonly after: number;
  readonly changeMs: number;
}

/** Offsets and days of one zone; times are UTC ms, offsets are local minus UTC in ms. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #cells = new Map<number, Cell>();

  /** Throws RangeError when there is no such zone. */
  constructor(readonly name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      ...{ year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
  }

  offsetAt(ms: number): number {
    const { before, after, changeMs } = this.#cell(ms);
    return ms < changeMs ? before : after;
  }

  /** Days since 1970-01-01 on the zone's calendar. */
  dayAt(ms: number): number {
    return Math.floor((ms + this.offsetAt(ms)) / DAY_MS);
  }

  /**
   * First moment of a day of the zone's calendar: midnight, or so much later by the wall clock; what comes next when the
   * clock skips it.
   */
  startOfDay(day: number, sinceMidnightMs = 0): number {
    const local = day * DAY_MS + sinceMidnightMs;
    // No clock is further than a day from UTC, and of two such times the first one counts.
    const early = local - this.offsetAt(local - DAY_MS);
    if (early + this.offsetAt(early) === local) return early;
    const late = local - this.offsetAt(local + DAY_MS);
    if (late + this.offsetAt(late) === local) return late;
    return firstWhere({ low: local - DAY_MS, high: local + DAY_MS }, (ms) => ms + this.offsetAt(ms) >= local);
  }

  #cell(ms: number): Cell {
    const index = Math.floor(ms / CELL_MS);
    const known = this.#cells.get(index);
    if (known) return known;
    const startMs = index * CELL_MS;
    const before = this.#ask(startMs);
    const after = this.#ask(startMs + CELL_MS - 1);
    const isSteady = before === after;
    const changeMs = isSteady
      ? startMs
      : firstWhere({ low: startMs, high: startMs + CELL_MS - 1 }, (at) => this.#ask(at) === after);
    const cell = { before, after, changeMs };
    if (this.#cells.size >= CELLS_KEPT) this.#cells.clear();
    this.#cells.set(index, cell);
    return cell;
  }

  #ask(ms: number): number {
    const fields: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(ms)) fields[type] = Number(value);
    const { year = 0, month = 1, day = 0, hour = 0, minute = 0, second = 0 } = fields;
    const wholeMs = Math.floor(ms / 1_000) * 1_000;
    return Date.UTC(year, month - 1, day, hour, minute, second) - wholeMs;
  }
}

/** Names are not checked for case, so there can be more of them than zones. */
const ZONES_KEPT = 64;
const zones = new Map<string, Zone>();

/** The zone of an IANA name, with what it knows already. Throws RangeError when there is none. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const zone = new Zone(name);
  if (zones.size >= ZONES_KEPT) zones.clear();
  zones.set(name, zone);
  return zone;
}

/** The first whole number above `low` for which `isTrue`, which it is from there up to `high`. */
function firstWhere(range: { low: number; high: number }, isTrue: (at: number) => boolean): number {
  let { low, high } = range;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isTrue(middle)) high = middle;
    else low = middle;
  }
  return high;
}
