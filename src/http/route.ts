// What a room says about one of its routes: who may call it, what it takes and gives, how it fails.
// The same words guard the route and describe it in the API document, so the two cannot drift apart.

import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { uniqueSymbol, validator } from "hono-openapi";
import type { BaseIssue, GenericSchema } from "valibot";
import { problemsOf } from "../kit/schema-problem.ts";
import { AppError } from "../spine/error.ts";
import type { ApiContext, ApiEnv } from "./actor.ts";
import { describeOperation, type RouteSpec } from "./docs/operation.ts";
import { admit } from "./permission/admission.ts";
import { InvalidRequest } from "./problem.ts";

const BODY_BYTES = 1024 * 1024;

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
  const middleware: MiddlewareHandler<ApiEnv> = async (c, next) => {
    admit(c.get("actor"), spec, c.req.param());
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    return limitBody(c, next);
  };
  specs.set(middleware, spec);
  return Object.assign(middleware, { [uniqueSymbol]: lazyDescription(spec) });
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
  const checked: typeof inner = (c, next) => {
    requireJson(c);
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

/** Validates the query; read it with `c.req.valid("query")`. */
export function query<const S extends GenericSchema>(schema: S) {
  return validator<S, "query", ApiEnv, string>("query", schema, refuse);
}

/** Validates the path parameters; read them with `c.req.valid("param")`. */
export function params<const S extends GenericSchema>(schema: S) {
  return validator<S, "param", ApiEnv, string>("param", schema, refuse);
}
