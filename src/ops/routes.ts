import * as v from "valibot";
import { addressOf, makeRouter, type Router, reachOf, route } from "../http/http.ts";
import { formatMetrics, PROMETHEUS_MEDIA_TYPE } from "../kit/prometheus-text.ts";
import { AppError } from "../spine/error.ts";
import { collectMetrics } from "./metrics.ts";
import { type MetricsAccess, mayReadMetrics } from "./metrics-access.ts";
import type { Ops } from "./ops.ts";
import { ListenerJson, listenerJson, makeOverview, OverviewJson } from "./overview.ts";

/** `/overview` and `/listeners`, below the API's path. */
export function opsRoutes(ops: Ops): Router {
  const api = makeRouter();
  api.get(
    "/overview",
    route({
      id: "getOverview",
      tag: "ops",
      summary: "How Gantry and its devices are doing",
      description:
        "Who reaches only a part of the devices is told of that part: no rates, no dead letters, no counters.",
      allow: "read",
      reach: "filtered",
      returns: OverviewJson,
    }),
    async (c) => c.json(await makeOverview(ops, reachOf(c))),
  );
  api.get(
    "/listeners",
    route({
      id: "listListeners",
      tag: "ops",
      summary: "Where devices connect",
      allow: "read",
      reach: "filtered",
      returns: v.object({ items: v.array(ListenerJson) }),
    }),
    (c) => c.json({ items: ops.ports.listeners().map((listener) => listenerJson(listener, reachOf(c))) }),
  );
  return api;
}

/** `/healthz`, `/readyz` and, to whom it is open, `/metrics`, at the root and without sign-in. */
export function probeRoutes(ops: Ops, metrics: MetricsAccess): Router {
  const root = makeRouter();
  // Alive: the event loop answers. Anything that a restart would not cure belongs into readyz.
  root.get("/healthz", (c) => c.json({ status: "ok" }, 200, { "cache-control": "no-store" }));
  root.get("/readyz", (c) => {
    const problems = findProblems(ops);
    const isReady = problems.length === 0;
    const body = { status: isReady ? "ready" : "not ready", problems };
    return c.json(body, isReady ? 200 : 503, { "cache-control": "no-store" });
  });
  if (metrics === "off") return root;
  root.get("/metrics", async (c) => {
    const address = addressOf(c);
    const [forwardedFor, forwarded] = [c.req.header("x-forwarded-for"), c.req.header("forwarded")];
    if (!mayReadMetrics(metrics, { address, forwardedFor, forwarded }))
      throw new AppError("metrics_closed", { address });
    const text = formatMetrics(await collectMetrics(ops));
    return c.body(text, 200, { "content-type": PROMETHEUS_MEDIA_TYPE, "cache-control": "no-store" });
  });
  return root;
}

/** Why devices should not be sent here now. */
function findProblems({ ports }: Ops): string[] {
  const problems: string[] = [];
  if (!ports.isReady()) problems.push("starting or stopping");
  const { unavailable } = ports.log.stats();
  if (unavailable !== undefined) problems.push(`event log: ${unavailable}`);
  return problems;
}
