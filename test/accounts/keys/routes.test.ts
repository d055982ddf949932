import { expect, test } from "bun:test";
import { startAccounts } from "../signed-in.ts";

test("a key's life, for administrators", async () => {
  const { callerWith, accounts } = await startAccounts();
  const admin = await callerWith("admin");
  const developer = await callerWith("developer");
  const draft = { name: "scada-1", description: "line 1" };
  expect((await developer.call("POST", "/application-keys", { body: draft })).status).toBe(403);
  expect((await developer.call("GET", "/application-keys")).status).toBe(403);
  const made = await admin.call("POST", "/application-keys", { body: draft });
  const { secret, ...key } = made.json as { secret: string; keyId: string };
  expect([made.status, secret.length]).toEqual([201, 43]);
  expect((await admin.call("GET", "/application-keys")).json).toEqual({ items: [key] });
  expect(Object.keys(key).sort()).toEqual(
    // biome-ignore format: names
    ["createdAt", "createdBy", "description", "expiresAt", "isEnabled", "keyId", "lastAddress", "lastUsedAt", "name"],
  );
  const changed = await admin.call("PATCH", `/application-keys/${key.keyId}`, { body: { isEnabled: false } });
  expect(changed.json).toEqual({ ...key, isEnabled: false });
  expect((await admin.call("DELETE", `/application-keys/${key.keyId}`)).status).toBe(204);
  expect((await admin.call("DELETE", `/application-keys/${key.keyId}`)).status).toBe(404);
  expect((await admin.call("POST", "/application-keys", { body: { name: "a b" } })).status).toBe(400);
  const trail = accounts.listAudit({ action: "key", limit: 10 });
  expect(trail.map(({ action, target }) => [action, target])).toEqual([
    ["key.delete", "scada-1"],
    ["key.update", "scada-1"],
    ["key.create", "scada-1"],
  ]);
});
