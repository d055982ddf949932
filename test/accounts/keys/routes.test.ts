import { expect, test } from "bun:test";
import { startAccounts } from "../signed-in.ts";

test("a key's life, for administrators", async () => {
  const { callerWith, accounts } = await startAccounts();
  const admin = await callerWith("admin");
  const developer = await callerWith("developer");
  const draft = { name: "scada-1", description: "line 1" };
  expect((await developer.call("POST", "/api-keys", { body: draft })).status).toBe(403);
  expect((await developer.call("GET", "/api-keys")).status).toBe(403);
  const made = await admin.call("POST", "/api-keys", { body: draft });
  const { secret, signingKey, ...key } = made.json as { secret: string; signingKey: null; keyId: string };
  expect([made.status, secret.length, signingKey]).toEqual([201, 43, null]);
  expect((await admin.call("GET", "/api-keys")).json).toEqual({ items: [key] });
  expect(Object.keys(key).sort()).toEqual(
    // biome-ignore format: names
    ["actions", "addresses", "createdAt", "createdBy", "description", "expiresAt", "hasTokenKey", "isEnabled", "isSigned", "keyId", "lastAddress", "lastUsedAt", "name", "previousUntil", "ratePerMin", "scopes"],
  );
  const one = await admin.call("GET", `/api-keys/${key.keyId}`);
  expect(one.json).toEqual(key);
  const headers = { "if-match": one.headers.get("etag") ?? "" };
  const changed = await admin.call("PATCH", `/api-keys/${key.keyId}`, {
    body: { isEnabled: false },
    headers,
  });
  const late = await admin.call("PATCH", `/api-keys/${key.keyId}`, { body: { name: "late" }, headers });
  expect(late).toMatchObject({ status: 412, json: { code: "changed_meanwhile" } });
  expect(changed.json).toEqual({ ...key, isEnabled: false });
  expect((await admin.call("DELETE", `/api-keys/${key.keyId}`)).status).toBe(204);
  expect((await admin.call("DELETE", `/api-keys/${key.keyId}`)).status).toBe(404);
  expect((await admin.call("POST", "/api-keys", { body: { name: "a b" } })).status).toBe(400);
  const trail = accounts.listAudit({ action: "key", limit: 10 });
  expect(trail.map(({ action, target }) => [action, target])).toEqual([
    ["key.delete", "scada-1"],
    ["key.update", "scada-1"],
    ["key.create", "scada-1"],
  ]);
});

test("a key with rights, its rotation, and what is refused", async () => {
  const { callerWith, clock } = await startAccounts();
  const admin = await callerWith("admin");
  const rights = {
    ...{ actions: ["read"], addresses: ["10.0.0.0/8"], ratePerMin: 60 },
    scopes: [{ kind: "property", productKey: "pump", deviceName: "p1", identifier: "t" }],
  };
  const made = await admin.call("POST", "/api-keys", { body: { name: "mes", ...rights } });
  const { keyId, secret } = made.json as { keyId: string; secret: string };
  expect(made.json).toMatchObject(rights);
  const rotated = await admin.call("POST", `/api-keys/${keyId}/rotate`, { body: { overlapS: 60 } });
  expect(rotated.json).toMatchObject({ keyId, ...rights, previousUntil: clock.now() + 60_000 });
  expect(rotated.json.secret).not.toBe(secret);
  expect(JSON.stringify(rotated.json)).not.toMatch(/[Hh]ash/);
  const codes = [];
  for (const body of [
    { actions: ["fly"] },
    { scopes: [] },
    { addresses: ["10.0.0.0/99"] },
    { ratePerMin: 0 },
    { scopes: [{ kind: "product" }] },
  ])
    codes.push((await admin.call("PATCH", `/api-keys/${keyId}`, { body })).status);
  codes.push((await admin.call("POST", `/api-keys/${keyId}/rotate`, { body: {} })).status);
  codes.push((await admin.call("POST", "/api-keys/gk-x/rotate", { body: { overlapS: 0 } })).status);
  expect(codes).toEqual([400, 400, 400, 400, 400, 400, 404]);
});

test("who may make keys gives them no more than he has", async () => {
  const { callerWith, makeCaller } = await startAccounts();
  const admin = await callerWith("admin");
  const matrix = { "api keys": ["admin"], devices: ["read"] };
  const role = { name: "keeper", matrix, scopes: [{ kind: "all" }] };
  const { roleId } = (await admin.call("POST", "/roles", { body: role })).json;
  const user = { username: "kim", password: "a fine password", role: roleId, mustChangePassword: false };
  await admin.call("POST", "/users", { body: user });
  const kim = makeCaller();
  await kim.signIn("kim", "a fine password");
  const tryIt = async (body: object) => (await kim.call("POST", "/api-keys", { body })).json.code ?? "made";
  expect(await tryIt({ name: "a", actions: ["read"] })).toBe("exceeds_own");
  expect(await tryIt({ name: "a" })).toBe("made");
});

test("a key of OneNET's legacy form comes in with no more than it had", async () => {
  const { callerWith } = await startAccounts();
  const admin = await callerWith("admin");
  const permissions = [{ resources: [{ dev_id: "p1", ds_id: "temp" }], access_methods: ["get"] }];
  const made = await admin.call("POST", "/api-keys/import", {
    body: { title: "app-1", productKey: "pump", permissions },
  });
  expect([made.status, made.json]).toMatchObject([
    201,
    {
      ...{ name: "app-1", actions: ["read"], addresses: [], hasTokenKey: false },
      scopes: [{ kind: "property", productKey: "pump", deviceName: "p1", identifier: "temp" }],
    },
  ]);
  const unknown = await admin.call("POST", "/api-keys/import", { body: { title: "app-2", permissions } });
  expect([unknown.status, unknown.json.code]).toEqual([400, "invalid_request"]);
});
