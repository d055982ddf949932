// /sign-in-bans: people who are shut out after failed sign-ins, and letting them in again.

import * as v from "valibot";
import { type Audit, actorOf, makeRouter, named, params, type Router, route } from "../../http/http.ts";
import { AppError } from "../../spine/error.ts";
import type { Lockout } from "./lockout.ts";

export interface LockoutRoutesDeps {
  readonly lockout: Pick<Lockout, "list" | "clear">;
  readonly audit: Audit;
}

const SignInBanJson = named(
  "SignInBan",
  v.object({
    id: v.string(),
    kind: v.pipe(
      v.picklist(["name", "address", "code"]),
      v.description(
        "`name`: one name at one address; `address`: every name there; `code`: a second step, anywhere",
      ),
    ),
    address: v.string(),
    username: v.pipe(
      v.nullable(v.string()),
      v.description(
        "Null for `address`, and when there is no such user: it may be a password in the wrong field",
      ),
    ),
    failures: v.number(),
    since: v.pipe(v.number(), v.description("UTC ms")),
    until: v.pipe(v.number(), v.description("UTC ms")),
  }),
);
const USERS = { tag: "users", allow: "admin" } as const;

/** Routes of bans of people, to be mounted under the API. */
export function lockoutRoutes({ lockout, audit }: LockoutRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/sign-in-bans",
    route({
      ...USERS,
      ...{ id: "listSignInBans", summary: "People shut out after failed sign-ins" },
      description: "In memory: a restart lifts every ban. Who is signed in already stays so.",
      returns: v.object({ items: v.array(SignInBanJson) }),
    }),
    (c) => c.json({ items: lockout.list() }),
  );
  api.delete(
    "/sign-in-bans/:id",
    route({
      ...USERS,
      ...{ id: "clearSignInBan", summary: "Let somebody try again before the time", status: 204 },
      errors: ["not_found"],
    }),
    params(v.object({ id: v.pipe(v.string(), v.maxLength(32)) })),
    (c) => {
      const { id } = c.req.valid("param");
      const ban = lockout.clear(id);
      if (ban === undefined) throw new AppError("not_found", { what: `Ban ${id}` });
      const { kind, address, username, failures } = ban;
      const target = username ?? address;
      audit(actorOf(c), { action: "user.unban", target, before: { kind, address, username, failures } });
      return c.body(null, 204);
    },
  );
  return api;
}
