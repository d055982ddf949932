import { expect, test } from "bun:test";
import { ADMIN_PASSWORD, startAccounts } from "../signed-in.ts";

test("administrators see and set directories up; a secret never comes back; anyone sees what is offered", async () => {
  const { makeCaller, callerWith } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const admin = makeCaller();
  await admin.signIn("admin", ADMIN_PASSWORD);
  const viewer = await callerWith("viewer");
  const anyone = makeCaller();
  expect((await anyone.call("GET", "/sign-in-methods")).json).toEqual({ ldap: false, oidc: null });
  for (const kind of ["ldap", "oidc"]) {
    for (const [method, path] of [
      ["GET", ""],
      ["PUT", ""],
      ["POST", "/test"],
    ] as const) {
      const options = method === "GET" ? {} : { body: {} };
      expect((await viewer.call(method, `/directories/${kind}${path}`, options)).status).toBe(403);
    }
    expect((await admin.call("GET", `/directories/${kind}`)).json).toMatchObject({
      ...{ isEnabled: false, hasSecret: false, roles: [], defaultRole: null },
    });
  }
  const body = {
    ...{ isEnabled: true, label: "Plant account", issuer: "https://login.plant.example", clientId: "gantry" },
    ...{ clientSecret: "s3cret", defaultRole: "viewer" },
  };
  const kept = await admin.call("PUT", "/directories/oidc", { body });
  expect(kept.json).toMatchObject({ hasSecret: true, label: "Plant account", scopes: "openid profile" });
  expect(JSON.stringify([kept.json, (await admin.call("GET", "/audit")).json])).not.toContain("s3cret");
  expect((await anyone.call("GET", "/sign-in-methods")).json).toEqual({
    ...{ ldap: false, oidc: { label: "Plant account" } },
  });
  const moved = { ...body, issuer: "https://elsewhere.example", clientSecret: undefined };
  expect((await admin.call("POST", "/directories/oidc/test", { body: moved })).json).toMatchObject({
    ...{ code: "invalid_request", errors: [{ path: "clientSecret" }] },
  });
  expect(
    (await admin.call("PUT", "/directories/oidc", { body: { ...body, defaultRole: "none" } })).json,
  ).toMatchObject({
    code: "invalid_request",
  });
});
