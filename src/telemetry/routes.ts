import * as v from "valibot";
import {
  decodeCursor,
  encodeCursor,
  integerText,
  listText,
  makeRouter,
  named,
  params,
  query,
  type Router,
  route,
  TimeText,
} from "../http/http.ts";
import { toJson } from "../kit/plain-json.ts";
import { AppError } from "../spine/error.ts";
import { deviceKey } from "../spine/ids.ts";
import type { Telemetry } from "./telemetry.ts";

export interface TelemetryRoutesDeps {
  readonly telemetry: Telemetry;
  readonly resolveDevice: (productKey: string, deviceName: string) => number | undefined;
  /** What the thing model says of a property, for people. */
  readonly describeProperty?: (
    productKey: string,
    property: string,
  ) => { readonly name: string; readonly unit: string | undefined } | undefined;
}

const PROPERTIES_MAX = 50;
const POINTS_MAX = 10_000;
const POINTS_DEFAULT = 1_000;
const PAGE_MAX = 1_000;
const PAGE_DEFAULT = 100;
const TAG = "telemetry";

const Time = v.pipe(v.number(), v.description("UTC ms, time at the source"));
const ValueJson = v.pipe(
  v.unknown(),
  v.description("As the device reported it; a 64-bit integer beyond 2^53 is decimal text"),
);
const QualityJson = v.pipe(
  v.picklist([0, 1, 2, 3, 4]),
  v.description("0 good, 1 stale, 2 bad, 3 late, 4 simulated"),
);
const PropertyName = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const ByName = v.object({ productKey: v.string(), deviceName: v.string() });
const LatestJson = named(
  "LatestPoint",
  v.object({
    property: v.string(),
    ts: Time,
    value: ValueJson,
    quality: QualityJson,
    name: v.optional(v.string()),
    unit: v.optional(v.string()),
  }),
);
const SeriesJson = named(
  "HistorySeries",
  v.object({
    property: v.string(),
    isDownsampled: v.pipe(
      v.boolean(),
      v.description("True when points were left out; the lowest and highest of each span of time never are"),
    ),
    points: v.pipe(v.array(v.tuple([Time, ValueJson])), v.description("By rising time")),
  }),
);
const PointJson = named("Point", v.object({ ts: Time, value: ValueJson, quality: QualityJson }));
const Range = { from: v.optional(TimeText, "0"), to: v.optional(TimeText, "8640000000000000") };
const HistoryQuery = v.object({
  ...Range,
  property: listText(PropertyName, PROPERTIES_MAX),
  maxPoints: v.optional(integerText(4, POINTS_MAX), String(POINTS_DEFAULT)),
});
const PointsQuery = v.object({
  ...Range,
  property: PropertyName,
  limit: v.optional(integerText(1, PAGE_MAX), String(PAGE_DEFAULT)),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(512))),
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
});

/** `latest`, `history` and `points` of a device. */
export function telemetryRoutes(deps: TelemetryRoutesDeps): Router {
  const api = makeRouter();
  const idOf = ({ productKey, deviceName }: v.InferOutput<typeof ByName>): number => {
    const id = deps.resolveDevice(productKey, deviceName);
    if (id === undefined) throw new AppError("not_found", { what: deviceKey(productKey, deviceName) });
    return id;
  };
  addLatestRoute(api, deps, idOf);
  addHistoryRoute(api, deps, idOf);
  addPointsRoute(api, deps, idOf);
  return api;
}

type IdOf = (names: v.InferOutput<typeof ByName>) => number;

function addLatestRoute(api: Router, { telemetry, describeProperty }: TelemetryRoutesDeps, idOf: IdOf): void {
  api.get(
    "/devices/:productKey/:deviceName/latest",
    route({
      id: "getLatest",
      tag: TAG,
      summary: "The newest value of each property",
      allow: "viewer",
      returns: v.object({ items: v.array(LatestJson) }),
      errors: ["not_found"],
    }),
    params(ByName),
    (c) => {
      const names = c.req.valid("param");
      const items = telemetry.latest(idOf(names)).map((point) => {
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

function addHistoryRoute(api: Router, { telemetry }: TelemetryRoutesDeps, idOf: IdOf): void {
  api.get(
    "/devices/:productKey/:deviceName/history",
    route({
      id: "getHistory",
      tag: TAG,
      summary: "Series over a range, for a chart",
      description: "A series with more than `maxPoints` points is thinned out; no extreme is lost.",
      allow: "viewer",
      returns: v.object({ series: v.array(SeriesJson) }),
      errors: ["not_found"],
    }),
    params(ByName),
    query(HistoryQuery),
    async (c) => {
      const deviceId = idOf(c.req.valid("param"));
      const { property: properties, from, to, maxPoints } = c.req.valid("query");
      const series = [];
      for (const property of properties) {
        const range = { deviceId, property, fromMs: from, toMs: to, maxPoints };
        const { isDownsampled, points } = await telemetry.history(range);
        series.push({
          property,
          isDownsampled,
          points: points.map(({ ts, value }) => [ts, toJson(value)] as const),
        });
      }
      return c.json({ series });
    },
  );
}

function addPointsRoute(api: Router, { telemetry }: TelemetryRoutesDeps, idOf: IdOf): void {
  api.get(
    "/devices/:productKey/:deviceName/points",
    route({
      id: "listPoints",
      tag: TAG,
      summary: "Every point of a property, newest first unless asked otherwise",
      allow: "viewer",
      returns: v.object({ items: v.array(PointJson), nextCursor: v.nullable(v.string()) }),
      errors: ["not_found"],
    }),
    params(ByName),
    query(PointsQuery),
    async (c) => {
      const deviceId = idOf(c.req.valid("param"));
      const { property, from, to, limit, cursor, order } = c.req.valid("query");
      const afterTs = decodeCursor(cursor, v.tuple([v.number()]))?.[0];
      const { points, nextTs } = await telemetry.points({
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
