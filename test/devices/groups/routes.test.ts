import { expect, test } from "bun:test";
import { openRoom } from "../room.ts";

const none = { total: 0, online: 0, stale: 0, offline: 0, inactive: 0, disabled: 0 };

test("a tree is made, counted, changed and taken down, on record", async () => {
  const { call, devices, make, told } = openRoom();
  const site = { id: 1, parentId: null, name: "Plant", kind: "site", order: 0, notes: "" };
  const made = await call("POST", "/groups", { role: "developer", body: { name: "Plant", kind: "site" } });
  expect([made.status, made.body]).toEqual([201, { ...site, depth: 1, path: "Plant" }]);
  await call("POST", "/groups", { body: { name: "Line 1", kind: "line", parentId: 1 } });
  devices.update(make("plain", "a"), { groupId: 2 }, "ann");
  make("plain", "b");
  const one = { ...none, total: 1, inactive: 1 };
  const line = { id: 2, parentId: 1, name: "Line 1", kind: "line", order: 0, notes: "", depth: 2 };
  expect((await call("GET", "/groups", { role: "viewer" })).body).toEqual({
    items: [
      { ...site, depth: 1, path: "Plant", counts: one },
      { ...line, path: "Plant / Line 1", counts: one },
    ],
    ungrouped: one,
  });
  expect((await call("PATCH", "/groups/2", { body: { name: "Line A" } })).body).toMatchObject({
    path: "Plant / Line A",
  });
  expect((await call("PATCH", "/groups/1", { body: { parentId: 2 } })).body).toMatchObject({
    code: "group_cycle",
  });
  expect((await call("DELETE", "/groups/2")).body).toMatchObject({ code: "in_use" });
  expect((await call("DELETE", "/groups/2?rehome=true")).status).toBe(204);
  expect((await call("GET", "/devices/plain/a")).body).toMatchObject({ groupId: 1 });
  expect((await call("DELETE", "/groups/7")).status).toBe(404);
  expect(told()).toEqual([
    ["developer", "group.create", "Plant"],
    ["admin", "group.create", "Plant / Line 1"],
    ["admin", "group.update", "Plant / Line 1"],
    ["admin", "group.delete", "Plant / Line A"],
  ]);
});

test("only developers change the tree", async () => {
  const { call } = openRoom();
  for (const [method, path] of [
    ["POST", "/groups"],
    ["PATCH", "/groups/1"],
    ["DELETE", "/groups/1"],
  ] as const)
    expect((await call(method, path, { role: "operator", body: { name: "x" } })).status).toBe(403);
});
