import { describe, expect, test } from "bun:test";
import { openDatabase } from "../../src/db/db.ts";
import { openDevices, openRelations } from "../../src/devices/devices.ts";
import { devicesRoutes } from "../../src/devices/routes.ts";
import { openProducts } from "../../src/products/products.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";

function open() {
  const clock = makeManualClock(1_000);
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  products.create({ productKey: "pk", name: "Press" }, "ann");
  const devices = openDevices({ db, products, clock });
  const relations = openRelations({ db, clock, products, devices });
  const { audit, entries } = makeAuditLog();
  return {
    products,
    devices,
    entries,
    clock,
    ...makeApiClient(devicesRoutes({ db, products, devices, ...relations, audit, clock })),
  };
}

const DEVICE = {
  productKey: "pk",
  deviceName: "press-1",
  name: "",
  notes: "",
  nodeType: "direct",
  gateway: null,
  state: "inactive",
  stateSince: 1_000,
  stateReason: "created",
  address: "",
  activatedAt: null,
  lastSeenAt: null,
  isEnabled: true,
  groupId: null,
  latitude: null,
  longitude: null,
  place: "",
  createdAt: 1_000,
};

test("a device's life", async () => {
  const { call, devices, entries } = open();
  const draft = { productKey: "pk", deviceName: "press-1", deviceSecret: "secret" };
  const created = await call("POST", "/devices", { role: "developer", body: draft });
  expect([created.status, created.body]).toEqual([201, DEVICE]);
  expect(await call("POST", "/devices", { body: draft })).toMatchObject({
    status: 409,
    body: { code: "already_exists" },
  });
  expect(await call("POST", "/devices", { body: { productKey: "no" } })).toMatchObject({
    status: 404,
    body: { code: "unknown_product" },
  });
  devices.setPresence(1, { state: "online", reason: "connected", address: "10.0.0.9:1" });
  expect((await call("GET", "/devices/pk/press-1", { role: "viewer" })).body).toEqual({
    ...DEVICE,
    state: "online",
    stateReason: "connected",
    address: "10.0.0.9:1",
    activatedAt: 1_000,
    lastSeenAt: 1_000,
  });
  const path = "/devices/pk/press-1";
  expect((await call("PATCH", path, { body: { name: "Left", isEnabled: false } })).body).toMatchObject({
    name: "Left",
    state: "disabled",
  });
  expect((await call("DELETE", path)).status).toBe(204);
  expect(await call("GET", path)).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(entries.map(([who, { action, target }]) => [who, action, target])).toEqual([
    ["developer", "device.create", "pk/press-1"],
    ["admin", "device.update", "pk/press-1"],
    ["admin", "device.delete", "pk/press-1"],
  ]);
});

test("registration is reopened by a developer, on record", async () => {
  const { call, devices, entries } = open();
  devices.create({ productKey: "pk", deviceName: "press-1" }, "ann");
  devices.setPresence(1, { state: "online", reason: "connected" });
  const path = "/devices/pk/press-1/registration";
  expect((await call("POST", path, { role: "operator" })).status).toBe(403);
  expect((await call("POST", path, { role: "developer" })).body).toMatchObject({ activatedAt: null });
  expect((await call("POST", "/devices/pk/none/registration")).status).toBe(404);
  expect(entries.map(([who, { action, target }]) => [who, action, target])).toEqual([
    ["developer", "device.reopen-registration", "pk/press-1"],
  ]);
});

test("names with every allowed character come through the path", async () => {
  const { call, devices } = open();
  devices.create({ productKey: "pk", deviceName: "a-b_c.d:e@f" }, "ann");
  expect((await call("GET", `/devices/pk/${encodeURIComponent("a-b_c.d:e@f")}`)).status).toBe(200);
});

test("lists in pages and filters", async () => {
  const { call, devices } = open();
  for (const deviceName of ["a1", "a2", "b1"]) devices.create({ productKey: "pk", deviceName }, "ann");
  const first = await call("GET", "/devices?q=a&limit=1&state=inactive&productKey=pk", { role: "viewer" });
  expect(first.body).toMatchObject({ items: [{ deviceName: "a1" }], total: 2 });
  const { nextCursor } = first.body as { nextCursor: string };
  expect((await call("GET", `/devices?q=a&limit=1&cursor=${nextCursor}`)).body).toMatchObject({
    items: [{ deviceName: "a2" }],
    total: 2,
    nextCursor: null,
  });
  expect((await call("GET", "/devices?state=asleep")).status).toBe(400);
});

test("an operator may enable, disable and note, no more", async () => {
  const { call, devices } = open();
  devices.create({ productKey: "pk", deviceName: "a" }, "ann");
  const patch = async (role: "viewer" | "operator", body: object) =>
    (await call("PATCH", "/devices/pk/a", { role, body })).status;
  expect(await patch("operator", { isEnabled: false, notes: "belt changed" })).toBe(200);
  expect(await patch("operator", { deviceSecret: "x" })).toBe(403);
  expect(await patch("operator", { name: "x" })).toBe(403);
  expect(await patch("operator", { groupId: null })).toBe(403);
  expect(await patch("viewer", { notes: "x" })).toBe(403);
});

describe("apply", () => {
  const yaml =
    "products:\n  - productKey: oven\n    name: Oven\ndevices:\n  - {productKey: oven, deviceName: o1, deviceSecret: hush}\n";
  const headers = { "content-type": "text/yaml; charset=utf-8" };

  test("takes YAML, shows the difference first, then makes it so once", async () => {
    const { call, devices, entries } = open();
    const changes = [
      { action: "create", kind: "product", key: "oven", fields: ["name"] },
      { action: "create", kind: "device", key: "oven/o1", fields: ["deviceSecret"] },
    ];
    const dry = await call("POST", "/apply?dryRun=true", { role: "developer", body: yaml, headers });
    expect(dry.body).toEqual({ dryRun: true, changes, summary: { created: 2, updated: 0, unchanged: 0 } });
    expect([devices.find("oven", "o1"), entries]).toEqual([undefined, []]);
    expect((await call("POST", "/apply", { body: yaml, headers })).body).toMatchObject({
      dryRun: false,
      changes,
    });
    expect(devices.find("oven", "o1")?.deviceSecret).toBe("hush");
    expect((await call("POST", "/apply", { body: yaml, headers })).body).toMatchObject({
      summary: { created: 0, updated: 0, unchanged: 2 },
    });
    expect(entries[0]).toEqual([
      "admin",
      { action: "apply", target: "", after: { created: 2, updated: 0, unchanged: 0 } },
    ]);
  });

  test("takes JSON, and names what it does not take", async () => {
    const { call } = open();
    expect((await call("POST", "/apply", { body: { products: [] } })).body).toMatchObject({ changes: [] });
    for (const type of ["text/plain", "constructor"])
      expect(await call("POST", "/apply", { body: "x", headers: { "content-type": type } })).toMatchObject({
        status: 415,
      });
    expect(
      await call("POST", "/apply", { body: "{", headers: { "content-type": "application/json" } }),
    ).toMatchObject({
      status: 400,
      body: { errors: [{ path: "", message: "not JSON: see line 1, column 2" }] },
    });
    expect(
      await call("POST", "/apply", { body: { devices: [{ productKey: "no", deviceName: "a" }] } }),
    ).toMatchObject({ status: 400, body: { errors: [{ path: "devices[0].productKey" }] } });
    expect((await call("POST", "/apply", { role: "operator", body: {} })).status).toBe(403);
  });
});
