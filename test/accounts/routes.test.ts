import { describe, expect, test } from "bun:test";
import { makeDocument, operationsOf } from "../../src/http/docs/document.ts";
import { brokenRefs } from "../http/docs/broken-refs.ts";
import { ADMIN_PASSWORD, MACHINE, startAccounts } from "./signed-in.ts";

const NEW_USER = { username: "li.wei", password: "a fine password", role: "operator" };

async function withAdmin() {
  const started = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const admin = started.makeCaller();
  await admin.signIn("admin", ADMIN_PASSWORD);
  return { ...started, admin };
}

describe("every route by role", () => {
  /* biome-ignore format: a table */
  const ROUTES = [
    ["GET", "/session", undefined, { none: 401, viewer: 200, operator: 200, developer: 200, admin: 200 }],
    ["PATCH", "/session", { language: "en" }, { none: 401, viewer: 200, operator: 200, developer: 200, admin: 200 }],
    ["PUT", "/session/password", { current: "x", next: "y" }, { none: 401, viewer: 403, operator: 403, developer: 403, admin: 403 }],
    ["GET", "/users", undefined, { none: 401, viewer: 403, operator: 403, developer: 403, admin: 200 }],
    ["POST", "/users", {}, { none: 401, viewer: 403, operator: 403, developer: 403, admin: 400 }],
    ["PATCH", "/users/99", {}, { none: 401, viewer: 403, operator: 403, developer: 403, admin: 404 }],
    ["DELETE", "/users/99", undefined, { none: 401, viewer: 403, operator: 403, developer: 403, admin: 404 }],
    ["GET", "/audit", undefined, { none: 401, viewer: 403, operator: 403, developer: 403, admin: 200 }],
    ["DELETE", "/session", undefined, { none: 204, viewer: 204, operator: 204, developer: 204, admin: 204 }],
  ] as const;

  test("is let in or refused as the table says", async () => {
    const { makeCaller, callerWith, ROLES, reported } = await startAccounts({
      adminPassword: ADMIN_PASSWORD,
    });
    const callers = [["none", makeCaller()] as const];
    const seen: Record<string, Record<string, number>> = {};
    const signedIn = await Promise.all(ROLES.map(async (role) => [role, await callerWith(role)] as const));
    for (const [method, path, body] of ROUTES) {
      const row: Record<string, number> = {};
      for (const [role, caller] of [...callers, ...signedIn]) {
        row[role] = (await caller.call(method, path, body === undefined ? {} : { body })).status;
      }
      seen[`${method} ${path}`] = row;
    }
    expect(seen).toEqual(
      Object.fromEntries(ROUTES.map(([method, path, , row]) => [`${method} ${path}`, row])),
    );
    expect(reported).toEqual([]);
  });
});

