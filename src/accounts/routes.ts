// /session, /users and, in folders of their own, /audit, /api-keys and /session/preferences.

import * as v from "valibot";
import {
  type Actor,
  actorOf,
  body,
  decodeCursor,
  integerText,
  makePage,
  makeRouter,
  named,
  pageOf,
  pageQuery,
  params,
  query,
  type Router,
  route,
} from "../http/http.ts";
import { AppError } from "../spine/error.ts";
import type { Accounts } from "./accounts.ts";
import { auditRoutes } from "./audit/routes.ts";
import { oidcRoutes } from "./federation/oidc/routes.ts";
import { federationRoutes } from "./federation/routes.ts";
import { keysRoutes, type ProductOfDevice } from "./keys/routes.ts";
import { lockoutRoutes } from "./lockout/routes.ts";
import type { SignInPolicy } from "./policy/policy.ts";
import { policyRoutes } from "./policy/routes.ts";
import { preferencesRoutes } from "./preferences/routes.ts";
import { type RoleRoutesDeps, rolesRoutes } from "./roles/routes.ts";
import { factorRoutes } from "./second-factor/routes.ts";
import { entryRoutes, PASSWORD_ERRORS, Password, RoleSchema } from "./sessions/entry-routes.ts";
import { sessionsRoutes } from "./sessions/routes.ts";
import type { UserRow } from "./table.ts";

const Username = v.pipe(
  v.string(),
  v.regex(/^[\p{L}\p{N}_.@-]{1,64}$/u, "must be 1 to 64 letters, digits or _ . @ -"),
);
const User = named(
  "User",
  v.object({
    id: v.number(),
    username: v.string(),
    role: RoleSchema,
    roleName: v.pipe(v.string(), v.description("For people; of a built-in role its id")),
    isEnabled: v.boolean(),
    mustChangePassword: v.boolean(),
    hasSecondFactor: v.boolean(),
    hasPassword: v.pipe(v.boolean(), v.description("false: a directory vouches for the user")),
    createdAt: v.number(),
    lastLoginAt: v.nullable(v.number()),
  }),
);

const NewUser = named(
  "NewUser",
  v.pipe(
    v.strictObject({
      username: Username,
      password: Password,
      role: RoleSchema,
      mustChangePassword: v.optional(v.boolean(), true),
    }),
    v.examples([
      { username: "li.wei", password: "a long enough one", role: "operator", mustChangePassword: true },
    ]),
  ),
);
const UserChange = named(
  "UserChange",
  v.strictObject({
    role: v.optional(RoleSchema),
    isEnabled: v.optional(v.boolean()),
    password: v.optional(Password),
  }),
);
const UserId = v.object({ id: integerText(1, Number.MAX_SAFE_INTEGER) });

export interface AccountsRoutesDeps {
  readonly needs: RoleRoutesDeps["needs"];
  readonly productOf?: ProductOfDevice;
  /** The site's. */
  readonly timeZone: string;
}

/** The room's routes, to be mounted under the API. */
export function accountsRoutes(
  accounts: Accounts,
  { needs, productOf, timeZone }: AccountsRoutesDeps,
): Router {
  const api = makeRouter();
  api.route("/", entryRoutes(accounts));
  addUserRoutes(api, accounts);
  addOneUserRoute(api, accounts);
  api.route("/", auditRoutes({ ...accounts, timeZone }));
  api.route("/", keysRoutes(accounts.keys, productOf));
  api.route("/", preferencesRoutes(accounts.preferences));
  api.route("/", rolesRoutes({ roles: accounts.roles, needs }));
  api.route("/", sessionsRoutes(accounts));
  api.route("/", policyRoutes(policyDeps(accounts)));
  api.route("/", factorRoutes(accounts));
  api.route("/", lockoutRoutes(accounts));
  api.route("/", federationRoutes(accounts.federations));
  api.route("/", oidcRoutes(accounts));
  return api;
}

