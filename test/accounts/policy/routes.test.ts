import { expect, test } from "bun:test";
import { DEFAULT_POLICY } from "../../../src/accounts/policy/policy.ts";
import { ADMIN_PASSWORD, MACHINE, startAccounts } from "../signed-in.ts";

const DAY_MS = 86_400_000;

async function withAdmin() {
  const started = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const admin = started.makeCaller();
  await admin.signIn("admin", ADMIN_PASSWORD);
  return { ...started, admin };
}

test("everyone may read the rules, administrators set them", async () => {
  const { admin, callerWith, makeCaller } = await withAdmin();
  const viewer = await callerWith("viewer");
  expect((await viewer.call("GET", "/sign-in-policy")).json).toEqual({ ...DEFAULT_POLICY });
  expect((await makeCaller().call("GET", "/sign-in-policy")).status).toBe(401);
  const body = { lengthMin: 12, kindsMin: 3 };
  expect((await viewer.call("PUT", "/sign-in-policy", { body })).status).toBe(403);
  const changed = await admin.call("PUT", "/sign-in-policy", { body });
  expect([changed.status, changed.json]).toEqual([200, { ...DEFAULT_POLICY, ...body }]);
  const refused = await admin.call("PUT", "/sign-in-policy", { body: { lengthMin: 9 } });
  expect(refused.json).toMatchObject({ code: "invalid_request" });
  const user = { username: "li.wei", password: "a fine password", role: "viewer" };
  expect((await admin.call("POST", "/users", { body: user })).json).toMatchObject({
    ...{ code: "password_too_plain", status: 400 },
  });
});

test("one's own new password is neither the old one nor a former one", async () => {
  const { admin } = await withAdmin();
  const change = (current: string, next: string) =>
    admin.call("PUT", "/session/password", { body: { current, next } });
  expect((await change(ADMIN_PASSWORD, ADMIN_PASSWORD)).json).toMatchObject({ code: "password_reused" });
  expect((await change(ADMIN_PASSWORD, "another fine one")).status).toBe(204);
  expect((await change("another fine one", ADMIN_PASSWORD)).json).toMatchObject({ code: "password_reused" });
});

test("a password that is too old has to be replaced at the next sign-in", async () => {
  const { admin, clock } = await withAdmin();
  await admin.call("PUT", "/sign-in-policy", { body: { maxAgeDays: 30 } });
  clock.advance(30 * DAY_MS);
  expect((await admin.signIn("admin", ADMIN_PASSWORD)).json).toMatchObject({
    user: { mustChangePassword: true },
  });
  expect((await admin.call("GET", "/users")).json).toMatchObject({ code: "password_change_required" });
  const body = { current: ADMIN_PASSWORD, next: "another fine one" };
  expect((await admin.call("PUT", "/session/password", { body })).status).toBe(204);
  expect((await admin.call("GET", "/users")).status).toBe(200);
});

test("who could not give a role does not take its second factor away", async () => {
  const { callerWith, makeCaller, accounts } = await startAccounts({ adminPassword: "correct horse" });
  const admin = await callerWith("admin");
  const matrix = { users: ["admin"], devices: ["read"] };
  const role = { name: "keeper", matrix, scopes: [{ kind: "all" }] };
  const { roleId } = (await admin.call("POST", "/roles", { body: role })).json;
  const user = { username: "kim", password: "a fine password", role: roleId, mustChangePassword: false };
  await admin.call("POST", "/users", { body: user });
  accounts.policy.replace({ ...DEFAULT_POLICY, secondFactorRoles: ["operator", "gone"] }, MACHINE);
  const kim = makeCaller();
  await kim.signIn("kim", "a fine password");
  const codeOf = async (secondFactorRoles: string[]) =>
    (await kim.call("PUT", "/sign-in-policy", { body: { secondFactorRoles } })).json.code;
  expect([await codeOf([]), await codeOf(["operator", "viewer"])]).toEqual(["exceeds_own", undefined]);
});
