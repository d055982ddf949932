// The points of one device: newest values, a picture of a range, page after page of all.

import * as v from "valibot";
import {
  BooleanText,
  decodeCursor,
  encodeCursor,
  integerText,
  listText,
  named,
  params,
  query,
  type Router,
  reachOf,
  route,
} from "../../http/http.ts";
import { type Json, toJson } from "../../kit/plain-json.ts";
import type { Quality } from "../../spine/point.ts";
import type { SeriesPoint } from "../telemetry.ts";
import type { TelemetryRoutesDeps } from "./deps.ts";
import {
  AsOfSeq,
  ByName,
  deviceIdOf,
  PROPERTIES_MAX,
  PropertyName,
  QualityJson,
  Range,
  RecvTime,
  reach,
  requireSeries,
  SERIES_ROWS_MAX,
  TAG,
  Time,
  ValueJson,
} from "./query-parts.ts";

const POINTS_DEFAULT = 1_000;
const PAGE_MAX = 1_000;
const PAGE_DEFAULT = 100;

const LatestJson = named(
  "LatestPoint",
  v.object({
    property: v.string(),
    ts: Time,
    value: ValueJson,
    quality: QualityJson,
    recvTs: v.optional(RecvTime),
    name: v.optional(v.string()),
    unit: v.optional(v.string()),
  }),
);
export const SeriesPoints = {
  isDownsampled: v.pipe(
    v.boolean(),
    v.description("True when points were left out; the lowest and highest of each span of time never are"),
  ),
  points: v.pipe(
    v.array(
      v.union([
        v.tuple([Time, ValueJson]),
        v.tuple([
          Time,
          ValueJson,
          QualityJson,
          v.nullable(v.pipe(v.number(), v.description("UTC ms, received"))),
        ]),
      ]),
    ),
    v.description(
      "By rising time; with `details` also the quality (when thinned out: the worst of the points that it stands for) " +
        "and when it was received, or null where that is not known",
    ),
  ),
};
const SeriesJson = named("HistorySeries", v.object({ property: v.string(), ...SeriesPoints }));
const PointJson = named(
  "Point",
  v.object({ ts: Time, value: ValueJson, quality: QualityJson, recvTs: v.optional(RecvTime) }),
);
const HistoryQuery = v.object({
  ...Range,
  property: listText(PropertyName, PROPERTIES_MAX),
  maxPoints: v.optional(integerText(4, SERIES_ROWS_MAX), String(POINTS_DEFAULT)),
  details: v.optional(BooleanText, "false"),
  asOfSeq: AsOfSeq,
});
const PointsQuery = v.object({
  ...Range,
  property: PropertyName,
  limit: v.optional(integerText(1, PAGE_MAX), String(PAGE_DEFAULT)),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(512))),
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
  asOfSeq: AsOfSeq,
});
const ERRORS = ["not_found", "telemetry_behind"] as const;

export function addLatestRoute(api: Router, deps: TelemetryRoutesDeps): void {
  const { telemetry, describeProperty } = deps;
  api.get(
    "/devices/:productKey/:deviceName/latest",
    route({
      id: "getLatest",
      tag: TAG,
      summary: "The newest value of each property",
      allow: "read",
      reach: "touches",
      returns: v.object({ items: v.array(LatestJson) }),
      errors: ERRORS,
    }),
    params(ByName),
    query(v.object({ asOfSeq: AsOfSeq })),
    async (c) => {
      const names = c.req.valid("param");
      const deviceId = deviceIdOf(deps, names);
      await reach(deps, c.req.valid("query").asOfSeq);
      const { coversProperty } = reachOf(c);
      const isShown = (point: { readonly property: string }) =>
        coversProperty(names.productKey, names.deviceName, point.property);
      const items = telemetry
        .latest(deviceId)
        .filter(isShown)
        .map((point) => {
          const about = describeProperty?.(names.productKey, point.property);
          const { name, unit } = about ?? { name: undefined, unit: undefined };
          return {
            ...{ ...point, value: toJson(point.value) },
            ...(name !== undefined && { name }),
            ...(unit !== undefined && { unit }),
          };
        });
      return c.json({ items });
    },
  );
}

export function addHistoryRoute(api: Router, deps: TelemetryRoutesDeps): void {
  api.get(
    "/devices/:productKey/:deviceName/history",
    route({
      id: "getHistory",
      tag: TAG,
      summary: "Series over a range, for a chart",
      description: "A series with more than `maxPoints` points is thinned out; no extreme is lost.",
      allow: "read",
      reach: "touches",
      returns: v.object({ series: v.array(SeriesJson) }),
      errors: ERRORS,
    }),
    params(ByName),
    query(HistoryQuery),
    async (c) => {
      const deviceId = deviceIdOf(deps, c.req.valid("param"));
      const { property: properties, from, to, maxPoints, details, asOfSeq } = c.req.valid("query");
      requireSeries(c, c.req.valid("param"), properties);
      await reach(deps, asOfSeq);
      const series = [];
      for (const property of properties) {
        const range = { deviceId, property, fromMs: from, toMs: to, maxPoints };
        const { isDownsampled, points } = await deps.telemetry.history(range);
        series.push({
          property,
          isDownsampled,
          points: points.map(toTuple(details)),
        });
      }
      return c.json({ series });
    },
  );
}

type PointTuple = readonly [number, Json] | readonly [number, Json, Quality, number | null];

/** Makes of a series' point what the API gives. */
export function toTuple(hasDetails: boolean): (point: SeriesPoint) => PointTuple {
  if (!hasDetails) return ({ ts, value }) => [ts, toJson(value)];
  return ({ ts, value, quality, recvTs }) => [ts, toJson(value), quality, recvTs ?? null];
}

export function addPointsRoute(api: Router, deps: TelemetryRoutesDeps): void {
  api.get(
    "/devices/:productKey/:deviceName/points",
    route({
      id: "listPoints",
      tag: TAG,
      summary: "Every point of a property, newest first unless asked otherwise",
      allow: "read",
      reach: "touches",
      returns: v.object({ items: v.array(PointJson), nextCursor: v.nullable(v.string()) }),
      errors: ERRORS,
    }),
    params(ByName),
    query(PointsQuery),
    async (c) => {
      const deviceId = deviceIdOf(deps, c.req.valid("param"));
      const { property, from, to, limit, cursor, order, asOfSeq } = c.req.valid("query");
      requireSeries(c, c.req.valid("param"), [property]);
      const afterTs = decodeCursor(cursor, v.tuple([v.number()]))?.[0];
      await reach(deps, asOfSeq);
      const { points, nextTs } = await deps.telemetry.points({
        ...{ deviceId, property, fromMs: from, toMs: to, limit, order },
        ...(afterTs !== undefined && { afterTs }),
      });
      return c.json({
        items: points.map((point) => ({ ...point, value: toJson(point.value) })),
        nextCursor: nextTs === undefined ? null : encodeCursor([nextTs]),
      });
    },
  );
}
