// What an administrator says about each directory. Secrets go in and are never shown again.

import * as v from "valibot";
import { InvalidRequest } from "../../http/http.ts";
import type { FederationKind } from "./contract.ts";
import type { FederationStore } from "./federation-store.ts";

const LONG = 512;
const line = (fallback: string, what: string) =>
  v.optional(v.pipe(v.string(), v.trim(), v.maxLength(LONG), v.description(what)), fallback);
const secret = (what: string) =>
  v.optional(v.pipe(v.string(), v.maxLength(LONG), v.description(what)), undefined);
const addressOf = (protocols: readonly string[], fallback: string, what: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(LONG),
      v.check(
        (text) => text === "" || (URL.canParse(text) && protocols.includes(new URL(text).protocol)),
        `must begin with ${protocols.map((one) => `${one}//`).join(" or ")}`,
      ),
      v.description(what),
    ),
    fallback,
  );

const shared = {
  isEnabled: v.optional(v.pipe(v.boolean(), v.description("People may sign in by it")), false),
  caPem: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(64 * 1024),
      v.regex(/^$|-----BEGIN CERTIFICATE-----/, "must be a certificate in PEM"),
      v.description("Authority whose certificates are trusted, beside the well-known ones"),
    ),
    "",
  ),
  roles: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          group: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LONG)),
          role: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
        }),
      ),
      v.maxLength(100, "at most 100 groups"),
      v.description("The first one whose group the person is in gives the role"),
    ),
    [],
  ),
  defaultRole: v.optional(
    v.pipe(
      v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
      v.description("Of people in none of the groups; null: they stay out"),
    ),
    null,
  ),
};

export const LdapSchema = v.strictObject({
  ...shared,
  url: addressOf(["ldap:", "ldaps:"], "", "`ldaps://dc1.example.com` or `ldap://…`"),
  hasStartTls: v.optional(
    v.pipe(v.boolean(), v.description("With ldap://: encrypt before the first password is sent")),
    true,
  ),
  bindDn: line("", "Who looks people up; empty: nobody in particular"),
  bindPassword: secret("Left out: as before"),
  baseDn: line("", "Below it people are looked up"),
  userFilter: line(
    "(&(objectClass=person)(uid={username}))",
    "How a person is found by the name that was entered",
  ),
  usernameAttribute: line("uid", "What the user is called here"),
  groupAttribute: line("memberOf", "Where an entry says which groups it is in; empty: it does not"),
  groupBaseDn: line("", "Below it groups are looked up; empty: they are not"),
  groupFilter: line("(member={dn})", "How the groups of a person are found"),
});
export type LdapSettings = v.InferOutput<typeof LdapSchema>;

export const OidcSchema = v.strictObject({
  ...shared,
  label: line("Single sign-on", "What the button of the sign-in page says"),
  issuer: addressOf(["https:", "http:"], "", "`https://login.example.com/realms/plant`"),
  clientId: line("", "What the provider calls Gantry"),
  clientSecret: secret("Left out: as before"),
  scopes: line("openid profile", "What is asked for, with spaces between"),
  usernameClaim: line("preferred_username", "What the user is called here"),
  groupsClaim: line("groups", "Where the groups are; `realm_access.roles` reaches inside"),
});
export type OidcSettings = v.InferOutput<typeof OidcSchema>;

export interface SettingsOf {
  readonly ldap: LdapSettings;
  readonly oidc: OidcSettings;
}
const SCHEMAS = { ldap: LdapSchema, oidc: OidcSchema } as const;
/** The secret of each, and the address that it is meant for. */
export const SECRETS = {
  ldap: { secret: "bindPassword", address: "url" },
  oidc: { secret: "clientSecret", address: "issuer" },
} as const;
/** What has to be there before it can be switched on. */
const NEEDED: { readonly [K in FederationKind]: readonly (keyof SettingsOf[K])[] } = {
  ldap: ["url", "baseDn", "userFilter", "usernameAttribute"],
  oidc: ["issuer", "clientId", "scopes", "usernameClaim"],
};

export function readSettings<K extends FederationKind>(store: FederationStore, kind: K): SettingsOf[K] {
  const entries = SCHEMAS[kind].entries as v.ObjectEntries;
  const read = v.safeParse(v.object(entries), store.read(kind) ?? {});
  return (read.success ? read.output : v.parse(v.object(entries), {})) as SettingsOf[K];
}

/**
 * `next` with the secret of before where none was given. A secret is not sent to another address than the one that it
 * was entered for: who changes the address enters it again. Throws InvalidRequest.
 */
export function withSecret<K extends FederationKind>(
  kind: K,
  next: SettingsOf[K],
  before: SettingsOf[K],
): SettingsOf[K] {
  const { secret: name, address } = SECRETS[kind];
  const [given, known] = [next, before].map((one) => one as unknown as Readonly<Record<string, string>>);
  for (const field of NEEDED[kind]) {
    if (next.isEnabled && given?.[String(field)] === "") {
      throw new InvalidRequest([{ path: String(field), message: "is needed" }]);
    }
  }
  if (given?.[name] !== undefined || !known?.[name] || given?.[address] === "") return next;
  if (given?.[address] !== known[address]) {
    throw new InvalidRequest([{ path: name, message: "has to be entered again for another address" }]);
  }
  return { ...next, [name]: known[name] };
}

/** What may be shown: whether there is a secret, not which. */
export function shownSettings<K extends FederationKind>(kind: K, settings: SettingsOf[K]) {
  const { secret: name } = SECRETS[kind];
  const { [name]: hidden, ...shown } = settings as unknown as Record<string, unknown>;
  return { ...shown, hasSecret: hidden !== undefined && hidden !== "" } as Omit<
    SettingsOf[K],
    "bindPassword" | "clientSecret"
  > & { hasSecret: boolean };
}
