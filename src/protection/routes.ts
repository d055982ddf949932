import * as v from "valibot";
import { type Audit, actorOf, makeRouter, named, params, type Router, route } from "../http/http.ts";
import { AppError } from "../spine/error.ts";
import type { Ban, Protection } from "./protection.ts";

export interface ProtectionRoutesDeps {
  readonly protection: Pick<Protection, "bans" | "clear">;
  readonly audit: Audit;
}

const BanJson = named(
  "Ban",
  v.object({
    id: v.string(),
    kind: v.pipe(
      v.picklist(["login", "address"]),
      v.description("`login`: one name at one address; `address`: everyone there"),
    ),
    address: v.string(),
    name: v.pipe(v.nullable(v.string()), v.description("Of `login`: by what the peer called itself")),
    failures: v.number(),
    code: v.pipe(v.string(), v.description("Why the last login failed")),
    since: v.pipe(v.number(), v.description("UTC ms")),
    until: v.pipe(v.number(), v.description("UTC ms")),
  }),
);

/** `/bans`: who is shut out after failed logins, and letting them in again. */
export function protectionRoutes({ protection, audit }: ProtectionRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/bans",
    route({
      id: "listBans",
      tag: "access",
      summary: "Bans in force after failed logins",
      description: "Devices that are connected stay so; this machine itself is never banned.",
      allow: "read",
      returns: v.object({ items: v.array(BanJson) }),
    }),
    (c) => c.json({ items: protection.bans().map(toJson) }),
  );
  api.delete(
    "/bans/:id",
    route({
      id: "clearBan",
      tag: "access",
      summary: "End a ban early",
      allow: "admin",
      status: 204,
      errors: ["not_found"],
    }),
    params(v.object({ id: v.string() })),
    (c) => {
      const { id } = c.req.valid("param");
      const ban = protection.clear(id);
      if (ban === undefined) throw new AppError("not_found", { what: `ban ${id}` });
      const target = ban.name === undefined ? ban.address : `${ban.name}@${ban.address}`;
      audit(actorOf(c), { action: "ban.clear", target, before: toJson(ban) });
      return c.body(null, 204);
    },
  );
  return api;
}

function toJson({ name, ...ban }: Ban) {
  return { ...ban, name: name ?? null };
}
