import { expect, test } from "bun:test";
import { ADMIN_PASSWORD, startAccounts } from "../signed-in.ts";

test("administrators see who is shut out and let them in again; the trail has both", async () => {
  const { makeCaller, callerWith, clock } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const admin = makeCaller();
  await admin.signIn("admin", ADMIN_PASSWORD);
  const viewer = await callerWith("viewer");
  const caller = makeCaller();
  const at = { address: "10.0.0.9" };
  for (let i = 0; i < 10; i++) await caller.signIn("The-Viewer", `wrong ${i}`, at);
  expect((await caller.signIn("the-viewer", "correct horse", at)).status).toBe(429);
  expect((await viewer.call("GET", "/sign-in-bans")).status).toBe(403);
  const { items } = (await admin.call("GET", "/sign-in-bans")).json;
  const now = clock.now();
  const id = expect.any(String);
  const ban = { kind: "name", address: "10.0.0.9", username: "the-viewer", failures: 10 };
  expect(items).toEqual([{ ...ban, id, since: now, until: now + 300_000 }]);
  const path = `/sign-in-bans/${(items as { id: string }[])[0]?.id}`;
  expect((await viewer.call("DELETE", path)).status).toBe(403);
  expect((await admin.call("DELETE", path)).status).toBe(204);
  expect((await admin.call("DELETE", path)).json).toMatchObject({ code: "not_found" });
  expect((await caller.signIn("the-viewer", "correct horse", at)).status).toBe(200);
  const trail = async (action: string) => (await admin.call("GET", `/audit?action=${action}`)).json.items;
  expect(await trail("user.unban")).toMatchObject([{ actor: "admin", target: "the-viewer", before: ban }]);
  expect(await trail("session.ban")).toMatchObject([
    { actor: "the-viewer", address: "10.0.0.9", after: { kind: "name", failures: 10 } },
  ]);
});
