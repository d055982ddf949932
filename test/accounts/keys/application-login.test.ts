import { expect, test } from "bun:test";
import { openAccounts } from "../../../src/accounts/accounts.ts";
import { openDatabase } from "../../../src/db/db.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { MACHINE } from "../signed-in.ts";

async function open() {
  const clock = makeManualClock(1_000);
  const accounts = openAccounts({ db: openDatabase(":memory:"), clock, adminPassword: "correct horse" });
  await accounts.ready;
  const draft = {
    username: "Li.Wei",
    password: "battery staple",
    role: "operator",
    mustChangePassword: false,
  };
  const user = await accounts.people.create({ ...draft, role: "operator" }, MACHINE);
  const { key, secret } = accounts.keys.create({ name: "scada", description: "", expiresAt: null }, MACHINE);
  const logIn = (username: string | undefined, password: string | undefined, address = "10.0.0.1") =>
    accounts.logInApplication({
      username,
      password: password === undefined ? undefined : new TextEncoder().encode(password),
      address,
    });
  return { accounts, user, key, secret, logIn };
}

test("lets in users by their password and keys by their secret", async () => {
  const { logIn, key, secret } = await open();
  const asKey = { ok: true, value: { kind: "key", name: key.keyId } } as const;
  expect(await logIn("li.wei", "battery staple")).toEqual({
    ok: true,
    value: { kind: "user", name: "Li.Wei", role: "operator" },
  });
  expect(await logIn("scada", secret)).toEqual(asKey);
  expect(await logIn(key.keyId, secret)).toEqual(asKey);
});

test("says nothing of who is neither", async () => {
  const { logIn } = await open();
  expect([await logIn("press-1", "x"), await logIn(undefined, "x"), await logIn("scada", undefined)]).toEqual(
    [undefined, undefined, undefined],
  );
});

test("refuses, and locks out as the sign-in of the pages does", async () => {
  const { logIn, accounts, user } = await open();
  const codeOf = async (username: string, password: string) => {
    const outcome = await logIn(username, password);
    return outcome?.ok === false ? outcome.error.code : outcome;
  };
  expect(await codeOf("scada", "wrong")).toBe("key_secret_wrong");
  await accounts.people.update(user.id, { password: "another long one" }, MACHINE);
  expect(await codeOf("li.wei", "another long one")).toBe("password_change_required");
  for (let i = 0; i < 10; i++) expect(await codeOf("li.wei", "wrong")).toBe("bad_password");
  expect(await codeOf("li.wei", "another long one")).toBe("rate_limited");
  const page = accounts.signIn.signIn({
    username: "li.wei",
    password: "another long one",
    address: "10.0.0.1",
  });
  await expect(page).rejects.toMatchObject({ code: "rate_limited" });
});

test("tells when what is open under a user has to end", async () => {
  const { accounts, user } = await open();
  const told: string[] = [];
  accounts.onWithdrawn(({ kind, name }, why) => void told.push(`${kind} ${name} ${why.code}`));
  await accounts.people.update(user.id, { role: "operator" }, MACHINE);
  expect(told).toEqual([]);
  await accounts.people.update(user.id, { role: "viewer" }, MACHINE);
  await accounts.people.update(user.id, { isEnabled: false }, MACHINE);
  expect(accounts.roleOf("li.wei")).toBeUndefined();
  accounts.people.remove(user.id, MACHINE);
  expect(told).toEqual(Array.from({ length: 3 }, () => "user Li.Wei user_changed"));
});
