import { describe, expect, test } from "bun:test";
import type { FederatedPerson } from "../../../src/accounts/federation/contract.ts";
import { openFederation } from "../../../src/accounts/federation/federation.ts";
import type { LdapSettings } from "../../../src/accounts/federation/settings.ts";
import { makeAccountStore } from "../../../src/accounts/store.ts";
import { AppError } from "../../../src/spine/error.ts";
import { startWithFactor } from "../second-factor/signed-in-twice.ts";
import { ADMIN_PASSWORD, MACHINE, startAccounts } from "../signed-in.ts";
import { BASE_DN, hasSlapd, READER_DN, READER_PASSWORD, startSlapd } from "./slapd.ts";

const PERSON: FederatedPerson = { issuer: "", subject: "s1", username: "ann", groups: ["night shift"] };

async function start() {
  const { accounts, db, clock } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const seen: LdapSettings[] = [];
  const federations = openFederation({
    ...{ db, clock, store: makeAccountStore(db), roles: accounts.roles, onRole: () => {} },
    counts: accounts.signInCounts,
    trail: { record: (person, entry) => accounts.audit(person as never, entry), prune: () => {} },
    makers: {
      ldap(settings) {
        seen.push(settings);
        const test = async () => ({ server: "dc1" });
        const verify = async (name: string, password: string) =>
          name === "ann" && password === "right" ? PERSON : undefined;
        return { kind: "ldap", test, verify };
      },
      oidc: () => {
        throw new Error("not wanted here");
      },
    },
  });
  const current = () => {
    const { hasSecret: _, ...settings } = federations.settings("ldap");
    return settings;
  };
  return { accounts, federations, seen, current };
}
const ON = { isEnabled: true, url: "ldaps://dc1", baseDn: "dc=plant", bindPassword: "s3cret" };

test("off, no directory is asked and nothing is offered", async () => {
  const { federations, seen } = await start();
  expect(federations.offers()).toEqual({ ldap: false, oidc: null });
  expect(await federations.verify("ann", "right")).toBeUndefined();
  await expect(federations.begin("http://h/cb")).rejects.toMatchObject({ code: "federation_off" });
  await expect(federations.finish("x", new URL("http://h/cb"))).rejects.toMatchObject({
    code: "sign_in_expired",
  });
  expect(seen).toEqual([]);
});

test("a change is kept, holds at once and is in the trail without its secret", async () => {
  const { federations, accounts, current } = await start();
  const shown = federations.replace("ldap", { ...current(), ...ON, defaultRole: "viewer" }, MACHINE);
  expect(shown).toMatchObject({ isEnabled: true, hasSecret: true });
  expect(federations.offers().ldap).toBe(true);
  expect(await federations.verify("ann", "right")).toMatchObject({ username: "ann", role: "viewer" });
  expect(await federations.verify("ann", "wrong")).toBeUndefined();
  const [entry] = accounts.listAudit({ action: "user.directory", limit: 1 });
  expect(entry).toMatchObject({ target: "ldap", after: { bindPassword: "***" } });
});

test("a trial takes the kept secret, and keeps nothing itself", async () => {
  const { federations, seen, current } = await start();
  federations.replace("ldap", { ...current(), ...ON }, MACHINE);
  const { bindPassword: _, ...draft } = { ...ON, baseDn: "dc=other" };
  expect(await federations.test("ldap", { ...current(), ...draft })).toEqual({ server: "dc1" });
  expect(seen.at(-1)).toMatchObject({ baseDn: "dc=other", bindPassword: "s3cret" });
  expect(federations.settings("ldap").baseDn).toBe("dc=plant");
});

test("a role that is none is refused, and so is one that the caller could not give", async () => {
  const { federations, accounts, current } = await start();
  const replace = (role: string, actor = MACHINE) => {
    try {
      federations.replace("ldap", { ...current(), ...ON, roles: [{ group: "g", role }] }, actor);
      return "kept";
    } catch (error) {
      return (error as AppError).code;
    }
  };
  const weak = { ...MACHINE, permissions: accounts.roles.permissionsOf("viewer") };
  expect([replace("none"), replace("admin", weak), replace("admin")]).toEqual([
    ...["invalid_request", "exceeds_own", "kept"],
  ]);
});

describe.skipIf(!hasSlapd)("signing in by OpenLDAP", () => {
  test("strangers become users, local ones stay local, and a directory that is down shuts none of them out", async () => {
    const { makeCaller, accounts, admin, setUp, codeOf } = await startWithFactor();
    const directory = await startSlapd();
    const body = {
      ...{ isEnabled: true, url: directory.url, caPem: directory.caPem, baseDn: BASE_DN },
      ...{ bindDn: READER_DN, bindPassword: READER_PASSWORD, groupBaseDn: `ou=groups,${BASE_DN}` },
      roles: [{ group: "Gantry Admins", role: "admin" }],
    };
    expect((await admin.call("POST", "/directories/ldap/test", { body })).json).toMatchObject({
      people: "found",
    });
    expect((await admin.call("PUT", "/directories/ldap", { body })).status).toBe(200);
    const ann = makeCaller();
    expect((await ann.signIn("ann", "ann's password")).json).toMatchObject({
      user: { username: "ann", role: "admin", hasPassword: false },
    });
    expect((await ann.call("GET", "/users")).status).toBe(200);
    const bob = makeCaller();
    expect((await bob.signIn("bob", "bob's password")).json).toMatchObject({ code: "federation_no_role" });
    expect((await bob.signIn("bob", "wrong")).json).toMatchObject({ code: "bad_password" });
    // She sets up a second factor with the password that the directory keeps.
    const setup = (password: string) =>
      ann.call("POST", "/session/second-factor/setup", { body: { password } });
    expect((await setup("wrong")).json).toMatchObject({ code: "wrong_password" });
    expect((await setup("ann's password")).json).toHaveProperty("secret");
    expect(
      await accounts.logInApplication({
        ...{ username: "ann", password: Buffer.from("ann's password"), address: "" },
      }),
    ).toMatchObject({ ok: true, value: { kind: "user", name: "ann" } });
    const { secret } = await setUp(ann, "ann's password");
    const again = makeCaller();
    const first = (await again.signIn("ann", "ann's password")).json;
    expect(first).toMatchObject({ user: null, needs: "code" });
    const second = { challenge: first.challenge, code: codeOf(secret) };
    expect((await again.call("POST", "/session/code", { body: second })).status).toBe(200);
    expect((await again.call("GET", "/sessions")).json.items).toMatchObject([
      { via: "ldap", isCurrent: true },
      { via: "ldap", isCurrent: false },
    ]);
    // The last administrator with a password of this house stays one, whatever the directory says.
    expect((await ann.call("DELETE", "/users/1")).json).toMatchObject({ code: "last_admin" });
    await directory[Symbol.asyncDispose]();
    expect((await makeCaller().signIn("ann", "ann's password")).json).toMatchObject({
      code: "federation_failed",
    });
    expect((await makeCaller().signIn("admin", ADMIN_PASSWORD)).status).toBe(200);
  }, 60_000);
});

test("a directory that fails counts as no attempt", async () => {
  const { federations, current, accounts } = await start();
  federations.replace("ldap", { ...current(), ...ON }, MACHINE);
  const guard = () =>
    accounts.lockout.guard({ address: "a", usernameKey: "ann" }, async () => {
      throw new AppError("federation_failed", { what: "LDAP", reason: "down" });
    });
  for (let i = 0; i < 20; i++) await expect(guard()).rejects.toMatchObject({ code: "federation_failed" });
  expect(accounts.lockout.list()).toEqual([]);
});
