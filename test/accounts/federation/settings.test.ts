import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import {
  LdapSchema,
  OidcSchema,
  readSettings,
  shownSettings,
  withSecret,
} from "../../../src/accounts/federation/settings.ts";

const LDAP = v.parse(LdapSchema, {
  ...{ url: "ldaps://dc1.plant.example", baseDn: "dc=plant", bindDn: "cn=reader", bindPassword: "s3cret" },
});
const storeOf = (body: unknown) => ({
  ...{ read: () => body, write: () => {}, userOf: () => undefined, addIdentity: () => {} },
});

test("all is off and empty at first; what another version kept is filled up", () => {
  expect(readSettings(storeOf(undefined), "ldap")).toEqual(v.parse(LdapSchema, {}));
  expect(readSettings(storeOf(undefined), "oidc")).toMatchObject({ isEnabled: false, issuer: "" });
  expect(readSettings(storeOf({ issuer: "https://a", fromTheFuture: 1 }), "oidc")).toEqual({
    ...v.parse(OidcSchema, {}),
    issuer: "https://a",
  });
  expect(readSettings(storeOf({ issuer: 7 }), "oidc")).toEqual(v.parse(OidcSchema, {}));
});

test("the secret is never shown, only whether there is one", () => {
  const shown = shownSettings("ldap", LDAP);
  expect(shown).toMatchObject({ hasSecret: true, bindDn: "cn=reader" });
  expect(JSON.stringify(shown)).not.toContain("s3cret");
  expect(shownSettings("oidc", v.parse(OidcSchema, {})).hasSecret).toBe(false);
});

describe("a secret that is left out", () => {
  const { bindPassword: _, ...without } = LDAP;
  test("stays, for the address that it was entered for", () => {
    expect(withSecret("ldap", { ...without, baseDn: "dc=other" }, LDAP)).toEqual({
      ...LDAP,
      baseDn: "dc=other",
    });
    expect(withSecret("ldap", { ...without, bindPassword: "" }, LDAP)).toMatchObject({ bindPassword: "" });
    expect(withSecret("ldap", { ...without, bindPassword: "new" }, LDAP)).toMatchObject({
      bindPassword: "new",
    });
  });

  test("is not sent to another address", () => {
    const elsewhere = { ...without, url: "ldaps://attacker.example" };
    expect(() => withSecret("ldap", elsewhere, LDAP)).toThrow(
      expect.objectContaining({
        problems: [{ path: "bindPassword", message: "has to be entered again for another address" }],
      }),
    );
  });
});

test("switched on, what is needed has to be there", () => {
  const empty = v.parse(OidcSchema, { isEnabled: true, issuer: "https://a" });
  expect(() => withSecret("oidc", empty, v.parse(OidcSchema, {}))).toThrow(
    expect.objectContaining({ problems: [{ path: "clientId", message: "is needed" }] }),
  );
});

test.each([
  { url: "http://a" },
  { url: "dc1" },
  { caPem: "no certificate" },
  { roles: [{ group: "", role: "admin" }] },
  { unknown: 1 },
])("%p is refused", (body) => {
  expect(v.safeParse(LdapSchema, body).success).toBe(false);
});
