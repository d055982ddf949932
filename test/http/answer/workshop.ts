// An API with one thing that can be read, changed and made more of: for tests of what every route does alike.

import * as v from "valibot";
import {
  type Actor,
  type Answers,
  body,
  makeApi,
  makeRouter,
  pageOf,
  permissionsOfRole,
  route,
} from "../../../src/http/http.ts";
import { AppError } from "../../../src/spine/error.ts";

const Thing = v.object({ name: v.string(), size: v.number(), seenAt: v.number() });
const OTHER = v.variant("kind", [
  v.object({ kind: v.literal("a"), left: v.string() }),
  v.object({ kind: v.literal("b"), right: v.string() }),
]);

/** `x-user: 2` asks as another person. */
function callerOf(request: Request): Actor {
  return {
    ...{ kind: "person", username: "ann", role: "admin", language: "en", address: "" },
    ...{ permissions: permissionsOfRole("admin"), mustChangePassword: false },
    userId: Number(request.headers.get("x-user") ?? 1),
  };
}

export function openWorkshop(answers?: Answers) {
  const thing = { name: "press", size: 3, seenAt: 0 };
  let made = 0;
  const api = makeApi({
    authenticate: callerOf,
    reportError: () => {},
    version: "1",
    ...(answers && { answers }),
  });
  const routes = makeRouter();
  const spec = { tag: "devices", summary: "s" } as const;
  const asViewer = { ...spec, allow: "read" } as const;
  const asAdmin = { ...spec, allow: "admin" } as const;
  routes.get(
    "/thing",
    route({ ...asViewer, id: "getThing", returns: Thing, etag: { except: ["seenAt"] } }),
    (c) => c.json({ ...thing, seenAt: ++thing.seenAt }),
  );
  routes.get("/whole", route({ ...asViewer, id: "getWhole", returns: Thing, etag: { except: [] } }), (c) =>
    c.json(thing),
  );
  routes.get("/untagged", route({ ...asViewer, id: "getUntagged", returns: Thing }), (c) => c.json(thing));
  routes.get("/things", route({ ...asViewer, id: "listThings", returns: pageOf(Thing) }), (c) =>
    c.json({ items: [thing, { ...thing, name: "oven" }], nextCursor: null }),
  );
  routes.get("/other", route({ ...asViewer, id: "getOther", returns: OTHER }), (c) =>
    c.json({ kind: "b", right: "r" }),
  );
  for (const path of ["/thing", "/untagged", "/gone"])
    routes.put(path, route({ ...asAdmin, id: `put ${path}`, status: 204 }), body(v.partial(Thing)), (c) => {
      Object.assign(thing, c.req.valid("json"));
      return c.body(null, 204);
    });
  routes.post(
    "/things",
    route({ ...asAdmin, id: "makeThing", returns: v.object({ made: v.number() }), status: 201 }),
    body(v.object({ name: v.string() })),
    async (c) => {
      await Promise.resolve();
      if (c.req.valid("json").name === "bad") throw new AppError("already_exists", { what: "bad" });
      made++;
      return c.json({ made }, 201);
    },
  );
  routes.post(
    "/secrets",
    route({
      ...asAdmin,
      id: "makeSecret",
      returns: v.object({ secret: v.string() }),
      status: 201,
      isSecret: true,
    }),
    body(v.object({ name: v.string() })),
    (c) => c.json({ secret: `${c.req.valid("json").name} ${++made}` }, 201),
  );
  api.mount(routes);
  const send = (method: string, path: string, options: { headers?: object; json?: unknown } = {}) =>
    Promise.resolve(
      api.app.request(`/openapi/v1${path}`, {
        method,
        headers: { "content-type": "application/json", ...options.headers },
        ...(options.json === undefined ? {} : { body: JSON.stringify(options.json) }),
      }),
    );
  return { send, thing, made: () => made };
}
