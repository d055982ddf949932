import { expect, test } from "bun:test";
import { devicesRoutes } from "../../../src/devices/routes.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";
import { openWorld } from "./world.ts";

function open() {
  const world = openWorld();
  const { make } = world;
  const { audit, entries } = makeAuditLog();
  const client = makeApiClient(devicesRoutes({ ...world, audit }));
  make("gw", "g1");
  make("gw", "g2");
  for (const name of ["c1", "c2", "c3"]) make("sub", name);
  return { ...world, entries, ...client };
}

const child = (deviceName: string) => ({ productKey: "sub", deviceName });

test("children are bound, listed in pages, shown with their gateway, and unbound", async () => {
  const { call, entries } = open();
  const bind = (deviceName: string) =>
    call("POST", "/devices/gw/g1/children", { role: "developer", body: child(deviceName) });
  expect(await bind("c1")).toMatchObject({
    status: 201,
    body: { deviceName: "c1", nodeType: "sub", gateway: { productKey: "gw", deviceName: "g1" } },
  });
  expect((await bind("c1")).status).toBe(201);
  await bind("c2");
  const first = await call("GET", "/devices/gw/g1/children?limit=1", { role: "viewer" });
  expect(first.body).toMatchObject({ items: [{ deviceName: "c1" }], total: 2 });
  const { nextCursor } = first.body as { nextCursor: string };
  const next = await call("GET", `/devices/gw/g1/children?limit=1&cursor=${nextCursor}`);
  expect(next.body).toMatchObject({ items: [{ deviceName: "c2" }], nextCursor: null });
  expect((await call("GET", "/devices?gateway=gw/g1")).body).toMatchObject({ total: 2 });
  expect((await call("GET", "/devices?gateway=gw/none")).status).toBe(404);
  expect(await call("DELETE", "/devices/gw/g1/children/sub/c1")).toMatchObject({ status: 204 });
  expect((await call("GET", "/devices/sub/c1")).body).toMatchObject({ gateway: null });
  expect(entries.map(([who, { action, target }]) => [who, action, target])).toEqual([
    ["developer", "device.bind", "sub/c1"],
    ["developer", "device.bind", "sub/c2"],
    ["admin", "device.unbind", "sub/c1"],
  ]);
});

test("what may not be bound is told why", async () => {
  const { call } = open();
  const bind = (gateway: string, body: object, role: "operator" | "admin" = "admin") =>
    call("POST", `/devices/gw/${gateway}/children`, { role, body });
  expect((await bind("g1", child("c1"), "operator")).status).toBe(403);
  await bind("g1", child("c1"));
  expect(await bind("g2", child("c1"))).toMatchObject({
    status: 409,
    body: { code: "child_bound_elsewhere" },
  });
  expect(await bind("g1", { productKey: "gw", deviceName: "g2" })).toMatchObject({
    body: { code: "not_a_sub_device" },
  });
  expect((await bind("g1", child("none"))).status).toBe(404);
  expect(await call("DELETE", "/devices/gw/g1/children/sub/c2")).toMatchObject({
    status: 404,
    body: { code: "child_not_bound" },
  });
});

test("tags are read by all and replaced by operators", async () => {
  const { call, entries } = open();
  const path = "/devices/sub/c1/tags";
  expect((await call("PUT", path, { role: "viewer", body: { hall: "3" } })).status).toBe(403);
  expect(await call("PUT", path, { role: "operator", body: { hall: "3" } })).toMatchObject({
    status: 200,
    body: { hall: "3" },
  });
  expect((await call("PUT", path, { body: { "a b": "3" } })).status).toBe(400);
  expect((await call("GET", path, { role: "viewer" })).body).toEqual({ hall: "3" });
  expect(entries).toMatchObject([["operator", { action: "device.set-tags", after: { hall: "3" } }]]);
});
