// Signing in at directories that others wrote, and getting back in from the machine, with the compiled executable.

import { expect, test } from "bun:test";
import { passPages, startProvider } from "../accounts/federation/oidc/real-provider.ts";
import { BASE_DN, hasSlapd, READER_DN, READER_PASSWORD, startSlapd } from "../accounts/federation/slapd.ts";
import { ApiClient } from "../harness/api-client.ts";
import { BINARY, hasBinary, startGantry } from "../harness/gantry.ts";

const CLIENT = { clientId: "gantry", clientSecret: "a secret of the client" };

test.skipIf(!hasBinary)(
  "OpenID Connect: to the provider and back with a session",
  async () => {
    await using gantry = await startGantry();
    const home = `${gantry.origin}/openapi/v1/session/oidc/callback`;
    await using provider = await startProvider([home]);
    provider.accounts.set("u1", { preferred_username: "li.wei", groups: ["night shift"] });
    const admin = await gantry.signIn();
    const body = {
      ...{ isEnabled: true, issuer: provider.issuer, ...CLIENT, scopes: "openid profile groups" },
      roles: [{ group: "night shift", role: "operator" }],
    };
    expect((await admin.put("/directories/oidc", body)).status).toBe(200);
    const begun = await fetch(`${gantry.origin}/openapi/v1/session/oidc`, { redirect: "manual" });
    const [flow = ""] = begun.headers.getSetCookie();
    const back = await passPages(begun.headers.get("location") ?? "", "u1", home);
    const cookie = flow.split(";")[0] ?? "";
    const finished = await fetch(back, { redirect: "manual", headers: { cookie } });
    const session = finished.headers.getSetCookie().find((line) => line.startsWith("gantry_session="));
    const who = await fetch(`${gantry.origin}/openapi/v1/session`, {
      headers: { cookie: session?.split(";")[0] ?? "" },
    });
    expect(await who.json()).toMatchObject({ user: { username: "li.wei", role: "operator" } });
  },
  60_000,
);

test.skipIf(!hasBinary || !hasSlapd)(
  "LDAP: name and password of the directory",
  async () => {
    await using gantry = await startGantry();
    await using directory = await startSlapd();
    const admin = await gantry.signIn();
    const body = {
      ...{ isEnabled: true, url: directory.tlsUrl, caPem: directory.caPem, baseDn: BASE_DN },
      ...{ bindDn: READER_DN, bindPassword: READER_PASSWORD, groupBaseDn: `ou=groups,${BASE_DN}` },
      roles: [{ group: "Gantry Admins", role: "admin" }],
    };
    expect((await admin.put("/directories/ldap", body)).status).toBe(200);
    const ann = new ApiClient(gantry.origin);
    await ann.signIn("ann", "ann's password");
    expect((await ann.get("/users")).status).toBe(200);
  },
  60_000,
);

test.skipIf(!hasBinary)(
  "reset-password: back in while Gantry runs, with an entry in the trail",
  async () => {
    await using gantry = await startGantry();
    const command = [BINARY, "reset-password", "--data", gantry.dataDir];
    const run = Bun.spawnSync(command, { env: { LANG: "C" }, stdout: "pipe", stderr: "pipe" });
    expect(run.stderr.toString()).toBe("");
    const password = /^New password of admin: (\S+)$/m.exec(run.stdout.toString())?.[1] ?? "";
    const admin = new ApiClient(gantry.origin);
    await admin.signIn("admin", password);
    expect((await admin.put("/session/password", { current: password, next: "a fine new one" })).status).toBe(
      204,
    );
    expect((await admin.get("/audit?action=user.access-restored")).body.items).toMatchObject([
      { actor: "", target: "admin", after: { by: "command line" } },
    ]);
  },
  60_000,
);
