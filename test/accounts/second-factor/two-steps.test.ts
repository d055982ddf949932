import { expect, test } from "bun:test";
import { ADMIN_PASSWORD } from "../signed-in.ts";
import { beginOf, startWithFactor } from "./signed-in-twice.ts";

test("with a factor a right password opens nothing yet; a code of the authenticator does", async () => {
  const { admin, setUp, codeOf, makeCaller } = await startWithFactor();
  const { secret } = await setUp(admin, ADMIN_PASSWORD);
  const caller = makeCaller();
  const first = await caller.signIn("admin", ADMIN_PASSWORD);
  expect([first.status, first.json]).toEqual([
    200,
    { user: null, challenge: expect.any(String), needs: "code" },
  ]);
  expect([caller.cookies.size, (await caller.call("GET", "/session")).status]).toEqual([0, 401]);
  const body = { challenge: first.json.challenge, code: codeOf(secret) };
  const second = await caller.call("POST", "/session/code", { body });
  expect([second.status, second.json]).toEqual([
    200,
    { user: expect.objectContaining({ username: "admin" }) },
  ]);
  expect((await caller.call("GET", "/users")).status).toBe(200);
  const trail = (await caller.call("GET", "/audit?action=session.open")).json.items;
  expect(trail).toMatchObject([{ after: { via: "password", hasFactor: true } }, { after: null }]);
});

test("a challenge is good once and for ten minutes; a code is good once", async () => {
  const { admin, setUp, codeOf, makeCaller, clock } = await startWithFactor();
  const { secret } = await setUp(admin, ADMIN_PASSWORD);
  const caller = makeCaller();
  const challenge = await beginOf(caller);
  const code = codeOf(secret);
  const finish = (body: object) => caller.call("POST", "/session/code", { body });
  expect((await finish({ challenge, code })).status).toBe(200);
  expect((await finish({ challenge, code })).json).toMatchObject({ code: "sign_in_expired", status: 401 });
  const again = await beginOf(caller);
  expect((await finish({ challenge: again, code })).json).toMatchObject({ code: "second_factor_wrong" });
  clock.advance(600_000);
  expect((await finish({ challenge: again, code: codeOf(secret) })).json).toMatchObject({
    code: "sign_in_expired",
  });
  expect((await finish({ challenge: "made up", code: "123456" })).json).toMatchObject({
    code: "sign_in_expired",
  });
});

test("two requests with one code at the same time: one gets in", async () => {
  const { admin, setUp, codeOf, makeCaller } = await startWithFactor();
  const { secret } = await setUp(admin, ADMIN_PASSWORD);
  const attempts = [makeCaller(), makeCaller()].map(async (caller) => {
    const body = { challenge: await beginOf(caller), code: codeOf(secret) };
    return (await caller.call("POST", "/session/code", { body })).status;
  });
  expect((await Promise.all(attempts)).sort()).toEqual([200, 403]);
});

test("guessing codes is limited per person, from wherever, and a right password forgives none", async () => {
  const { admin, setUp, codeOf, makeCaller } = await startWithFactor();
  const { secret } = await setUp(admin, ADMIN_PASSWORD);
  const right = codeOf(secret);
  const wrong = right === "000000" ? "000001" : "000000";
  for (let i = 0; i < 10; i++) {
    const caller = makeCaller();
    const challenge = await beginOf(caller);
    const body = { challenge, code: wrong };
    const answer = await caller.call("POST", "/session/code", { body, address: `10.0.1.${i}` });
    expect(answer.status).toBe(403);
  }
  const caller = makeCaller();
  const body = { challenge: await beginOf(caller), code: right };
  expect((await caller.call("POST", "/session/code", { body })).json).toMatchObject({ code: "rate_limited" });
  const { items } = (await admin.call("GET", "/sign-in-bans")).json;
  expect(items).toMatchObject([{ kind: "code", address: "", username: "admin", failures: 10 }]);
  const refused = (await admin.call("GET", "/audit?action=session.refused")).json.items;
  expect(refused).toHaveLength(10);
  expect(refused).toMatchObject([{ after: { step: "second factor" } }, ...Array(9).fill({})]);
});

test("a password that is set between the steps voids the first one", async () => {
  const { admin, setUp, codeOf, callerWith, makeCaller } = await startWithFactor();
  const viewer = await callerWith("viewer");
  const { secret } = await setUp(viewer, "correct horse");
  const caller = makeCaller();
  const challenge = await beginOf(caller, "the-viewer", "correct horse");
  await admin.call("PATCH", "/users/2", { body: { password: "another fine one" } });
  const body = { challenge, code: codeOf(secret) };
  expect((await caller.call("POST", "/session/code", { body })).json).toMatchObject({
    code: "sign_in_expired",
  });
});

test("who is disabled between the steps stays out", async () => {
  const { admin, setUp, codeOf, callerWith, makeCaller, accounts } = await startWithFactor();
  const viewer = await callerWith("viewer");
  const { secret } = await setUp(viewer, "correct horse");
  const caller = makeCaller();
  const challenge = await beginOf(caller, "the-viewer", "correct horse");
  const id = accounts.people.list(1, 1)[0]?.id;
  await admin.call("PATCH", `/users/${id}`, { body: { isEnabled: false } });
  const body = { challenge, code: codeOf(secret) };
  expect((await caller.call("POST", "/session/code", { body })).json).toMatchObject({
    code: "sign_in_expired",
  });
});

test("a role that needs one: its people get it while they sign in; MQTT passwords do not pass it by", async () => {
  const { admin, setUp, codeOf, callerWith, makeCaller, accounts, clock } = await startWithFactor();
  const viewer = await callerWith("viewer");
  const require = (roles: string[]) =>
    admin.call("PUT", "/sign-in-policy", { body: { secondFactorRoles: roles } });
  expect((await require(["admin"])).json).toMatchObject({ code: "second_factor_own_first", status: 409 });
  expect((await require(["viewer"])).status).toBe(200);
  // Whoever was signed in without one has to come again.
  expect((await viewer.call("GET", "/session")).status).toBe(401);
  const caller = makeCaller();
  const first = (await caller.signIn("the-viewer", "correct horse")).json;
  expect(first).toMatchObject({ user: null, needs: "enrolment" });
  const { challenge } = first;
  const early = await caller.call("POST", "/session/code", { body: { challenge, code: "123456" } });
  expect(early.json).toMatchObject({ code: "second_factor_wrong" });
  const setup = await caller.call("POST", "/session/second-factor/enrolment", { body: { challenge } });
  const body = { challenge, code: codeOf(setup.json.secret) };
  const second = (await caller.call("POST", "/session/code", { body })).json;
  expect(second).toMatchObject({ user: { username: "the-viewer" } });
  expect(second.recoveryCodes).toHaveLength(10);
  const application = { username: "the-viewer", password: Buffer.from("correct horse"), address: "" };
  expect(await accounts.logInApplication(application)).toMatchObject({
    ...{ ok: false, error: { code: "second_factor_needed" } },
  });
  clock.advance(30_000);
  const off = { code: codeOf(setup.json.secret) };
  expect((await caller.call("POST", "/session/second-factor/off", { body: off })).json).toMatchObject({
    code: "second_factor_required",
  });
  await setUp(admin, ADMIN_PASSWORD);
  expect((await require(["admin", "viewer"])).status).toBe(200);
  expect((await admin.call("GET", "/session")).status).toBe(200);
});
