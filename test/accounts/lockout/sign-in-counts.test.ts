import { expect, test } from "bun:test";
import { makeSignInCounts } from "../../../src/accounts/lockout/sign-in-counts.ts";
import { ADMIN_PASSWORD, startAccounts } from "../signed-in.ts";

test("every outcome is there from the start, and counted", () => {
  const counts = makeSignInCounts();
  counts.note("oidc");
  counts.note("bad_password");
  counts.note("bad_password");
  expect(Object.fromEntries(counts.all())).toEqual({
    ...{ password: 0, ldap: 0, oidc: 1, bad_password: 2, second_factor_wrong: 0, directory: 0 },
  });
});

test("signing in is counted, and so is what keeps people out", async () => {
  const { accounts, makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  await makeCaller().signIn("admin", ADMIN_PASSWORD);
  await makeCaller().signIn("admin", "wrong");
  await makeCaller().signIn("nobody", "wrong");
  expect(Object.fromEntries(accounts.signInCounts.all())).toMatchObject({ password: 1, bad_password: 2 });
});
