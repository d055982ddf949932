import { describe, expect, test } from "bun:test";
import { openAccounts } from "../../src/accounts/accounts.ts";
import { openDatabase } from "../../src/db/db.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { ADMIN_PASSWORD, startAccounts } from "./signed-in.ts";

describe("the first administrator", () => {
  test("gets a password made up once, and reaches nothing else before replacing it", async () => {
    const { accounts, makeCaller } = await startAccounts();
    const password = accounts.initialPassword ?? "";
    expect(password).toMatch(/^[a-z2-9]{20}$/);
    const caller = makeCaller();
    expect((await caller.signIn("admin", password)).json).toMatchObject({
      user: { mustChangePassword: true },
    });
    for (const path of ["/rest", "/users", "/audit"]) {
      expect((await caller.call("GET", path)).json).toMatchObject({
        status: 403,
        code: "password_change_required",
      });
    }
    expect((await caller.call("GET", "/session")).status).toBe(200);
    const body = { current: password, next: "a password of my own" };
    expect((await caller.call("PUT", "/session/password", { body })).status).toBe(204);
    for (const path of ["/rest", "/users", "/audit", "/session"]) {
      expect([path, (await caller.call("GET", path)).status]).toEqual([path, 200]);
    }
  });

  test("with a given password nothing is made up and nothing forced", async () => {
    const { accounts, makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    expect(accounts.initialPassword).toBeUndefined();
    const caller = makeCaller();
    await caller.signIn("admin", ADMIN_PASSWORD);
    expect((await caller.call("GET", "/rest")).json).toEqual({
      kind: "person",
      userId: 1,
      username: "admin",
      role: "admin",
      language: "en",
      address: "10.0.0.1",
      mustChangePassword: false,
    });
  });

  test("is made once; later a given password changes nothing", async () => {
    const db = openDatabase(":memory:");
    await startAccounts({ db, adminPassword: ADMIN_PASSWORD });
    const { accounts, makeCaller } = await startAccounts({ db, adminPassword: "another password" });
    expect(accounts.initialPassword).toBeUndefined();
    expect((await makeCaller().signIn("admin", "another password")).status).toBe(401);
    expect((await makeCaller().signIn("admin", ADMIN_PASSWORD)).status).toBe(200);
    expect((await startAccounts({ db })).accounts.initialPassword).toBeUndefined();
  });

  test.each([
    ["short", "weak_password"],
    ["Password123", "password_too_common"],
    ["aaaaaaaaaaaa", "password_too_common"],
  ])("a given password %p is refused as %s", (adminPassword, code) => {
    const open = () =>
      openAccounts({ db: openDatabase(":memory:"), clock: makeManualClock(), adminPassword });
    expect(open).toThrow(expect.objectContaining({ code }));
  });

  test("closing before it is stored stores nothing and leaves no timer", async () => {
    const db = openDatabase(":memory:");
    const clock = makeManualClock();
    const accounts = openAccounts({ db, clock });
    accounts.close();
    await accounts.ready;
    expect([accounts.people.list(0, 10), clock.pending()]).toEqual([[], 0]);
  });
});
