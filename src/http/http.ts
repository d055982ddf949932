// The HTTP glue: one Hono app into which rooms mount their routes.
// Owns: request ids, language, origin check, who-may-call guards, problem+json, paging, event streams, the API document, the server socket.
// Promises: no route under the API without a spec that guards and documents it; no answer that echoes what was submitted.
// Must never: know a product, a device, a user table or any other noun of the domain, but for their names in a reach.

import { assert } from "../kit/assert.ts";
import { AppError, type Language } from "../spine/error.ts";
import {
  type ApiContext,
  type Authenticate,
  addressOf,
  makeRouter,
  type Router,
  type WatchRights,
} from "./actor.ts";
import type { Answers } from "./answer/answers.ts";
import { makeDesk } from "./answer/desk.ts";
import type { RouteSpec } from "./docs/operation.ts";
import { docsRoutes } from "./docs/page.ts";
import { problemOf } from "./problem.ts";
import { type Header, identifyCaller, prepareRequest, requireSameOrigin } from "./request.ts";
import type { RequestLimit } from "./request-limit.ts";
import { routeSpecOf } from "./route.ts";

export {
  type Actor,
  type ApiBindings,
  type ApiContext,
  type ApiEnv,
  type Audit,
  type AuditEntry,
  type Authenticate,
  actorOf,
  addressOf,
  type CallerContext,
  type KeyHolder,
  makeRouter,
  type Person,
  personOf,
  type Router,
  reachOf,
  type WatchRights,
} from "./actor.ts";
export type { Answers, Begun, KeptAnswer, RequestSlot } from "./answer/answers.ts";
export type { RouteSpec } from "./docs/operation.ts";
export { type EventStream, eventStream } from "./event-stream.ts";
export { startRedirect } from "./listen/redirect.ts";
export {
  type HttpServer,
  type HttpServerOptions,
  type HttpServerStats,
  ListenError,
  startHttpServer,
  type WebSocketEntrance,
  type WebSockets,
} from "./listen/server.ts";
export { decodeCursor, encodeCursor, makePage, type Page, pageOf, pageQuery } from "./page.ts";
export { type Allow, may, type ReachRule, requireMay, requireReached } from "./permission/admission.ts";
export { makePermissions, type Permissions, permissionsOfRole } from "./permission/permission.ts";
export { commonReach, type GroupTree, makeReach, type Reach } from "./permission/reach.ts";
export { InvalidRequest } from "./problem.ts";
export { negotiateLanguage } from "./request.ts";
export {
  makeRequestLimit,
  type RequestLimit,
  type RequestLimitOptions,
  requestLimitMetrics,
} from "./request-limit.ts";
export { body, params, query, route } from "./route.ts";
export { BooleanText, integerText, listText, named, TimeText } from "./schema.ts";

/** Where the API lives. */
export const API_PATH = "/openapi/v1";

export interface ApiOptions {
  readonly authenticate: Authenticate;
  /** Tells open streams to look again whether their caller may still be there; absent where rights never change. */
  readonly onRightsChange?: WatchRights;
  /** Called once for each error that is not in the catalogue, with the request id that the caller was told. */
  readonly reportError: (
    error: unknown,
    request: { requestId: string; method: string; path: string },
  ) => void;
  /** Called for what a caller may not do, or not so often: an attempt that an operator may want to know of. */
  readonly reportRefusal?: (refusal: Refusal) => void;
  /** Shown in the API document. */
  readonly version: string;
  /** For callers who name no language; `en` unless given. */
  readonly defaultLanguage?: Language;
  /** Bodies to show in the API document, by operation id, where the schema has no example of its own. */
  readonly examples?: Readonly<Record<string, unknown>>;
  /** Where answers are kept for requests that are sent again; without it they are carried out again. */
  readonly answers?: Answers;
  /** Carried by every answer, beside those that always are. */
  readonly headers?: readonly Header[];
  /** How many requests a caller may make; any number without it. */
  readonly requestLimit?: RequestLimit;
}