describe("/session", () => {
  test("a chosen language stays and answers in it", async () => {
    const { admin, makeCaller } = await withAdmin();
    const answer = await admin.call("PATCH", "/session", { body: { language: "zh-CN" } });
    expect(answer.json).toMatchObject({ user: { language: "zh-CN" } });
    const other = makeCaller();
    await other.signIn("admin", ADMIN_PASSWORD);
    const headers = { "accept-language": "en" };
    expect((await other.call("GET", "/users/99", { headers })).status).toBe(404);
    const refused = await other.call("PATCH", "/users/99", { headers, body: {} });
    expect(refused.json).toMatchObject({ detail: "User 99 不存在。" });
    expect((await admin.call("PATCH", "/session", { body: { language: "fr" } })).status).toBe(400);
  });

  test("a changed password ends the other sessions and keeps the caller's", async () => {
    const { admin, makeCaller } = await withAdmin();
    const other = makeCaller();
    await other.signIn("admin", ADMIN_PASSWORD);
    const before = admin.cookies.get("gantry_session");
    const body = { current: ADMIN_PASSWORD, next: "another fine one" };
    expect((await admin.call("PUT", "/session/password", { body })).status).toBe(204);
    expect(admin.cookies.get("gantry_session")).not.toBe(before);
    const statuses = [admin, other].map(async (caller) => (await caller.call("GET", "/session")).status);
    expect(await Promise.all(statuses)).toEqual([200, 401]);
    expect((await other.signIn("admin", ADMIN_PASSWORD)).status).toBe(401);
    expect((await other.signIn("admin", "another fine one")).status).toBe(200);
  });

  test.each([
    [{ current: "wrong", next: "another fine one" }, 403, "wrong_password"],
    [{ current: ADMIN_PASSWORD, next: "short" }, 400, "weak_password"],
    [{ current: ADMIN_PASSWORD, next: "Password123" }, 400, "password_too_common"],
    [{ current: ADMIN_PASSWORD, next: "x".repeat(129) }, 400, "invalid_request"],
    [{ current: ADMIN_PASSWORD }, 400, "invalid_request"],
  ] as const)("%p is refused", async (body, status, code) => {
    const { admin } = await withAdmin();
    const answer = await admin.call("PUT", "/session/password", { body });
    expect(answer.json).toMatchObject({ status, code });
    expect((await admin.call("GET", "/session")).status).toBe(200);
  });

  test("guessing the current password is limited like signing in", async () => {
    const { admin } = await withAdmin();
    const guess = () =>
      admin.call("PUT", "/session/password", { body: { current: "guess", next: "another fine one" } });
    for (let i = 0; i < 10; i++) expect((await guess()).status).toBe(403);
    expect((await guess()).json).toMatchObject({ status: 429, code: "rate_limited" });
  });
});

