// One device's properties by intervals of a time zone: minimum, maximum, average and the rest.

import * as v from "valibot";
import { listText, named, params, query, type Router, route, TimeText } from "../../http/http.ts";
import { toJson } from "../../kit/plain-json.ts";
import { AppError } from "../../spine/error.ts";
import type { Value } from "../../spine/point.ts";
import { type AggregateQuery, type AggregateRow, TooManyBucketsError } from "../telemetry.ts";
import type { TelemetryRoutesDeps } from "./deps.ts";
import {
  AggregateRowJson,
  AsOfSeq,
  ByName,
  checkRange,
  checkRows,
  deviceIdOf,
  Fill,
  IntervalText,
  PROPERTIES_MAX,
  PropertyName,
  reach,
  requireSeries,
  SERIES_ROWS_MAX,
  spanMsOf,
  TAG,
  TimeZone,
} from "./query-parts.ts";
import { daysOf } from "./site.ts";

const AggregateSeriesJson = named(
  "AggregateSeries",
  v.object({ property: v.string(), rows: v.array(AggregateRowJson) }),
);
const AggregateText = v.object({
  property: listText(PropertyName, PROPERTIES_MAX),
  from: TimeText,
  to: TimeText,
  interval: IntervalText,
  timeZone: v.optional(TimeZone),
  fill: Fill,
  asOfSeq: AsOfSeq,
});

export function addAggregateRoute(api: Router, deps: TelemetryRoutesDeps): void {
  api.get(
    "/devices/:productKey/:deviceName/aggregate",
    route({
      id: "getAggregate",
      tag: TAG,
      summary: "Series by intervals: count, min, max, sum, avg, first, last",
      description:
        "Intervals begin at whole hours, days, weeks (Monday) or months of `timeZone`; the day of a change of clocks " +
        "has 23 or 25 hours. Without `timeZone` the days are those of the site (`/site`), which may begin later than " +
        "at midnight. Values that are no numbers have count, first and last only.",
      allow: "read",
      reach: "touches",
      returns: v.object({ timeZone: v.string(), series: v.array(AggregateSeriesJson) }),
      errors: ["not_found", "telemetry_behind", "answer_too_large"],
    }),
    params(ByName),
    query(AggregateText),
    async (c) => {
      const deviceId = deviceIdOf(deps, c.req.valid("param"));
      const { property: properties, from, to, interval, fill, asOfSeq, ...rest } = c.req.valid("query");
      const days = daysOf(deps.site, interval, rest.timeZone);
      requireSeries(c, c.req.valid("param"), properties);
      checkRange({ from, to });
      checkRows({ from, to }, spanMsOf(interval, deps.site.shiftMins.length), properties.length);
      await reach(deps, asOfSeq);
      const series = [];
      for (const property of properties) {
        const ask = { deviceId, property, fromMs: from, toMs: to, interval, ...days, fill };
        series.push({ property, rows: await readRows(deps, ask) });
      }
      return c.json({ timeZone: days.timeZone, series });
    },
  );
}

/** A row as the API gives it. */
export function rowJson(row: AggregateRow): v.InferOutput<typeof AggregateRowJson> {
  const { fromMs, toMs, first, last, ...numbers } = row;
  const json = (value: Value | null) => (value === null ? null : toJson(value));
  return { from: fromMs, to: toMs, ...numbers, first: json(first), last: json(last) };
}

/** Rows of one series; its intervals at the two ends of short days may be more than could be foreseen. */
export async function readRows({ telemetry }: TelemetryRoutesDeps, ask: AggregateQuery) {
  try {
    return (await telemetry.aggregate(ask)).map(rowJson);
  } catch (cause) {
    if (!(cause instanceof TooManyBucketsError)) throw cause;
    throw new AppError(
      "answer_too_large",
      { count: `> ${SERIES_ROWS_MAX}`, limit: SERIES_ROWS_MAX },
      { cause },
    );
  }
}
