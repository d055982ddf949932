// /roles.

import * as v from "valibot";
import { actorOf, body, makeRouter, named, params, type Router, route } from "../../http/http.ts";
import { ACTIONS, AREAS, type Need } from "../../spine/permission.ts";
import { DataScopeSchema, MatrixSchema, scopesOf } from "./permission-schema.ts";
import type { RoleEntry, Roles } from "./roles.ts";

const Name = v.pipe(
  v.string(),
  v.regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,63}$/u, "must be 1 to 64 letters, digits, spaces or _ . -"),
);
const Description = v.pipe(v.string(), v.maxLength(500));
const RoleJson = named(
  "Role",
  v.object({
    roleId: v.pipe(v.string(), v.description("What a user's `role` is")),
    name: v.string(),
    description: v.string(),
    matrix: MatrixSchema,
    scopes: v.array(DataScopeSchema),
    isBuiltIn: v.pipe(v.boolean(), v.description("It cannot be changed")),
    users: v.pipe(v.number(), v.description("How many have it")),
  }),
);
const NewRole = named(
  "NewRole",
  v.pipe(
    v.strictObject({
      name: Name,
      description: v.optional(Description, ""),
      matrix: MatrixSchema,
      scopes: scopesOf(DataScopeSchema),
    }),
    v.examples([
      {
        name: "Line 1 operators",
        description: "May look and command, on line 1 only",
        matrix: { devices: ["read", "command"], telemetry: ["read"], live: ["read"] },
        scopes: [{ kind: "group", groupId: 3 }],
      },
    ]),
  ),
);
const RoleChange = named(
  "RoleChange",
  v.strictObject({
    name: v.optional(Name),
    description: v.optional(Description),
    matrix: v.optional(MatrixSchema),
    scopes: v.optional(scopesOf(DataScopeSchema)),
  }),
);
const AreaJson = v.object({ area: v.picklist(AREAS), actions: v.array(v.picklist(ACTIONS)) });
const ById = v.object({ roleId: v.pipe(v.string(), v.maxLength(64)) });
const GRANT_ERRORS = ["already_exists", "exceeds_own"] as const;

const tag = "roles";

export interface RoleRoutesDeps {
  readonly roles: Roles;
  /** What the routes of the API ask for: the actions that mean something in each area. */
  readonly needs: () => readonly Need[];
}

/** Routes of roles, to be mounted under the API. */
export function rolesRoutes({ roles, needs }: RoleRoutesDeps): Router {
  const api = makeRouter();
  const jsonOf = (role: RoleEntry) => ({
    ...role,
    scopes: [...role.scopes] as v.InferOutput<typeof DataScopeSchema>[],
    users: roles.countUsers().get(role.roleId) ?? 0,
  });
  api.get(
    "/roles",
    route({
      ...{ id: "listRoles", tag, allow: "read" },
      summary: "Roles, the built-in ones first",
      returns: v.object({
        items: v.array(RoleJson),
        areas: v.pipe(v.array(AreaJson), v.description("The actions that routes of each area ask for")),
      }),
    }),
    (c) => c.json({ items: roles.list().map(jsonOf), areas: areasOf(needs()) }),
  );
  api.post(
    "/roles",
    route({
      ...{ id: "createRole", tag, allow: "admin" },
      summary: "Make a role",
      description: "Nobody can give what is not allowed to himself.",
      ...{ status: 201, returns: RoleJson, errors: ["too_many_roles", ...GRANT_ERRORS] },
    }),
    body(NewRole),
    (c) => c.json(jsonOf(roles.create(c.req.valid("json"), actorOf(c))), 201),
  );
  api.get(
    "/roles/:roleId",
    route({
      ...{ id: "getRole", tag, allow: "read", summary: "One role", returns: RoleJson },
      etag: { except: ["users"] },
      errors: ["not_found"],
    }),
    params(ById),
    (c) => c.json(jsonOf(roles.get(c.req.valid("param").roleId))),
  );
  api.patch(
    "/roles/:roleId",
    route({
      ...{ id: "updateRole", tag, allow: "admin" },
      summary: "Change a role",
      description:
        "It holds at once, for open pages and streams too. Built-in roles cannot be changed; `matrix` and `scopes` are replaced as a whole.",
      ...{ returns: RoleJson, errors: ["not_found", "role_built_in", ...GRANT_ERRORS] },
    }),
    params(ById),
    body(RoleChange),
    (c) => c.json(jsonOf(roles.update(c.req.valid("param").roleId, c.req.valid("json"), actorOf(c)))),
  );
  api.delete(
    "/roles/:roleId",
    route({
      ...{ id: "deleteRole", tag, allow: "admin" },
      summary: "Remove a role that no user has",
      ...{ status: 204, errors: ["not_found", "role_built_in", "in_use", "exceeds_own"] },
    }),
    params(ById),
    (c) => {
      roles.remove(c.req.valid("param").roleId, actorOf(c));
      return c.body(null, 204);
    },
  );
  return api;
}

function areasOf(needs: readonly Need[]): v.InferOutput<typeof AreaJson>[] {
  const used = AREAS.map((area) => ({
    area,
    actions: ACTIONS.filter((action) => needs.some((need) => need.area === area && need.action === action)),
  }));
  return used.filter(({ actions }) => actions.length > 0);
}
