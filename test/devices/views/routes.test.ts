import { expect, test } from "bun:test";
import { openRoom } from "../room.ts";

test("a view is saved, counted, used as a group, changed and deleted, on record", async () => {
  const { call, make, devices, told } = openRoom();
  devices.setPresence(make("plain", "a").id, { state: "online", reason: "connected" });
  make("plain", "b");
  make("sub", "c");
  const draft = { name: "Plain ones", filter: { productKey: "plain" } };
  const made = await call("POST", "/device-views", { role: "operator", body: draft });
  const view = { id: 1, ...draft, createdBy: "operator", createdAt: 1_000, updatedAt: 1_000 };
  expect([made.status, made.body]).toEqual([201, view]);
  expect((await call("GET", "/device-views", { role: "viewer" })).body).toEqual({ items: [view] });
  expect((await call("GET", "/device-views/1/counts", { role: "viewer" })).body).toEqual({
    ...{ total: 2, online: 1, stale: 0, offline: 0, inactive: 1, disabled: 0 },
  });
  expect((await call("GET", "/devices?view=1&state=online")).body).toMatchObject({
    items: [{ deviceName: "a" }],
    total: 1,
  });
  expect((await call("PATCH", "/device-views/1", { body: { name: "Plain" } })).body).toMatchObject({
    name: "Plain",
  });
  expect((await call("DELETE", "/device-views/1")).status).toBe(204);
  expect((await call("GET", "/devices?view=1")).status).toBe(404);
  expect(told()).toEqual([
    ["operator", "view.create", "Plain ones"],
    ["admin", "view.update", "Plain ones"],
    ["admin", "view.delete", "Plain"],
  ]);
});

test("what cannot be found is refused when it is saved", async () => {
  const { call } = openRoom();
  const save = async (filter: object) =>
    (await call("POST", "/device-views", { body: { name: "x", filter } })).status;
  expect(await save({ group: 7 })).toBe(404);
  expect(await save({ gateway: "gw/none" })).toBe(404);
  expect(await save({ colour: "red" })).toBe(400);
  expect((await call("POST", "/device-views", { role: "viewer", body: {} })).status).toBe(403);
});
