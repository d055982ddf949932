import { afterAll, beforeAll, expect, test } from "bun:test";
import { ADMIN_PASSWORD, type Caller, startAccounts } from "../../signed-in.ts";
import { CLIENT_ID, CLIENT_SECRET, passPages, type RealProvider, startProvider } from "./real-provider.ts";

const HOST = "gantry.plant.example";
const HOME = `https://${HOST}/openapi/v1/session/oidc/callback`;
let provider: RealProvider;
beforeAll(async () => {
  provider = await startProvider([HOME]);
  provider.accounts.set("u1", { preferred_username: "li.wei", groups: ["night shift"] });
  provider.accounts.set("u2", { preferred_username: "stranger", groups: [] });
});
afterAll(() => provider[Symbol.asyncDispose]());

async function start() {
  const started = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const admin = started.makeCaller();
  await admin.signIn("admin", ADMIN_PASSWORD);
  const body = {
    ...{ isEnabled: true, issuer: provider.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
    ...{ scopes: "openid profile groups", roles: [{ group: "night shift", role: "operator" }] },
  };
  expect((await admin.call("PUT", "/directories/oidc", { body })).status).toBe(200);
  return { ...started, admin };
}

const OPTIONS = { headers: { host: HOST }, isSecure: true };
const locationOf = ({ headers }: { headers: Headers }) => headers.get("location") ?? "";

/** As far as the callback's answer. */
async function signInAs(caller: Caller, login: string) {
  const begun = await caller.call("GET", "/session/oidc", OPTIONS);
  const back = new URL(await passPages(locationOf(begun), login, HOME));
  return caller.call("GET", `/session/oidc/callback${back.search}`, OPTIONS);
}

test("to the provider and back with a session; the user is made and has the role of its group", async () => {
  const { makeCaller, admin } = await start();
  const caller = makeCaller();
  const begun = await caller.call("GET", "/session/oidc", OPTIONS);
  expect([begun.status, begun.headers.get("set-cookie")]).toEqual([
    302,
    expect.stringMatching(
      /^__Secure-gantry_oidc=[\w-]{100,}; Path=\/openapi\/v1\/session\/oidc; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    ),
  ]);
  const finished = await signInAs(caller, "u1");
  expect([finished.status, locationOf(finished)]).toEqual([302, "/ui/"]);
  expect([...caller.cookies.keys()]).toEqual(["__Host-gantry_session"]);
  expect((await caller.call("GET", "/session")).json).toMatchObject({
    user: { username: "li.wei", role: "operator", hasPassword: false },
  });
  expect((await caller.call("GET", "/sessions")).json.items).toMatchObject([{ via: "oidc" }]);
  expect((await admin.call("GET", "/users")).json.items).toMatchObject([
    { hasPassword: true },
    { username: "li.wei", hasPassword: false },
  ]);
  const body = { current: "anything at all", next: "a fine password" };
  expect((await caller.call("PUT", "/session/password", { body })).json).toMatchObject({
    code: "federation_no_password",
  });
  const given = await admin.call("PATCH", "/users/2", { body: { password: "a fine password" } });
  expect(given.json).toMatchObject({ code: "federation_no_password" });
  expect((await caller.signIn("li.wei", "")).json).toMatchObject({ code: "bad_password" });
}, 180_000);

test("what fails leads back to the sign-in page, with its code", async () => {
  const { makeCaller, admin } = await start();
  const stranger = makeCaller();
  expect(locationOf(await signInAs(stranger, "u2"))).toBe("/ui/?refused=federation_no_role");
  expect((await stranger.call("GET", "/session")).status).toBe(401);
  // A callback that another browser began is nobody's: the cookie binds it.
  const [mine, other] = [makeCaller(), makeCaller()];
  const begun = await mine.call("GET", "/session/oidc", OPTIONS);
  const back = new URL(await passPages(locationOf(begun), "u1", HOME));
  const planted = await other.call("GET", `/session/oidc/callback${back.search}`, OPTIONS);
  expect(locationOf(planted)).toBe("/ui/?refused=sign_in_expired");
  const lured = makeCaller();
  const foreign = { ...OPTIONS, headers: { ...OPTIONS.headers, "sec-fetch-site": "cross-site" } };
  expect(locationOf(await lured.call("GET", "/session/oidc", foreign))).toBe("/ui/?refused=origin_mismatch");
  await admin.call("PUT", "/directories/oidc", { body: {} });
  expect(locationOf(await other.call("GET", "/session/oidc", OPTIONS))).toBe("/ui/?refused=federation_off");
}, 180_000);
