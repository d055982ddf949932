import { expect, test } from "bun:test";
import { restoreAccessIn } from "../../../src/accounts/accounts.ts";
import { makeFirstPassword } from "../../../src/accounts/second-factor/lost-access.ts";
import { ADMIN_PASSWORD } from "../signed-in.ts";
import { startWithFactor } from "./signed-in-twice.ts";

test("a password that is read off a terminal has 100 random bits in letters that do not look alike", () => {
  const passwords = Array.from({ length: 50 }, makeFirstPassword);
  expect(passwords.filter((one) => /^[a-km-np-z2-9]{20}$/.test(one))).toHaveLength(50);
  expect(new Set(passwords).size).toBe(50);
});

test("the new password is all that is needed, once; sessions and the factor are gone, the user is enabled", async () => {
  const { admin, setUp, callerWith, makeCaller, db, clock } = await startWithFactor();
  const viewer = await callerWith("viewer");
  await setUp(viewer, "correct horse");
  await admin.call("PATCH", "/users/2", { body: { isEnabled: false } });
  expect(await restoreAccessIn(db, clock, "nobody")).toBeUndefined();
  const restored = await restoreAccessIn(db, clock, "The-Viewer");
  expect(restored).toEqual({ username: "the-viewer", password: expect.any(String) });
  expect((await viewer.call("GET", "/session")).status).toBe(401);
  const caller = makeCaller();
  expect((await caller.signIn("the-viewer", restored?.password ?? "")).json).toMatchObject({
    user: { mustChangePassword: true },
  });
  const body = { current: restored?.password, next: "correct horse" };
  expect((await caller.call("PUT", "/session/password", { body })).json).toMatchObject({
    code: "password_reused",
  });
  expect((await caller.signIn("admin", ADMIN_PASSWORD)).status).toBe(200);
});
