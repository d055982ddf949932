import { makeRouter, type Router } from "../http/http.ts";
import { addAggregateRoute } from "./routes/aggregate.ts";
import type { TelemetryRoutesDeps } from "./routes/deps.ts";
import { addExportRoute } from "./routes/export.ts";
import { addLatestOfManyRoute, addSeriesQueryRoute } from "./routes/many-series.ts";
import { addHistoryRoute, addLatestRoute, addPointsRoute } from "./routes/points.ts";
import { addSiteRoute } from "./routes/site.ts";

/** What can be asked of telemetry: of one device, of many, and as a file. */
export function telemetryRoutes(deps: TelemetryRoutesDeps): Router {
  const api = makeRouter();
  addLatestRoute(api, deps);
  addHistoryRoute(api, deps);
  addPointsRoute(api, deps);
  addAggregateRoute(api, deps);
  addExportRoute(api, deps);
  addLatestOfManyRoute(api, deps);
  addSeriesQueryRoute(api, deps);
  addSiteRoute(api, deps.site);
  return api;
}
