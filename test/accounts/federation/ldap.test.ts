import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import * as v from "valibot";
import { escapeValue, makeLdap } from "../../../src/accounts/federation/ldap.ts";
import { LdapSchema, type LdapSettings } from "../../../src/accounts/federation/settings.ts";
import { BASE_DN, type Directory, hasSlapd, READER_DN, READER_PASSWORD, startSlapd } from "./slapd.ts";

test("what was typed cannot become a part of the filter (RFC 4515 §4)", () => {
  expect(escapeValue("Parens R Us (for all your parenthetical needs)")).toBe(
    "Parens R Us \\28for all your parenthetical needs\\29",
  );
  expect(escapeValue("*)(uid=*)\\\0")).toBe("\\2a\\29\\28uid=\\2a\\29\\5c\\00");
});

test("a directory that is not there is told, and nobody is let in", async () => {
  const ldap = makeLdap({ ...v.parse(LdapSchema, {}), url: "ldap://127.0.0.1:1", baseDn: BASE_DN });
  const failed = { code: "federation_failed", params: { what: "LDAP" } };
  await expect(ldap.test()).rejects.toMatchObject(failed);
  await expect(ldap.verify("ann", "x")).rejects.toMatchObject(failed);
});

describe.skipIf(!hasSlapd)("against OpenLDAP", () => {
  let directory: Directory;
  beforeAll(async () => {
    directory = await startSlapd();
  }, 60_000);
  afterAll(() => directory[Symbol.asyncDispose]());

  const settingsOf = (change: Partial<LdapSettings> = {}): LdapSettings => ({
    ...v.parse(LdapSchema, {}),
    ...{ isEnabled: true, url: directory.url, caPem: directory.caPem, baseDn: BASE_DN },
    ...{ bindDn: READER_DN, bindPassword: READER_PASSWORD, groupBaseDn: `ou=groups,${BASE_DN}` },
    ...change,
  });
  const verify = (username: string, password: string, change?: Partial<LdapSettings>) =>
    makeLdap(settingsOf(change)).verify(username, password);

  test("name and password are held against the entry; its groups come along", async () => {
    const id = expect.stringMatching(/^[0-9a-f-]{36}$/);
    const ann = {
      issuer: "",
      subject: id,
      username: "ann",
      groups: [`cn=Gantry Admins,ou=groups,${BASE_DN}`],
    };
    expect(await verify("ann", "ann's password")).toEqual(ann);
    // The directory compares names without case; what it calls the person counts.
    expect(await verify("ANN", "ann's password")).toEqual(ann);
    expect(await verify("bob", "bob's password")).toMatchObject({ username: "bob", groups: [] });
  });

  test.each([
    ["ann", "bob's password"],
    ["ann", ""],
    ["", "ann's password"],
    ["nobody", "ann's password"],
    ["*", "ann's password"],
    ["ann)(uid=bob", "bob's password"],
  ])("%p with %p is nobody", async (username, password) => {
    expect(await verify(username, password)).toBeUndefined();
  });

  test("of two people whom a filter finds neither is meant", async () => {
    const userFilter = "(&(objectClass=person)(sn={username}))";
    expect(await verify("Smith", "ann's password", { userFilter })).toBeUndefined();
  });

  test("over TLS from the start, with an authority of one's own, and not without it", async () => {
    const change = { url: directory.tlsUrl };
    expect(await verify("ann", "ann's password", change)).toMatchObject({ username: "ann" });
    await expect(verify("ann", "ann's password", { ...change, caPem: "" })).rejects.toMatchObject({
      code: "federation_failed",
    });
    await expect(verify("ann", "ann's password", { caPem: "" })).rejects.toMatchObject({
      code: "federation_failed",
    });
    expect(await verify("ann", "ann's password", { caPem: "", hasStartTls: false })).toMatchObject({
      username: "ann",
    });
  });

  test("a certificate for another name is refused, whichever way TLS begins", async () => {
    await using other = await startSlapd(["ldap.elsewhere.example"]);
    const change = { caPem: other.caPem };
    for (const url of [other.url, other.tlsUrl]) {
      await expect(verify("ann", "ann's password", { ...change, url })).rejects.toMatchObject({
        code: "federation_failed",
      });
    }
  }, 60_000);

  test("a trial says whether people are found; a wrong reader is told without its password", async () => {
    const server = new URL(directory.url).host;
    expect(await makeLdap(settingsOf()).test()).toEqual({ server, people: "found" });
    const groups = { baseDn: `ou=groups,${BASE_DN}` };
    expect(await makeLdap(settingsOf(groups)).test()).toEqual({ server, people: "none" });
    const wrong = makeLdap(settingsOf({ bindPassword: "not the reader's" }));
    const error = await wrong.test().catch((cause) => cause);
    expect(error).toMatchObject({ code: "federation_failed" });
    expect(JSON.stringify(error.params)).not.toContain("not the reader's");
  });
});
