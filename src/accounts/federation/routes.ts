// /directories: LDAP and OpenID Connect as an administrator sets them up; /sign-in-methods: what the sign-in page offers.

import * as v from "valibot";
import { actorOf, body, makeRouter, named, type Router, route } from "../../http/http.ts";
import type { FederationKind } from "./contract.ts";
import type { Federations } from "./federation.ts";
import { LdapSchema, OidcSchema } from "./settings.ts";

const HasSecret = { hasSecret: v.pipe(v.boolean(), v.description("The secret itself is never shown")) };
const { bindPassword: _, ...ldapShown } = LdapSchema.entries;
const { clientSecret: __, ...oidcShown } = OidcSchema.entries;
const JSONS = {
  ldap: {
    body: named("LdapSettings", LdapSchema),
    shown: named("LdapDirectory", v.object({ ...ldapShown, ...HasSecret })),
  },
  oidc: {
    body: named("OidcSettings", OidcSchema),
    shown: named("OidcDirectory", v.object({ ...oidcShown, ...HasSecret })),
  },
} as const;
const WORDS = {
  ldap: { name: "Ldap", what: "LDAP" },
  oidc: { name: "Oidc", what: "OpenID Connect" },
} as const;
const Report = named("DirectoryReport", v.record(v.string(), v.union([v.string(), v.number()])));
const Offers = named(
  "SignInMethods",
  v.object({
    ldap: v.pipe(v.boolean(), v.description("Name and password may be those of the directory")),
    oidc: v.pipe(
      v.nullable(v.object({ label: v.string() })),
      v.description("Where `GET /session/oidc` leads; null: it is off"),
    ),
  }),
);
const USERS = { tag: "users", allow: "admin" } as const;

/** Routes of directories, to be mounted under the API. */
export function federationRoutes(federations: Federations): Router {
  const api = makeRouter();
  api.get(
    "/sign-in-methods",
    route({
      ...{ tag: "session", id: "listSignInMethods", summary: "How one may sign in" },
      description: "A local user always may by name and password.",
      ...{ allow: "anyone", returns: Offers },
    }),
    (c) => c.json(federations.offers()),
  );
  addDirectory(api, federations, "ldap");
  addDirectory(api, federations, "oidc");
  return api;
}

function addDirectory(api: Router, federations: Federations, kind: FederationKind): void {
  const { name, what } = WORDS[kind];
  const json = JSONS[kind];
  api.get(
    `/directories/${kind}`,
    route({
      ...USERS,
      id: `get${name}Directory`,
      summary: `How people sign in by ${what}`,
      returns: json.shown,
      etag: { except: [] },
    }),
    (c) => c.json(federations.settings(kind)),
  );
  api.put(
    `/directories/${kind}`,
    route({
      ...{ ...USERS, id: `replace${name}Directory`, summary: `Set up signing in by ${what}` },
      description: "A secret that is left out stays as it is, but is asked for again with another address.",
      ...{ returns: json.shown, errors: ["exceeds_own"] },
    }),
    body(json.body),
    (c) => c.json(federations.replace(kind, c.req.valid("json"), actorOf(c))),
  );
  api.post(
    `/directories/${kind}/test`,
    route({
      ...{ ...USERS, id: `test${name}Directory`, summary: `Try settings of ${what} without keeping them` },
      ...{ returns: Report, errors: ["federation_failed"] },
    }),
    body(json.body),
    async (c) => c.json(await federations.test(kind, c.req.valid("json"))),
  );
}
