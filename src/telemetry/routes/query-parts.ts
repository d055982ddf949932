// What the queries have in common: names, ranges, time zones, intervals, and being up to date with an acknowledgement.

import * as v from "valibot";
import {
  type ApiContext,
  InvalidRequest,
  integerText,
  named,
  reachOf,
  requireReached,
  TimeText,
} from "../../http/http.ts";
import { isTimeZone } from "../../kit/local-time.ts";
import { AppError } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import type { Interval } from "../telemetry.ts";
import type { TelemetryRoutesDeps } from "./deps.ts";

export const TAG = "telemetry";
export const PROPERTIES_MAX = 50;
/** Points or rows of one series, and of one answer. */
export const SERIES_ROWS_MAX = 10_000;
export const ANSWER_ROWS_MAX = 200_000;
const REACH_MS = 5_000;
const TIME_MAX = 8_640_000_000_000_000;

export const Time = v.pipe(v.number(), v.description("UTC ms, time at the source"));
export const ValueJson = v.pipe(
  v.unknown(),
  v.description("As the device reported it; a 64-bit integer beyond 2^53 is decimal text"),
);
export const QualityJson = v.pipe(
  v.picklist([0, 1, 2, 3, 4]),
  v.description(
    "0 good, 1 stale, 2 bad, 3 late (good, but received more than 5 minutes after its time), 4 simulated",
  ),
);
export const RecvTime = v.pipe(
  v.number(),
  v.description("UTC ms, when it was received; absent when not known"),
);
export const PropertyName = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
export const ByName = v.object({ productKey: v.string(), deviceName: v.string() });
export type Names = v.InferOutput<typeof ByName>;

/** The same range as a query, where all of time is the default. Both ends belong to it. */
export const Range = { from: v.optional(TimeText, "0"), to: v.optional(TimeText, String(TIME_MAX)) };
export const TimeZone = v.pipe(
  v.string(),
  v.maxLength(64),
  v.check(isTimeZone, "must be an IANA time zone, as Asia/Shanghai"),
  v.description("IANA name; the zone of the site unless given"),
);
export const FILLS = ["none", "null", "previous"] as const;
export const Fill = v.pipe(
  v.optional(v.picklist(FILLS), "none"),
  v.description("Intervals without points: left out, given with null, or with the last value before them"),
);
const UNITS: Readonly<Record<string, Interval["unit"]>> = {
  s: "second",
  m: "minute",
  h: "hour",
  d: "day",
  w: "week",
  mo: "month",
};
const SHIFT: Interval = { unit: "shift", count: 1 };
/** The shortest that a unit can be, of shifts the mean: a day has 23 hours once a year. */
const DAY_MS = 23 * 3_600_000;
const UNIT_MS = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
  week: 167 * 3_600_000,
  month: 671 * 3_600_000,
} as const satisfies Record<Exclude<Interval["unit"], "shift">, number>;
export const IntervalText = v.pipe(
  v.string(),
  v.regex(
    /^([1-9]\d{0,3}(s|m|h|d|w|mo)|shift)$/,
    "must be a number and s, m, h, d, w or mo, as 15m, or shift",
  ),
  v.transform((text): Interval => {
    if (text === "shift") return SHIFT;
    const count = Number.parseInt(text, 10);
    return { unit: UNITS[text.slice(String(count).length)] ?? "minute", count };
  }),
  v.metadata({ wire: { type: "string" } }),
  v.description(
    "`15m`, `1h`, `1d`, `1w`, `1mo`: begins at whole ones of the time zone; `shift`: each shift of the site",
  ),
);
export const AsOfSeq = v.pipe(
  v.optional(integerText(0, Number.MAX_SAFE_INTEGER)),
  v.description("Answer only when everything up to this event number can be seen; waits up to 5 s"),
);
export const AggregateRowJson = named(
  "AggregateRow",
  v.object({
    from: v.pipe(v.number(), v.description("UTC ms")),
    to: v.pipe(v.number(), v.description("UTC ms, where the next interval begins")),
    count: v.number(),
    min: v.nullable(v.number()),
    max: v.nullable(v.number()),
    sum: v.nullable(v.number()),
    avg: v.nullable(v.number()),
    first: v.nullable(ValueJson),
    last: v.nullable(ValueJson),
    quality: v.pipe(
      v.nullable(QualityJson),
      v.description("The worst of its points: bad, stale, simulated, late, good"),
    ),
  }),
);

/** Throws `not_found`. */
export function deviceIdOf({ resolveDevice }: TelemetryRoutesDeps, names: Names): number {
  const id = resolveDevice(names.productKey, names.deviceName);
  if (id === undefined)
    throw new AppError("not_found", { what: deviceKey(names.productKey, names.deviceName) });
  return id;
}

/** Throws `out_of_scope` unless all of a device's `properties` lie within the caller's reach. */
export function requireSeries(c: ApiContext, names: Names, properties: readonly string[]): void {
  const { productKey, deviceName } = names;
  const { coversProperty } = reachOf(c);
  requireReached(properties.every((property) => coversProperty(productKey, deviceName, property)));
}

/** Refuses a range that ends before it begins. */
export function checkRange({ from, to }: { readonly from: number; readonly to: number }): void {
  if (from > to) throw new InvalidRequest([{ path: "to", message: "must not be before from" }]);
}

/** How long an interval is at least; `shifts` is how many a day has. */
export function spanMsOf({ unit, count }: Interval, shifts: number): number {
  return unit === "shift" ? DAY_MS / Math.max(1, shifts) : UNIT_MS[unit] * count;
}

/** Throws `answer_too_large` when `series` of so long intervals would be more than is given at once. */
export function checkRows(range: { from: number; to: number }, spanMs: number, series: number): void {
  const rows = Math.ceil((range.to - range.from) / spanMs) + 1;
  const limit = Math.min(SERIES_ROWS_MAX, Math.floor(ANSWER_ROWS_MAX / Math.max(1, series)));
  if (rows > limit) throw new AppError("answer_too_large", { count: rows, limit });
}

/**
 * Waits until queries see what was acknowledged up to `seq`; at once without one.
 * Throws `telemetry_behind` after 5 s, `invalid_request` for a number that the log has not given out.
 */
export async function reach(deps: TelemetryRoutesDeps, seq: number | undefined): Promise<void> {
  if (seq === undefined) return;
  const { telemetry, clock, lastSeq } = deps;
  // Else a made-up number would be waited for, and remembered, for ever.
  if (seq > lastSeq())
    throw new InvalidRequest([{ path: "asOfSeq", message: "is not yet the number of any event" }]);
  const isReached = await new Promise<boolean>((resolve) => {
    const timer = clock.after(REACH_MS, () => resolve(false));
    void telemetry.reached(seq).then(() => {
      timer.cancel();
      resolve(true);
    });
  });
  if (!isReached) throw new AppError("telemetry_behind", { seq, retryAfterS: REACH_MS / 1000 });
}