export interface Refusal {
  readonly code: string;
  readonly requestId: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Empty where nobody is signed in. */
  readonly username: string;
  readonly address: string;
  /** The right that is missing, where it is one. */
  readonly needs?: string;
}

export interface MountedRoute {
  readonly method: string;
  readonly path: string;
  readonly spec: RouteSpec;
}

export interface Api {
  /** Adds a room's routes under `/openapi/v1`. Every one of them needs `route(...)`. */
  mount(routes: Router): void;
  /** Every route under the API that was mounted, by its path under the root: `/openapi/v1/devices/:productKey`. */
  routes(): readonly MountedRoute[];
  /** Adds routes at the root, without sign-in: probes, metrics, the UI. Mount a catch-all last. */
  mountRoot(routes: Router): void;
  /** The whole app; `app.fetch` is what `startHttpServer` takes, `app.request` what tests call. */
  readonly app: Router;
}

/** Builds the app; nothing listens yet. */
export function makeApi(options: ApiOptions): Api {
  const app = makeRouter();
  const mounted: MountedRoute[] = [];
  const addresses = new Set<string>();
  app.use(prepareRequest(options.defaultLanguage ?? "en", options.headers));
  app.use(
    `${API_PATH}/*`,
    identifyCaller(options.authenticate, options.onRightsChange ?? (() => () => {})),
    requireSameOrigin,
  );
  if (options.requestLimit !== undefined) app.use(`${API_PATH}/*`, options.requestLimit.middleware);
  const desk = makeDesk(app, options.answers);
  app.use(`${API_PATH}/*`, (c, next) => {
    c.set("desk", desk);
    return next();
  });
  app.onError((error, c) => {
    const requestId = c.get("requestId");
    const { response, isExpected } = problemOf(error, { requestId, language: c.get("language") });
    const request = { requestId, method: c.req.method, path: c.req.path };
    if (!isExpected) options.reportError(error, request);
    else if (error instanceof AppError && REFUSALS.has(response.status))
      options.reportRefusal?.({ ...request, code: error.code, ...whoOf(c), ...needsOf(error) });
    return response;
  });
  app.notFound(nothingHere);
  app.route(
    "/",
    docsRoutes(async () => (await import("./docs/document.ts")).makeDocument(app, options)),
  );
  return {
    app,
    mount(routes) {
      for (const found of specsOf(routes)) {
        const path = found.path.slice(API_PATH.length).replaceAll(/:[^/]+/g, ":");
        const address = `${found.method} ${path}`;
        // Of two routes at one address the later is never reached.
        assert(!addresses.has(address), `${address} is two routes`);
        addresses.add(address);
        mounted.push(found);
      }
      app.route(API_PATH, routes);
    },
    routes: () => mounted,
    mountRoot: (routes) => void app.route("/", routes),
  };
}

/** Forbidden, and too many requests. */
const REFUSALS: ReadonlySet<number> = new Set([403, 429]);

function whoOf(c: ApiContext) {
  return { username: c.get("actor")?.username ?? "", address: addressOf(c) };
}

function needsOf({ params: { needs } }: AppError): Pick<Refusal, "needs"> {
  return needs === undefined ? {} : { needs: String(needs) };
}

function nothingHere(c: ApiContext): Response {
  const context = { requestId: c.get("requestId"), language: c.get("language") };
  return problemOf(new AppError("not_found", { what: c.req.path }), context).response;
}

/** A route without a spec would be open to anyone and missing from the document: a bug, found at start. */
function specsOf(routes: Router): MountedRoute[] {
  const found = new Map<string, MountedRoute>();
  const keyOf = (entry: { method: string; path: string }) => `${entry.method} ${entry.path}`;
  for (const { method, path, handler } of routes.routes) {
    const spec = routeSpecOf(handler);
    if (spec) found.set(keyOf({ method, path }), { method, path: `${API_PATH}${path}`, spec });
  }
  for (const entry of routes.routes) assert(found.has(keyOf(entry)), `${keyOf(entry)} has no route(...)`);
  return [...found.values()];
}
