import { describe, expect, test } from "bun:test";
import { BUILT_IN } from "../../src/spine/permission.ts";
import { ADMIN_PASSWORD, startAccounts } from "./signed-in.ts";

const HOUR_MS = 3_600_000;
const ME = {
  ...{
    id: 1,
    username: "admin",
    role: "admin",
    roleName: "admin",
    language: null,
    mustChangePassword: false,
    hasPassword: true,
  },
  ...{ permissions: BUILT_IN.admin, scopes: [{ kind: "all" }] },
};

describe("signing in", () => {
  test("sets a cookie that only the server can read, and says who is signed in", async () => {
    const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const caller = makeCaller();
    const answer = await caller.signIn("admin", ADMIN_PASSWORD);
    expect([answer.status, answer.json]).toEqual([200, { user: ME }]);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^gantry_session=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/),
    ]);
    expect((await caller.call("GET", "/session")).json).toEqual({ user: ME });
  });

  test("over https the cookie is Secure and has the name that http cannot set", async () => {
    const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const direct = await makeCaller().signIn("admin", ADMIN_PASSWORD, { isSecure: true });
    const headers = { "x-forwarded-proto": "https" };
    const proxied = await makeCaller().signIn("admin", ADMIN_PASSWORD, { headers });
    for (const answer of [direct, proxied]) {
      expect(answer.headers.get("set-cookie")).toMatch(/^__Host-gantry_session=.*; SameSite=Strict; Secure$/);
    }
  });

  test("names are compared without case and width", async () => {
    const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    expect((await makeCaller().signIn("Admin", ADMIN_PASSWORD)).status).toBe(200);
    expect((await makeCaller().signIn("ａｄｍｉｎ", ADMIN_PASSWORD)).status).toBe(200);
  });

  test.each([
    ["admin", "wrong password"],
    ["nobody", ADMIN_PASSWORD],
    ["admin", ""],
    ["", ""],
  ])("%p with %p is refused in the same words", async (username, password) => {
    const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const { status, headers, json } = await makeCaller().signIn(username, password);
    expect([status, headers.getSetCookie()]).toEqual([401, []]);
    expect(json).toMatchObject({ code: "bad_password", detail: "User name or password is wrong." });
  });

  test("a disabled user is refused like a wrong password", async () => {
    const { accounts, makeCaller, callerWith } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const admin = makeCaller();
    await admin.signIn("admin", ADMIN_PASSWORD);
    await callerWith("viewer");
    const viewer = accounts.people.list(1, 1)[0];
    await admin.call("PATCH", `/users/${viewer?.id}`, { body: { isEnabled: false } });
    expect((await makeCaller().signIn("the-viewer", "correct horse")).json).toMatchObject({
      code: "bad_password",
    });
  });

  test("a cookie that came along ends; the new session is a new token", async () => {
    const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const caller = makeCaller();
    await caller.signIn("admin", ADMIN_PASSWORD);
    const old = caller.cookies.get("gantry_session") ?? "";
    await caller.signIn("admin", ADMIN_PASSWORD);
    expect(caller.cookies.get("gantry_session")).not.toBe(old);
    const thief = makeCaller();
    thief.cookies.set("gantry_session", old);
    expect((await thief.call("GET", "/session")).status).toBe(401);
  });

  test("another site cannot sign anyone in", async () => {
    const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const headers = { "sec-fetch-site": "cross-site" };
    const answer = await makeCaller().signIn("admin", ADMIN_PASSWORD, { headers });
    expect(answer.json).toMatchObject({ code: "origin_mismatch" });
  });
});

