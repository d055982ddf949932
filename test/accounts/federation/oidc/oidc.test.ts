import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import * as v from "valibot";
import { claimAt, makeOidc } from "../../../../src/accounts/federation/oidc/oidc.ts";
import { OidcSchema, type OidcSettings } from "../../../../src/accounts/federation/settings.ts";
import { CLIENT_ID, CLIENT_SECRET, passPages, type RealProvider, startProvider } from "./real-provider.ts";

const HOME = "http://127.0.0.1:9/openapi/v1/session/oidc/callback";
let provider: RealProvider;
beforeAll(async () => {
  provider = await startProvider([HOME]);
  provider.accounts.set("u1", { preferred_username: "li.wei", groups: ["plant", "night shift"] });
});
afterAll(() => provider[Symbol.asyncDispose]());

const settingsOf = (change: Partial<OidcSettings> = {}): OidcSettings => ({
  ...v.parse(OidcSchema, {}),
  ...{ isEnabled: true, issuer: provider.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
  ...{ scopes: "openid profile groups", ...change },
});

describe("against a provider that others wrote", () => {
  test("a person comes back with name and groups; the code is good once", async () => {
    const oidc = makeOidc(settingsOf());
    const { url, flow } = await oidc.begin(HOME);
    const asked = new URL(url).searchParams;
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect([asked.get("state"), asked.get("nonce")]).toEqual([flow.state, flow.nonce]);
    expect(url).not.toContain(flow.codeVerifier);
    const back = new URL(await passPages(url, "u1", HOME));
    expect(await oidc.finish(flow, back)).toEqual({
      ...{ issuer: provider.issuer, subject: "u1", username: "li.wei", groups: ["plant", "night shift"] },
    });
    await expect(oidc.finish(flow, back)).rejects.toMatchObject({ code: "federation_failed" });
  }, 60_000);

  test.each([
    ["another state", { state: "another" }],
    ["another nonce", { nonce: "another" }],
    ["another verifier", { codeVerifier: "x".repeat(43) }],
  ])(
    "%s is refused",
    async (_, change) => {
      const oidc = makeOidc(settingsOf());
      const { url, flow } = await oidc.begin(HOME);
      const back = new URL(await passPages(url, "u1", HOME));
      await expect(oidc.finish({ ...flow, ...change }, back)).rejects.toMatchObject({
        code: "federation_failed",
      });
    },
    20_000,
  );

  test("a wrong secret is told, and is not in what is told", async () => {
    const oidc = makeOidc(settingsOf({ clientSecret: "not the secret" }));
    const { url, flow } = await oidc.begin(HOME);
    const back = new URL(await passPages(url, "u1", HOME));
    const error = await oidc.finish(flow, back).catch((cause) => cause);
    expect(error).toMatchObject({ code: "federation_failed" });
    expect(JSON.stringify(error.params)).not.toContain("not the secret");
  }, 60_000);

  test("a person without the claim that names users is nobody", async () => {
    const oidc = makeOidc(settingsOf({ usernameClaim: "upn" }));
    const { url, flow } = await oidc.begin(HOME);
    const back = new URL(await passPages(url, "u1", HOME));
    await expect(oidc.finish(flow, back)).rejects.toMatchObject({
      params: { reason: "no claim upn" },
    });
  }, 60_000);

  test("a trial reads what the provider says of itself; one that is not there is told", async () => {
    const { issuer } = provider;
    expect(await makeOidc(settingsOf()).test()).toEqual({ issuer, signIn: `${issuer}/auth` });
    for (const wrong of ["http://127.0.0.1:1", `${issuer}/elsewhere`]) {
      await expect(makeOidc(settingsOf({ issuer: wrong })).test()).rejects.toMatchObject({
        code: "federation_failed",
      });
    }
  });
});

test("claims are reached by their whole name or by parts", () => {
  const claims = { "https://plant/groups": ["a"], realm_access: { roles: ["b"] }, "a.b": 1, a: { b: 2 } };
  const paths = ["https://plant/groups", "realm_access.roles", "a.b", "realm_access.none", "toString", ""];
  expect(paths.map((path) => claimAt(claims, path))).toEqual([
    ["a"],
    ["b"],
    1,
    undefined,
    undefined,
    undefined,
  ]);
});
