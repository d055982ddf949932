// What a room says about one of its routes: who may call it, what it takes and gives, how it fails.
// The same words guard the route and describe it in the API document, so the two cannot drift apart.

import type { MiddlewareHandler, Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import { uniqueSymbol, validator } from "hono-openapi";
import type { BaseIssue, GenericSchema } from "valibot";
import { requireShallow } from "../kit/bounded-json.ts";
import { problemsOf } from "../kit/schema-problem.ts";
import { AppError } from "../spine/error.ts";
import type { ApiContext, ApiEnv } from "./actor.ts";
import { etagOf, isHeld, requireMatch } from "./answer/etag.ts";
import { fieldsOf, narrow, type Selectable, selectableOf } from "./answer/fields.ts";
import { answerOnce } from "./answer/once.ts";
import { describeOperation, type RouteSpec } from "./docs/operation.ts";
import { admit } from "./permission/admission.ts";
import { InvalidRequest } from "./problem.ts";

const BODY_BYTES = 1024 * 1024;
const JSON_MEDIA = "application/json";

/** Routes carry their spec here, for the check at mounting and for the API document. */
const specs = new WeakMap<object, RouteSpec>();

/** The spec of a middleware made by `route`, else undefined. */
export function routeSpecOf(middleware: object): RouteSpec | undefined {
  return specs.get(middleware);
}

/**
 * First middleware of every route under the API; mounting fails without it.
 *
 * ```ts
 * const api = makeRouter();
 * api.get(
 *   "/products/:productKey",
 *   route({ id: "getProduct", tag: "products", summary: "One product", allow: "read",
 *           returns: ProductJson, errors: ["not_found"] }),
 *   params(v.object({ productKey: v.string() })),
 *   (c) => c.json(toJson(products.find(c.req.valid("param").productKey))),
 * );
 * ```
 */
export function route(spec: RouteSpec): MiddlewareHandler<ApiEnv> {
  const limit = spec.bodyBytes ?? BODY_BYTES;
  const limitBody = bodyLimit({
    maxSize: limit,
    onError: (c) => {
      throw new AppError("payload_too_large", {
        size: c.req.header("content-length") ?? `over ${limit}`,
        limit,
      });
    },
  });
  const present = makePresenter(spec);
  const middleware: MiddlewareHandler<ApiEnv> = async (c, next) => {
    admit(c.get("actor"), spec, c.req.param());
    if (c.req.method === "GET" || c.req.method === "HEAD") return present(c, next);
    return limitBody(c, async () => {
      if (c.req.method !== "POST") return edit(c, spec, next);
      const kept = await post(c, spec, next);
      if (kept !== undefined) c.res = kept;
    });
  };
  specs.set(middleware, spec);
  return Object.assign(middleware, { [uniqueSymbol]: lazyDescription(spec) });
}

/** Answers a GET with what was asked for of it, and with an ETag where it has one. */
function makePresenter(spec: RouteSpec) {
  const { returns, media = JSON_MEDIA, etag: tagged } = spec;
  let selectable: Selectable | undefined;
  let isKnown = returns === undefined || media !== JSON_MEDIA;
  return async (c: ApiContext, next: Next): Promise<Response | undefined> => {
    // Not before the first request: there are hundreds of schemas, and starting is to be quick.
    if (!isKnown && returns !== undefined) selectable = selectableOf(returns);
    isKnown = true;
    const fields = selectable && fieldsOf(c, selectable);
    await next();
    if (c.res.status !== 200 || (fields === undefined && tagged === undefined)) return undefined;
    const whole = c.res;
    if (tagged !== undefined) {
      const etag = await etagOf(whole, tagged);
      whole.headers.set("etag", etag);
      const isWhole = tagged.except.length === 0 && fields === undefined;
      if (isWhole && isHeld(c, etag))
        replaceAnswer(c, new Response(null, { status: 304, headers: { etag } }));
    }
    if (fields !== undefined && selectable !== undefined)
      replaceAnswer(c, await narrow(whole, fields, selectable.isPage));
    return undefined;
  };
}

function replaceAnswer(c: ApiContext, response: Response): void {
  // Hono would carry the old headers over.
  c.res = undefined;
  c.res = response;
}

/** A request that makes something: once for each Idempotency-Key. */
async function post(
  c: ApiContext,
  { isSecret = false }: RouteSpec,
  next: Next,
): Promise<Response | undefined> {
  const answers = c.get("desk")?.answers;
  if (answers !== undefined && c.get("actor") !== undefined)
    return answerOnce(c, { answers, isSecret }, next);
  await next();
  return undefined;
}

/** A request that changes something, which may rest on what its caller has read. */
async function edit(c: ApiContext, spec: RouteSpec, next: Next): Promise<void> {
  const desk = c.get("desk");
  const isBlind = c.req.header("if-match") === undefined || spec.judgesIfMatch === true;
  if (isBlind || desk === undefined) {
    await next();
    return;
  }
  await desk.inTurn(c.req.path, async () => {
    const present = await desk.read(c);
    const etag = present.headers.get("etag") ?? undefined;
    if (present.ok && etag === undefined) throw new AppError("no_etag");
    requireMatch(c, etag);
    await next();
  });
}

function lazyDescription(spec: RouteSpec) {
  return {
    get spec() {
      return describeOperation(spec);
    },
  };
}

type Outcome = { success: true } | { success: false; error: readonly unknown[] };

/** Valibot's issues carry the submitted value; only where and what was expected goes out. */
function refuse(result: Outcome): undefined {
  if (!result.success) throw new InvalidRequest(problemsOf(result.error as readonly BaseIssue<unknown>[]));
  return undefined;
}

/** Validates the JSON body; read it with `c.req.valid("json")`. */
export function body<const S extends GenericSchema>(schema: S) {
  const inner = validator<S, "json", ApiEnv, string>("json", schema, refuse);
  const checked: typeof inner = async (c, next) => {
    requireJson(c);
    await requireShallowBody(c);
    return inner(c, next);
  };
  return Object.assign(checked, { [uniqueSymbol]: Reflect.get(inner, uniqueSymbol) });
}

/** Without this a body of another type would be validated as an empty object, and blamed for missing fields. */
function requireJson(c: ApiContext): void {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (/^application\/([\w.-]+\+)?json$/.test(type)) return;
  throw new AppError("unsupported_media_type", {
    received: type === "" ? "nothing" : type,
    accepted: "application/json",
  });
}

/** What is nested without end would have to be walked without end, by whatever takes or writes it. */
async function requireShallowBody(c: ApiContext): Promise<void> {
  const text = await c.req.text();
  try {
    requireShallow(text);
  } catch (cause) {
    throw new AppError("invalid_request", { detail: cause instanceof Error ? cause.message : "" }, { cause });
  }
}

/** Validates the query; read it with `c.req.valid("query")`. */
export function query<const S extends GenericSchema>(schema: S) {
  return validator<S, "query", ApiEnv, string>("query", schema, refuse);
}

/** Validates the path parameters; read them with `c.req.valid("param")`. */
export function params<const S extends GenericSchema>(schema: S) {
  return validator<S, "param", ApiEnv, string>("param", schema, refuse);
}
