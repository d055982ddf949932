import { describe, expect, test } from "bun:test";
import { makeFederationStore } from "../../../src/accounts/federation/federation-store.ts";
import { makeIdentities, roleFor } from "../../../src/accounts/federation/identities.ts";
import { makeAccountStore } from "../../../src/accounts/store.ts";
import { ADMIN_PASSWORD, startAccounts } from "../signed-in.ts";

const RULES = {
  roles: [
    { group: "cn=Gantry Admins,ou=groups,dc=plant", role: "admin" },
    { group: "night shift", role: "operator" },
  ],
  defaultRole: null,
};
const ANN = { issuer: "https://a", subject: "s1", username: "ann", groups: ["Night Shift"] };

async function start() {
  const { accounts, db, clock } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const changed: string[] = [];
  const store = makeAccountStore(db);
  const identities = makeIdentities({
    ...{ db, store, clock, links: makeFederationStore(db), hasRole: (role) => role !== "gone" },
    trail: { record: (person, entry) => accounts.audit(person as never, entry), prune: () => {} },
    onRole: (username) => void changed.push(username),
  });
  const codeOf = (...args: Parameters<typeof identities.admit>) => {
    try {
      return identities.admit(...args).username;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  return { accounts, store, identities, changed, codeOf };
}

test("the first sign-in makes a user without a password; later ones find it, whatever it is called", async () => {
  const { accounts, identities } = await start();
  const user = identities.admit("oidc", ANN, RULES);
  expect(user).toMatchObject({
    username: "ann",
    role: "operator",
    passwordHash: "",
    mustChangePassword: false,
  });
  expect(identities.admit("oidc", { ...ANN, username: "ann.smith" }, RULES)).toEqual(user);
  expect(accounts.people.list(0, 10)).toHaveLength(2);
  expect(accounts.listAudit({ action: "user.create", limit: 1 })).toMatchObject([
    { actor: "ann", target: "ann", after: { username: "ann", role: "operator", via: "oidc" } },
  ]);
});

test("groups decide the role anew each time, and what is open under the name is told", async () => {
  const { accounts, identities, changed } = await start();
  identities.admit("oidc", ANN, RULES);
  const promoted = { ...ANN, groups: ["night shift", "CN=gantry admins, OU=groups,DC=plant"] };
  expect(identities.admit("oidc", promoted, RULES)).toMatchObject({ role: "admin" });
  expect(changed).toEqual(["ann"]);
  const [entry] = accounts.listAudit({ action: "user.update", limit: 1 });
  expect(entry).toMatchObject({ actor: "ann", before: { role: "operator" }, after: { role: "admin" } });
});

test("nobody takes over a user of this house, nor one that another directory stands behind", async () => {
  const { codeOf } = await start();
  expect(codeOf("oidc", { ...ANN, username: "Admin" }, RULES)).toBe("federation_name_taken");
  expect(codeOf("oidc", ANN, RULES)).toBe("ann");
  expect(codeOf("ldap", ANN, RULES)).toBe("federation_name_taken");
  expect(codeOf("oidc", { ...ANN, issuer: "https://b" }, RULES)).toBe("federation_name_taken");
});

test("who has no role stays out and is signed out; so does who is disabled, and a name that is none", async () => {
  const { accounts, store, codeOf, identities, changed } = await start();
  expect(codeOf("oidc", { ...ANN, groups: [] }, RULES)).toBe("federation_no_role");
  expect(codeOf("oidc", { ...ANN, groups: [] }, { ...RULES, defaultRole: "gone" })).toBe(
    "federation_no_role",
  );
  expect(codeOf("oidc", { ...ANN, username: "two words" }, RULES)).toBe("federation_bad_name");
  const { id } = identities.admit("oidc", ANN, RULES);
  accounts.signIn.openSession(id, { address: "" }, "oidc");
  expect(codeOf("oidc", { ...ANN, groups: [] }, RULES)).toBe("federation_no_role");
  expect(accounts.sessions.list({ id, username: "ann" }, new Request("http://h/"))).toEqual([]);
  expect(changed).toEqual(["ann"]);
  store.updateUser(id, { isEnabled: false });
  expect(codeOf("oidc", ANN, RULES)).toBe("bad_password");
  const refused = accounts.listAudit({ action: "session.refused", limit: 10 });
  expect(refused.map(({ target, after }) => [target, after])).toEqual([
    ["ann", { via: "oidc", code: "bad_password" }],
    ...Array(3).fill(["ann", { via: "oidc", code: "federation_no_role" }]),
  ]);
});

describe("roleFor", () => {
  test.each([
    [["cn=Gantry Admins,ou=groups,dc=plant"], "admin"],
    [["CN=GANTRY ADMINS, ou=Groups , dc=plant"], "admin"],
    [["cn=night shift,ou=x"], "operator"],
    [["cn=Gantry Admins,ou=elsewhere,dc=plant"], undefined],
    [["nights"], undefined],
    [[], undefined],
  ])("%p is %p", (groups, role) => {
    expect(roleFor(groups, RULES)).toBe(role as string);
  });

  test("the first rule that fits goes, then the default", () => {
    const groups = ["night shift", "cn=Gantry Admins,ou=groups,dc=plant"];
    expect(roleFor(groups, RULES)).toBe("admin");
    expect(roleFor([], { ...RULES, defaultRole: "viewer" })).toBe("viewer");
    expect(roleFor(["cn=a\\,b,ou=x"], { roles: [{ group: "a,b", role: "viewer" }], defaultRole: null })).toBe(
      "viewer",
    );
  });
});