const USERS = { tag: "users", allow: "admin" } as const;

function addUserRoutes(api: Router, accounts: Accounts): void {
  const { people, secondFactor } = accounts;
  const viewOf = (user: UserRow) => userOf(accounts, user);
  api.get(
    "/users",
    route({ ...USERS, id: "listUsers", summary: "Users", returns: pageOf(User) }),
    query(v.object(pageQuery)),
    (c) => {
      const { limit, cursor } = c.req.valid("query");
      const [afterId] = decodeCursor(cursor, v.tuple([v.number()])) ?? [0];
      const withFactor = secondFactor.usersWith();
      const page = makePage(people.list(afterId, limit + 1), limit, (last) => [last.id]);
      return c.json({
        ...page,
        items: page.items.map((user) => userOf(accounts, user, withFactor.has(user.id))),
      });
    },
  );
  api.post(
    "/users",
    route({
      ...USERS,
      id: "createUser",
      isSecret: true,
      summary: "Add a user",
      status: 201,
      returns: User,
      errors: ["already_exists", "rate_limited", ...PASSWORD_ERRORS],
    }),
    body(NewUser),
    async (c) => c.json(viewOf(await people.create(c.req.valid("json"), actorOf(c))), 201),
  );
  api.patch(
    "/users/:id",
    route({
      ...USERS,
      id: "updateUser",
      summary: "Change a user's role, state or password",
      description: "Disabling a user or setting a password ends the user's sessions at once.",
      returns: User,
      errors: ["not_found", "last_admin", "rate_limited", "federation_no_password", ...PASSWORD_ERRORS],
    }),
    params(UserId),
    body(UserChange),
    async (c) => {
      const changed = await people.update(c.req.valid("param").id, c.req.valid("json"), actorOf(c));
      return c.json(viewOf(changed));
    },
  );
  api.delete(
    "/users/:id",
    route({
      ...USERS,
      id: "deleteUser",
      summary: "Remove a user",
      status: 204,
      errors: ["not_found", "last_admin"],
    }),
    params(UserId),
    (c) => {
      people.remove(c.req.valid("param").id, actorOf(c));
      return c.body(null, 204);
    },
  );
}

function addOneUserRoute(api: Router, accounts: Accounts): void {
  api.get(
    "/users/:id",
    route({
      ...{ ...USERS, id: "getUser", summary: "One user", returns: User },
      etag: { except: ["lastLoginAt", "roleName"] },
      errors: ["not_found"],
    }),
    params(UserId),
    (c) => c.json(userOf(accounts, accounts.people.get(c.req.valid("param").id))),
  );
}

/**
 * Who asks roles for a second factor has one, or would shut himself out; and who could not give a role does not weaken
 * its sign-in either.
 */
function policyDeps({ policy, secondFactor, people, roles }: Accounts) {
  return {
    policy,
    check({ secondFactorRoles }: SignInPolicy, actor: Actor) {
      const spared = policy.get().secondFactorRoles.filter((role) => !secondFactorRoles.includes(role));
      for (const role of spared) if (roles.has(role)) roles.requireGrantable(role, actor);
      if (actor.kind !== "person" || !secondFactorRoles.includes(people.get(actor.userId).role)) return;
      if (!secondFactor.isOn(actor.userId)) throw new AppError("second_factor_own_first");
    },
    onChange: () => secondFactor.enforce(),
  };
}

function userOf(
  { roles, secondFactor }: Accounts,
  user: UserRow,
  hasSecondFactor = secondFactor.isOn(user.id),
) {
  const { id, username, role, isEnabled, mustChangePassword, passwordHash, createdAt, lastLoginAt } = user;
  const security = { mustChangePassword, hasSecondFactor, hasPassword: passwordHash !== "" };
  const { name: roleName } = roles.get(role);
  return { id, username, role, roleName, isEnabled, ...security, createdAt, lastLoginAt };
}
