import { expect, test } from "bun:test";
import { makeFederationStore } from "../../../src/accounts/federation/federation-store.ts";
import { ADMIN_PASSWORD, startAccounts } from "../signed-in.ts";

test("settings are one row a kind; an identity leads to its user, and goes with it", async () => {
  const { db } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const store = makeFederationStore(db);
  expect(store.read("ldap")).toBeUndefined();
  store.write("ldap", { a: 1 });
  store.write("ldap", { a: 2 });
  store.write("oidc", { b: 1 });
  expect([store.read("ldap"), store.read("oidc")]).toEqual([{ a: 2 }, { b: 1 }]);
  const identity = { kind: "oidc", issuer: "https://a", subject: "s" } as const;
  expect(store.userOf(identity)).toBeUndefined();
  store.addIdentity({ userId: 1, ...identity });
  expect(store.userOf(identity)).toBe(1);
  expect(store.userOf({ ...identity, issuer: "https://b" })).toBeUndefined();
  db.sqlite.run("DELETE FROM users WHERE id = 1");
  expect(store.userOf(identity)).toBeUndefined();
});