describe("the door closes", () => {
  test("for five minutes after ten failures from one address on one name, also for the right password", async () => {
    const { clock, makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const caller = makeCaller();
    for (let i = 0; i < 10; i++) expect((await caller.signIn("admin", `wrong ${i}`)).status).toBe(401);
    const answer = await caller.signIn("admin", ADMIN_PASSWORD);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "300"]);
    expect(answer.json).toMatchObject({ code: "rate_limited", params: { retryAfterS: 300 } });
    expect((await caller.signIn("admin", ADMIN_PASSWORD, { address: "10.0.0.2" })).status).toBe(200);
    clock.advance(5 * 60_000 - 1);
    expect((await caller.signIn("admin", ADMIN_PASSWORD)).headers.get("retry-after")).toBe("1");
    clock.advance(1);
    expect((await caller.signIn("admin", ADMIN_PASSWORD)).status).toBe(200);
  });

  test("attempts at the same time count too", async () => {
    const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const attempts = Array.from({ length: 14 }, (_, i) => makeCaller().signIn("admin", `wrong ${i}`));
    const statuses = (await Promise.all(attempts)).map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(4).fill(429)]);
  });

  test("a success forgets the failures", async () => {
    const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const caller = makeCaller();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 9; i++) await caller.signIn("admin", `wrong ${i}`);
      expect((await caller.signIn("admin", ADMIN_PASSWORD)).status).toBe(200);
    }
  });

  test("one address cannot try one password on many names", async () => {
    const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const caller = makeCaller();
    for (let i = 0; i < 50; i++) await caller.signIn(`user-${i}`, "Sommer2026!");
    expect((await caller.signIn("user-51", "Sommer2026!")).status).toBe(429);
  }, 60_000);
});

describe("a session ends", () => {
  async function signedIn() {
    const started = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const caller = started.makeCaller();
    await caller.signIn("admin", ADMIN_PASSWORD);
    return { ...started, caller, status: async () => (await caller.call("GET", "/session")).status };
  }

  test("after twelve hours without activity", async () => {
    const { clock, status } = await signedIn();
    clock.advance(12 * HOUR_MS - 1);
    expect(await status()).toBe(200);
    clock.advance(12 * HOUR_MS - 1);
    expect(await status()).toBe(200);
    clock.advance(12 * HOUR_MS);
    expect(await status()).toBe(401);
  });

  test("after seven days whatever the activity", async () => {
    const { clock, status } = await signedIn();
    for (let hours = 0; hours < 7 * 24 - 1; hours++) {
      clock.advance(HOUR_MS);
      expect(await status()).toBe(200);
    }
    clock.advance(HOUR_MS);
    expect(await status()).toBe(401);
  });

  test("when a stream's own question is the only activity", async () => {
    const { accounts, clock, caller } = await signedIn();
    const cookie = `gantry_session=${caller.cookies.get("gantry_session")}`;
    const ask = () =>
      accounts.authenticate(new Request("http://x/", { headers: { cookie } }), {
        address: "",
        isPassive: true,
      });
    clock.advance(11 * HOUR_MS);
    expect(ask()).toMatchObject({ username: "admin" });
    clock.advance(HOUR_MS);
    expect(ask()).toBeUndefined();
  });

  test("when its user signs out, whose cookie is removed", async () => {
    const { caller, makeCaller, status } = await signedIn();
    const copy = makeCaller();
    copy.cookies.set("gantry_session", caller.cookies.get("gantry_session") ?? "");
    const answer = await caller.call("DELETE", "/session");
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([
      204,
      "gantry_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict",
    ]);
    expect([await status(), (await copy.call("GET", "/session")).status]).toEqual([401, 401]);
    expect((await caller.call("DELETE", "/session")).status).toBe(204);
  });

  test("expired ones leave the table; a token is nowhere in it", async () => {
    const { clock, caller, db } = await signedIn();
    const count = () => db.sqlite.query("SELECT count(*) AS n FROM user_sessions").get();
    const token = caller.cookies.get("gantry_session") ?? "";
    expect(JSON.stringify(db.sqlite.query("SELECT * FROM user_sessions").all())).not.toContain(token);
    expect(count()).toEqual({ n: 1 });
    clock.advance(13 * HOUR_MS);
    expect(count()).toEqual({ n: 0 });
  });

  test.each(["gantry_session=", "gantry_session=made-up", "other=1", "gantry_session", "=;;=", "%%%"])(
    "a cookie %p is nobody's",
    async (cookie) => {
      const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
      expect((await makeCaller().call("GET", "/session", { headers: { cookie } })).status).toBe(401);
    },
  );
});
