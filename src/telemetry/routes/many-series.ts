// Many devices at once: their newest values, and series of several of them over the same time.

import * as v from "valibot";
import {
  body,
  decodeCursor,
  encodeCursor,
  InvalidRequest,
  integerText,
  listText,
  named,
  pageOf,
  query,
  type Router,
  reachOf,
  route,
} from "../../http/http.ts";
import { toJson } from "../../kit/plain-json.ts";
import { readRows } from "./aggregate.ts";
import type { TelemetryRoutesDeps } from "./deps.ts";
import { SeriesPoints, toTuple } from "./points.ts";
import {
  AggregateRowJson,
  ANSWER_ROWS_MAX,
  AsOfSeq,
  checkRange,
  checkRows,
  deviceIdOf,
  Fill,
  IntervalText,
  PROPERTIES_MAX,
  PropertyName,
  QualityJson,
  RecvTime,
  reach,
  requireSeries,
  SERIES_ROWS_MAX,
  spanMsOf,
  TAG,
  Time,
  TimeZone,
  ValueJson,
} from "./query-parts.ts";
import { daysOf } from "./site.ts";

const SERIES_MAX = 100;
const DEVICES_MAX = 1_000;
const DEVICES_DEFAULT = 100;
const TIME_MAX = 8_640_000_000_000_000;

const DeviceLatestJson = named(
  "DeviceLatest",
  v.object({
    productKey: v.string(),
    deviceName: v.string(),
    points: v.array(
      v.object({
        ...{ property: v.string(), ts: Time, value: ValueJson, quality: QualityJson },
        recvTs: v.optional(RecvTime),
      }),
    ),
  }),
);
const LatestQuery = v.object({
  productKey: v.optional(v.string()),
  property: v.optional(listText(PropertyName, PROPERTIES_MAX)),
  limit: v.optional(integerText(1, DEVICES_MAX), String(DEVICES_DEFAULT)),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(512))),
  asOfSeq: AsOfSeq,
});

const BodyTime = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(TIME_MAX),
  v.description("UTC ms"),
);
const SeriesQuery = v.object({
  series: v.pipe(
    v.array(v.object({ productKey: v.string(), deviceName: v.string(), property: PropertyName })),
    v.minLength(1),
    v.maxLength(SERIES_MAX, `at most ${SERIES_MAX} series`),
  ),
  from: BodyTime,
  to: BodyTime,
  maxPoints: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(4),
      v.maxValue(SERIES_ROWS_MAX),
      v.description("Of each series; 1,000 unless given"),
    ),
  ),
  details: v.optional(v.boolean()),
  interval: v.optional(IntervalText),
  timeZone: v.optional(TimeZone),
  fill: Fill,
  asOfSeq: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
const ManySeriesJson = named(
  "ManySeries",
  v.object({
    productKey: v.string(),
    deviceName: v.string(),
    property: v.string(),
    isDownsampled: v.optional(SeriesPoints.isDownsampled),
    points: v.optional(SeriesPoints.points),
    rows: v.optional(v.array(AggregateRowJson)),
  }),
);

export function addLatestOfManyRoute(api: Router, deps: TelemetryRoutesDeps): void {
  api.get(
    "/telemetry/latest",
    route({
      id: "listLatest",
      tag: TAG,
      summary: "The newest values of many devices, a page of devices at a time",
      description: "Devices come in the order of their creation; those that never reported have no points.",
      allow: "read",
      reach: "filtered",
      returns: pageOf(DeviceLatestJson),
      errors: ["telemetry_behind"],
    }),
    query(LatestQuery),
    async (c) => {
      const { productKey, property, limit, cursor, asOfSeq } = c.req.valid("query");
      const after = decodeCursor(cursor, v.tuple([v.number()]))?.[0];
      await reach(deps, asOfSeq);
      const within = reachOf(c);
      const { items, next } = deps.listDevices({
        ...{ limit, reach: within },
        ...(productKey !== undefined && { productKey }),
        ...(after !== undefined && { after }),
      });
      const wanted = property && new Set(property);
      return c.json({
        items: items.map(({ id, ...names }) => ({
          productKey: names.productKey,
          deviceName: names.deviceName,
          points: deps.telemetry
            .latest(id)
            .filter((point) => wanted?.has(point.property) ?? true)
            .filter(({ property: one }) => within.coversProperty(names.productKey, names.deviceName, one))
            .map((point) => ({ ...point, value: toJson(point.value) })),
        })),
        nextCursor: next === undefined ? null : encodeCursor([next]),
      });
    },
  );
}

export function addSeriesQueryRoute(api: Router, deps: TelemetryRoutesDeps): void {
  api.post(
    "/telemetry/query",
    route({
      id: "querySeries",
      tag: TAG,
      summary: "Many series of any devices over one range",
      description:
        "With `interval` each series has `rows` by intervals of `timeZone` (of the site where none is named); without it `points`, thinned out to " +
        "`maxPoints` so that no extreme is lost. Reads only.",
      allow: "read",
      reach: "filtered",
      returns: v.object({ timeZone: v.string(), series: v.array(ManySeriesJson) }),
      errors: ["not_found", "telemetry_behind", "answer_too_large"],
    }),
    body(SeriesQuery),
    async (c) => {
      const ask = c.req.valid("json");
      for (const one of ask.series) requireSeries(c, one, [one.property]);
      checkRange(ask);
      const series = ask.series.map((one) => ({ ...one, deviceId: deviceIdOf(deps, one) }));
      const read = makeReader(deps, ask);
      await reach(deps, ask.asOfSeq);
      const answers = [];
      for (const { deviceId, ...names } of series) {
        answers.push({ ...names, ...(await read(deviceId, names.property)) });
      }
      return c.json({ timeZone: ask.timeZone ?? deps.site.timeZone, series: answers });
    },
  );
}

type Ask = v.InferOutput<typeof SeriesQuery>;

/** How each series is read: by intervals, or point by point. Refuses what would be too much. */
function makeReader(deps: TelemetryRoutesDeps, ask: Ask) {
  const { from: fromMs, to: toMs, interval, fill, maxPoints, timeZone } = ask;
  const count = ask.series.length;
  if (interval !== undefined) {
    if (maxPoints !== undefined)
      throw new InvalidRequest([{ path: "maxPoints", message: "does not go together with interval" }]);
    const days = daysOf(deps.site, interval, timeZone);
    checkRows(ask, spanMsOf(interval, deps.site.shiftMins.length), count);
    return async (deviceId: number, property: string) => ({
      rows: await readRows(deps, { deviceId, property, fromMs, toMs, interval, ...days, fill }),
    });
  }
  const budget = Math.min(maxPoints ?? 1_000, Math.floor(ANSWER_ROWS_MAX / count));
  return async (deviceId: number, property: string) => {
    const history = await deps.telemetry.history({ deviceId, property, fromMs, toMs, maxPoints: budget });
    const points = history.points.map(toTuple(ask.details ?? false));
    return { isDownsampled: history.isDownsampled, points };
  };
}
