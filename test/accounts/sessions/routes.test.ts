import { expect, test } from "bun:test";
import { ADMIN_PASSWORD, startAccounts } from "../signed-in.ts";

const FIREFOX = {
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
};
interface Listed {
  readonly id: string;
  readonly isCurrent: boolean;
}

async function withViewer() {
  const started = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const admin = started.makeCaller();
  await admin.signIn("admin", ADMIN_PASSWORD);
  const viewer = await started.callerWith("viewer");
  const other = started.makeCaller();
  started.clock.advance(60_000);
  await other.signIn("the-viewer", "correct horse", { headers: FIREFOX, address: "10.0.0.7" });
  const listOf = async (caller: typeof admin, path: string) =>
    (await caller.call("GET", path)).json.items as Listed[];
  return { ...started, admin, viewer, other, listOf };
}

test("one's own sessions say where and since when, and which of them asks", async () => {
  const { viewer, clock } = await withViewer();
  const now = clock.now();
  const id = expect.stringMatching(/^[0-9a-f]{16}$/);
  expect((await viewer.call("GET", "/sessions")).json).toEqual({
    items: [
      {
        ...{ id, browser: "", system: "", address: "10.0.0.1", via: "password" },
        ...{ createdAt: now - 60_000, seenAt: now, isCurrent: true },
      },
      {
        ...{ id, browser: "Firefox 128", system: "Linux", address: "10.0.0.7", via: "password" },
        ...{ createdAt: now, seenAt: now, isCurrent: false },
      },
    ],
  });
});

test("one or all others are ended, at once, and only one's own", async () => {
  const { viewer, other, admin, makeCaller, listOf } = await withViewer();
  const foreign = (await listOf(admin, "/sessions"))[0]?.id;
  expect((await viewer.call("DELETE", `/sessions/${foreign}`)).status).toBe(404);
  expect((await viewer.call("DELETE", "/sessions/zz")).status).toBe(400);
  const id = (await listOf(viewer, "/sessions")).find(({ isCurrent }) => !isCurrent)?.id;
  expect((await viewer.call("DELETE", `/sessions/${id}`)).status).toBe(204);
  expect((await other.call("GET", "/session")).status).toBe(401);
  await makeCaller().signIn("the-viewer", "correct horse");
  await makeCaller().signIn("the-viewer", "correct horse");
  expect((await viewer.call("DELETE", "/sessions")).json).toEqual({ ended: 2 });
  expect(await listOf(viewer, "/sessions")).toHaveLength(1);
  expect((await admin.call("GET", "/session")).status).toBe(200);
});

test("an administrator sees and ends anyone's; nobody else does", async () => {
  const { viewer, other, admin, listOf } = await withViewer();
  expect((await viewer.call("GET", "/users/1/sessions")).status).toBe(403);
  expect((await viewer.call("DELETE", "/users/1/sessions")).status).toBe(403);
  const [one] = await listOf(admin, "/users/2/sessions");
  expect((await admin.call("DELETE", `/users/2/sessions/${one?.id}`)).status).toBe(204);
  const left = [viewer, other].map(async (caller) => (await caller.call("GET", "/session")).status);
  expect((await Promise.all(left)).sort()).toEqual([200, 401]);
  expect((await admin.call("DELETE", "/users/2/sessions")).json).toEqual({ ended: 1 });
  expect((await viewer.call("GET", "/session")).status).toBe(401);
  expect((await admin.call("DELETE", "/users/1/sessions")).json).toEqual({ ended: 0 });
  expect((await admin.call("GET", "/users/99/sessions")).status).toBe(404);
  const { items } = (await admin.call("GET", "/audit?action=session")).json;
  expect((items as { action: string; target: string; before: unknown }[]).slice(0, 3)).toMatchObject([
    { action: "session.revoke-all", target: "admin", before: { count: 0 } },
    { action: "session.revoke-all", target: "the-viewer", before: { count: 1 } },
    { action: "session.revoke", target: "the-viewer", before: { address: expect.any(String) } },
  ]);
});
