import { expect, test } from "bun:test";
import { ADMIN_PASSWORD, startAccounts } from "../signed-in.ts";

// Who is let in, by role and password, test/accounts/routes.test.ts and sign-in.test.ts tell.
test("a new sign-in replaces the session that came along, in either scheme", async () => {
  const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const [caller, copy] = [makeCaller(), makeCaller()];
  await caller.signIn("admin", ADMIN_PASSWORD);
  copy.cookies.set("gantry_session", caller.cookies.get("gantry_session") ?? "");
  await caller.signIn("admin", ADMIN_PASSWORD, { isSecure: true });
  expect([...caller.cookies.keys()]).toEqual(["gantry_session", "__Host-gantry_session"]);
  expect((await copy.call("GET", "/session")).status).toBe(401);
  expect((await caller.call("GET", "/session")).status).toBe(200);
});

test("what no second step can be is refused before it is looked at", async () => {
  const { makeCaller } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const post = async (body: object) => (await makeCaller().call("POST", "/session/code", { body })).json.code;
  expect([
    await post({ challenge: "x", code: "12345" }),
    await post({ challenge: "x".repeat(65), code: "123456" }),
    await post({ code: "123456" }),
  ]).toEqual(["invalid_request", "invalid_request", "invalid_request"]);
});