describe("/users", () => {
  test("added, listed in pages, changed, removed", async () => {
    const { admin, clock } = await withAdmin();
    const added = await admin.call("POST", "/users", { body: NEW_USER });
    const user = {
      id: 2,
      username: "li.wei",
      role: "operator",
      roleName: "operator",
      isEnabled: true,
      mustChangePassword: true,
      hasSecondFactor: false,
      hasPassword: true,
      createdAt: clock.now(),
      lastLoginAt: null,
    };
    expect([added.status, added.json]).toEqual([201, user]);
    await admin.call("POST", "/users", { body: { ...NEW_USER, username: "张伟", role: "viewer" } });
    const first = await admin.call("GET", "/users?limit=2");
    expect(first.json).toEqual({
      items: [expect.objectContaining({ id: 1 }), user],
      nextCursor: expect.any(String),
    });
    const second = await admin.call("GET", `/users?limit=2&cursor=${first.json.nextCursor}`);
    expect(second.json).toEqual({ items: [expect.objectContaining({ username: "张伟" })], nextCursor: null });
    const changed = await admin.call("PATCH", "/users/2", { body: { role: "developer" } });
    expect(changed.json).toEqual({ ...user, role: "developer", roleName: "developer" });
    const one = await admin.call("GET", "/users/2");
    expect(one.json).toEqual(changed.json);
    const headers = { "if-match": one.headers.get("etag") ?? "" };
    await admin.call("PATCH", "/users/2", { body: { isEnabled: false } });
    const late = await admin.call("PATCH", "/users/2", { body: { role: "viewer" }, headers });
    expect(late).toMatchObject({ status: 412, json: { code: "changed_meanwhile" } });
    expect((await admin.call("DELETE", "/users/2")).status).toBe(204);
    expect((await admin.call("DELETE", "/users/2")).json).toMatchObject({ code: "not_found" });
  });

  test.each([
    [{ ...NEW_USER, username: "ADMIN" }, 409, "already_exists"],
    [{ ...NEW_USER, username: "with space" }, 400, "invalid_request"],
    [{ ...NEW_USER, username: "" }, 400, "invalid_request"],
    [{ ...NEW_USER, role: "root" }, 400, "invalid_request"],
    [{ ...NEW_USER, password: "short" }, 400, "weak_password"],
    [{ ...NEW_USER, username: "long-enough", password: "Long-Enough" }, 400, "password_is_username"],
    [{ ...NEW_USER, isAdmin: true }, 400, "invalid_request"],
    [{ username: "a" }, 400, "invalid_request"],
  ])("%p is refused", async (body, status, code) => {
    const { admin } = await withAdmin();
    const answer = await admin.call("POST", "/users", { body });
    expect(answer.json).toMatchObject({ status, code });
    expect(JSON.stringify(answer.json)).not.toContain("a fine password");
    expect((await admin.call("GET", "/users")).json.items).toHaveLength(1);
  });

  test("the last enabled administrator can be neither removed, disabled nor demoted", async () => {
    const { admin } = await withAdmin();
    await admin.call("POST", "/users", { body: { ...NEW_USER, role: "admin" } });
    await admin.call("PATCH", "/users/2", { body: { isEnabled: false } });
    for (const body of [{ role: "viewer" }, { isEnabled: false }]) {
      expect((await admin.call("PATCH", "/users/1", { body })).json).toMatchObject({
        status: 409,
        code: "last_admin",
      });
    }
    expect((await admin.call("DELETE", "/users/1")).json).toMatchObject({ code: "last_admin" });
    await admin.call("PATCH", "/users/2", { body: { isEnabled: true } });
    expect((await admin.call("PATCH", "/users/1", { body: { role: "viewer" } })).status).toBe(200);
    expect((await admin.call("GET", "/users")).status).toBe(403);
  });

  test("disabling, a new password and removal end a user's sessions; a new role holds at once", async () => {
    const { admin, callerWith, accounts } = await withAdmin();
    const viewer = await callerWith("viewer");
    const status = async () => (await viewer.call("GET", "/session")).status;
    const id = accounts.people.list(1, 1)[0]?.id;
    await admin.call("PATCH", `/users/${id}`, { body: { role: "admin" } });
    expect((await viewer.call("GET", "/users")).status).toBe(200);
    await admin.call("PATCH", `/users/${id}`, { body: { isEnabled: false } });
    expect(await status()).toBe(401);
    await admin.call("PATCH", `/users/${id}`, { body: { isEnabled: true } });
    expect(await status()).toBe(401);
    await viewer.signIn("the-viewer", "correct horse");
    await admin.call("PATCH", `/users/${id}`, { body: { password: "set by an admin" } });
    expect(await status()).toBe(401);
    expect((await viewer.signIn("the-viewer", "set by an admin")).json).toMatchObject({
      user: { mustChangePassword: true },
    });
    await admin.call("DELETE", `/users/${id}`);
    expect(await status()).toBe(401);
  });
});

