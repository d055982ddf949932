// One device's properties by intervals of a time zone: minimum, maximum, average and the rest.

import * as v from "valibot";
import { listText, named, params, query, type Router, route, TimeText } from "../../http/http.ts";
import { toJson } from "../../kit/plain-json.ts";
import type { AggregateAnswer, TelemetryRoutesDeps } from "./deps.ts";
import {
  AggregateRowJson,
  AsOfSeq,
  ByName,
  checkRange,
  checkRows,
  deviceIdOf,
  Fill,
  Interval,
  ownTimeZone,
  PROPERTIES_MAX,
  PropertyName,
  reach,
  TAG,
  TimeZone,
} from "./query-parts.ts";

const AggregateSeriesJson = named(
  "AggregateSeries",
  v.object({ property: v.string(), rows: v.array(AggregateRowJson) }),
);
const AggregateQuery = v.object({
  property: listText(PropertyName, PROPERTIES_MAX),
  from: TimeText,
  to: TimeText,
  interval: Interval,
  timeZone: v.optional(TimeZone),
  fill: Fill,
  asOfSeq: AsOfSeq,
});

export function addAggregateRoute(api: Router, deps: TelemetryRoutesDeps): void {
  const { aggregate } = deps;
  if (aggregate === undefined) return;
  api.get(
    "/devices/:productKey/:deviceName/aggregate",
    route({
      id: "getAggregate",
      tag: TAG,
      summary: "Series by intervals: count, min, max, sum, avg, first, last",
      description:
        "Intervals begin at whole hours, days, weeks (Monday) or months of `timeZone`; the day of a change of clocks " +
        "has 23 or 25 hours. Values that are no numbers have count, first and last only.",
      allow: "viewer",
      returns: v.object({ timeZone: v.string(), series: v.array(AggregateSeriesJson) }),
      errors: ["not_found", "telemetry_behind", "answer_too_large"],
    }),
    params(ByName),
    query(AggregateQuery),
    async (c) => {
      const deviceId = deviceIdOf(deps, c.req.valid("param"));
      const { property: properties, from, to, interval, fill, asOfSeq, ...rest } = c.req.valid("query");
      const timeZone = rest.timeZone ?? ownTimeZone();
      checkRange({ from, to });
      checkRows({ from, to }, interval, properties.length);
      await reach(deps, asOfSeq);
      const series = [];
      for (const property of properties) {
        const ask = { deviceId, property, fromMs: from, toMs: to, interval, timeZone, fill };
        series.push({ property, rows: (await aggregate(ask)).map(rowJson) });
      }
      return c.json({ timeZone, series });
    },
  );
}

/** A row as the API gives it: every field is there, null where there is nothing. */
export function rowJson(row: AggregateAnswer): v.InferOutput<typeof AggregateRowJson> {
  const { fromMs, toMs, count, min, max, sum, avg, first, last } = row;
  return {
    from: fromMs,
    to: toMs,
    count,
    min: min ?? null,
    max: max ?? null,
    sum: sum ?? null,
    avg: avg ?? null,
    first: first === undefined || first === null ? null : toJson(first),
    last: last === undefined || last === null ? null : toJson(last),
  };
}
