// An API with one route of each kind, and callers made up by a header: for tests of the glue alone.

import * as v from "valibot";
import {
  type Actor,
  type Allow,
  type ApiOptions,
  actorOf,
  body,
  makeApi,
  makeRouter,
  named,
  pageOf,
  pageQuery,
  params,
  permissionsOfRole,
  query,
  route,
} from "../../src/http/http.ts";
import { ACTIONS, ROLES } from "../../src/spine/permission.ts";

export const ALLOWS: readonly Allow[] = ["anyone", "signed-in", ...ACTIONS];
export const Thing = named("Thing", v.object({ name: v.string() }));

/** `x-caller: admin`, or `new-admin` for one who must change the password; `x-language: zh-CN`. */
function callerOf(request: Request): Actor | undefined {
  const caller = request.headers.get("x-caller");
  if (caller === null) return undefined;
  const role = ROLES.find((known) => caller.endsWith(known)) ?? "viewer";
  const language = request.headers.get("x-language") === "zh-CN" ? "zh-CN" : "en";
  return {
    ...{ kind: "person", userId: 7, username: "ann", role, permissions: permissionsOfRole(role) },
    ...{ language, address: "" },
    mustChangePassword: caller.startsWith("new-"),
  };
}

export function makeSampleApi(options: Partial<ApiOptions> = {}) {
  const reported: { error: unknown; requestId: string; method: string; path: string }[] = [];
  const api = makeApi({
    authenticate: callerOf,
    reportError: (error, request) => reported.push({ error, ...request }),
    version: "1.2.3",
    ...options,
  });
  const routes = makeRouter();
  const described = { tag: "devices" as const, summary: "A thing" };
  for (const allow of ALLOWS) {
    routes.get(`/for/${allow}`, route({ ...described, id: `for-${allow}`, allow }), (c) => c.json({ allow }));
  }
  routes.get(
    "/things",
    route({ ...described, id: "listThings", allow: "read", returns: pageOf(Thing) }),
    query(v.object(pageQuery)),
    (c) => c.json(c.req.valid("query")),
  );
  routes.post(
    "/things/:id",
    route({
      ...described,
      id: "makeThing",
      allow: "manage",
      returns: Thing,
      status: 201,
      bodyBytes: 160,
      errors: ["already_exists"],
    }),
    params(v.object({ id: v.pipe(v.string(), v.maxLength(3, "must have at most 3 characters")) })),
    body(
      v.strictObject({ name: v.string(), secret: v.optional(v.pipe(v.string(), v.picklist(["a", "b"]))) }),
    ),
    (c) => c.json({ ...c.req.valid("json"), by: actorOf(c).username }, 201),
  );
  routes.get("/broken", route({ ...described, id: "broken", allow: "anyone" }), () => {
    throw new Error("the reason, for the log only");
  });
  api.mount(routes);
  return { api, reported, app: api.app };
}

export function post(value: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json", "x-caller": "developer", ...headers },
    body: typeof value === "string" ? value : JSON.stringify(value),
  };
}