describe("/audit", () => {
  test("tells who did what from where, newest first, with no password in it", async () => {
    const { admin, clock } = await withAdmin();
    await admin.call("POST", "/users", { body: NEW_USER, address: "10.0.0.9" });
    await admin.call("PATCH", "/users/2", { body: { role: "viewer", password: "set by an admin" } });
    await admin.call("DELETE", "/users/2");
    const { items, nextCursor } = (await admin.call("GET", "/audit?action=user&actor=admin")).json;
    const shared = { at: clock.now(), actor: "admin", address: "10.0.0.1", target: "li.wei" };
    const asOperator = { username: "li.wei", role: "operator", isEnabled: true };
    const asViewer = { ...asOperator, role: "viewer" };
    expect(items).toEqual([
      { ...shared, id: 5, action: "user.delete", before: asViewer, after: null },
      {
        ...shared,
        id: 4,
        action: "user.update",
        before: asOperator,
        after: { ...asViewer, password: "***" },
      },
      { ...shared, id: 3, action: "user.create", address: "10.0.0.9", before: null, after: asOperator },
    ]);
    expect(nextCursor).toBeNull();
  });

  test("refused sign-ins are in it, but not a name that may be a password", async () => {
    const { admin, makeCaller } = await withAdmin();
    await makeCaller().signIn("admin", "wrong");
    await makeCaller().signIn("my secret password", "wrong");
    const { items } = (await admin.call("GET", "/audit?action=session.refused")).json;
    expect(items).toMatchObject([
      { actor: "", target: "(unknown user)", before: null, after: null },
      { actor: "admin", target: "admin" },
    ]);
    expect(JSON.stringify(items)).not.toContain("secret");
  });

  test("comes in pages and is kept for 180 days", async () => {
    const { admin, accounts, clock } = await withAdmin();
    const actor = { ...MACHINE, username: "ann" };
    for (let n = 1; n <= 5; n++) accounts.audit(actor, { action: "test", target: `t${n}`, after: { n } });
    const targets: unknown[] = [];
    let cursor = "";
    for (let pages = 0; pages < 3; pages++) {
      const page = (await admin.call("GET", `/audit?action=test&limit=2${cursor}`)).json;
      targets.push((page.items as { target: string }[]).map(({ target }) => target));
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(targets).toEqual([["t5", "t4"], ["t3", "t2"], ["t1"]]);
    expect(cursor).toBe("&cursor=null");
    clock.advance(180 * 86_400_000 + 1);
    accounts.audit(actor, { action: "test", target: "late" });
    clock.advance(3_600_000);
    const kept = accounts.listAudit({ limit: 10 }).map(({ target }) => target);
    expect(kept).toEqual(["late"]);
  });

  test("what is huge is told by its size", async () => {
    const { accounts } = await withAdmin();
    const after = { text: "x".repeat(70_000) };
    const actor = { ...MACHINE, username: "ann" };
    accounts.audit(actor, { action: "test", target: "t", after });
    const sizeBytes = JSON.stringify(after).length;
    expect(accounts.listAudit({ limit: 1 })[0]).toMatchObject({
      before: null,
      after: { isTooLarge: true, sizeBytes },
    });
  });
});

test("the API document has all of it, and every reference resolves", async () => {
  const { api } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const document = await makeDocument(api.app, { version: "1" });
  expect(brokenRefs(document)).toEqual([]);
  const ids = operationsOf(document).map(({ operationId }) => operationId);
  const ours = [
    "chooseLanguage",
    "changePassword",
    "createUser",
    "deleteUser",
    "getSession",
    "listAudit",
    "exportAudit",
  ];
  const ofKeys = [
    "listApiKeys",
    "createApiKey",
    "updateApiKey",
    "deleteApiKey",
    "rotateApiKey",
    "importApiKey",
    "getPreferences",
    "getUser",
    "getApiKey",
    "replacePreferences",
    "changePreferences",
  ];
  const ofSessions = [
    ...["listOwnSessions", "endOwnSession", "endOtherSessions"],
    ...["listUserSessions", "endUserSession", "endUserSessions"],
  ];
  const ofPolicy = ["getSignInPolicy", "replaceSignInPolicy", "listSignInBans", "clearSignInBan"];
  const ofDirectories = [
    ...["listSignInMethods", "beginOidc", "finishOidc"],
    ...["getLdapDirectory", "replaceLdapDirectory", "testLdapDirectory"],
    ...["getOidcDirectory", "replaceOidcDirectory", "testOidcDirectory"],
  ];
  const ofFactor = [
    ...["getSecondFactor", "enrolSecondFactor", "setUpSecondFactor", "confirmSecondFactor"],
    ...["renewRecoveryCodes", "switchOffSecondFactor", "resetSecondFactor", "finishSignIn"],
  ];
  const ofRoles = ["createRole", "deleteRole", "getRole", "listRoles", "updateRole"];
  expect(ids.sort()).toEqual(
    [
      ...ours,
      ...ofKeys,
      ...ofSessions,
      ...ofPolicy,
      ...ofFactor,
      ...ofDirectories,
      ...ofRoles,
      "listUsers",
      "rest",
      "signIn",
      "signOut",
      "updateUser",
    ].sort(),
  );
  expect(JSON.stringify(document)).not.toContain("undefined");
});
