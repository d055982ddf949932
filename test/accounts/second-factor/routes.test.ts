import { expect, test } from "bun:test";
import { ADMIN_PASSWORD } from "../signed-in.ts";
import { beginOf, startWithFactor } from "./signed-in-twice.ts";

test("switched on with the password and a first code, which ends the other sessions", async () => {
  const { admin, codeOf, makeCaller, clock } = await startWithFactor();
  const other = makeCaller();
  await other.signIn("admin", ADMIN_PASSWORD);
  const post = (path: string, body: object) => admin.call("POST", `/session/second-factor/${path}`, { body });
  const state = async () => (await admin.call("GET", "/session/second-factor")).json;
  const off = { isOn: false, since: null, recoveryCodesLeft: 0, isRequired: false };
  expect(await state()).toEqual(off);
  expect((await post("setup", { password: "wrong" })).json).toMatchObject({ code: "wrong_password" });
  expect((await post("confirm", { code: "123456" })).json).toMatchObject({ code: "second_factor_wrong" });
  const { secret } = (await post("setup", { password: ADMIN_PASSWORD })).json;
  expect(await state()).toEqual(off);
  const confirmed = await post("confirm", { code: codeOf(secret) });
  expect(confirmed.json.recoveryCodes).toHaveLength(10);
  expect(await state()).toEqual({ isOn: true, since: clock.now(), recoveryCodesLeft: 10, isRequired: false });
  expect((await post("setup", { password: ADMIN_PASSWORD })).json).toMatchObject({
    code: "second_factor_on",
  });
  const alive = [admin, other].map(async (caller) => (await caller.call("GET", "/session")).status);
  expect(await Promise.all(alive)).toEqual([200, 401]);
  expect((await admin.call("GET", "/users")).json.items).toMatchObject([{ hasSecondFactor: true }]);
});

test("a recovery code signs in once; new ones void the old", async () => {
  const { admin, setUp, codeOf, makeCaller, clock } = await startWithFactor();
  const { secret, recoveryCodes } = await setUp(admin, ADMIN_PASSWORD);
  const [first = "", second = ""] = recoveryCodes;
  const caller = makeCaller();
  const finish = async (code: string) => {
    const body = { challenge: await beginOf(caller), code };
    return (await caller.call("POST", "/session/code", { body })).status;
  };
  expect([await finish(first.toUpperCase()), await finish(first)]).toEqual([200, 403]);
  const left = async () => (await admin.call("GET", "/session/second-factor")).json.recoveryCodesLeft;
  expect(await left()).toBe(9);
  const renew = (code: string) =>
    admin.call("POST", "/session/second-factor/recovery-codes", { body: { code } });
  expect((await renew("000000")).status).toBe(403);
  expect((await renew(codeOf(secret))).json.recoveryCodes).toHaveLength(10);
  expect([await left(), await finish(second)]).toEqual([10, 403]);
  clock.advance(30_000);
  expect(
    (await admin.call("POST", "/session/second-factor/off", { body: { code: codeOf(secret) } })).status,
  ).toBe(204);
  expect((await caller.signIn("admin", ADMIN_PASSWORD)).json).toMatchObject({ user: { username: "admin" } });
  const trail = (await admin.call("GET", "/audit?action=user")).json.items as { action: string }[];
  expect(trail.map(({ action }) => action)).toEqual([
    ...["user.second-factor-off", "user.recovery-codes", "user.recovery-code", "user.second-factor-on"],
    "user.create",
  ]);
});

test("an administrator takes a lost one away, which ends the user's sessions", async () => {
  const { admin, setUp, callerWith } = await startWithFactor();
  const viewer = await callerWith("viewer");
  await setUp(viewer, "correct horse");
  expect((await viewer.call("DELETE", "/users/1/second-factor")).status).toBe(403);
  expect((await admin.call("DELETE", "/users/2/second-factor")).status).toBe(204);
  expect((await viewer.call("GET", "/session")).status).toBe(401);
  expect((await viewer.signIn("the-viewer", "correct horse")).json).toMatchObject({
    user: { username: "the-viewer" },
  });
  expect((await admin.call("DELETE", "/users/2/second-factor")).json).toMatchObject({
    code: "second_factor_off",
  });
  const [entry] = (await admin.call("GET", "/audit?action=user.second-factor-reset")).json.items as object[];
  expect(entry).toMatchObject({ actor: "admin", target: "the-viewer", before: { isOn: true } });
});
