import { expect, test } from "bun:test";
import { openDatabase } from "../../src/db/db.ts";
import { openDevices } from "../../src/devices/devices.ts";
import { openDiagnosis, type RefusedLogin } from "../../src/diagnosis/diagnosis.ts";
import { diagnosisRoutes } from "../../src/diagnosis/routes.ts";
import { openProducts } from "../../src/products/products.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";

const LOGIN: RefusedLogin = {
  deviceId: 0,
  dialect: "plain",
  productKey: "pk",
  deviceName: "dn",
  protocol: "mqtt",
  clientId: "c",
  address: "10.0.0.1:5",
  code: "unknown_device",
  skewS: undefined,
  secret: "s3cret",
};

function setUp() {
  const clock = makeManualClock(1_000_000);
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  products.create({ productKey: "pk", name: "Press" }, "ann");
  const devices = openDevices({ db, products, clock });
  const diagnosis = openDiagnosis({ clock, devices, products, report: () => undefined });
  const { entries, audit } = makeAuditLog();
  const hasProduct = (productKey: string) => products.find(productKey) !== undefined;
  const api = makeApiClient(diagnosisRoutes({ diagnosis, hasProduct, audit }));
  return { api, devices, diagnosis, entries };
}

test("unknown devices are seen by everyone and adopted by developers, which leaves a trace without the secret", async () => {
  const { api, diagnosis, devices, entries } = setUp();
  diagnosis.noteRefused(LOGIN);
  const seen = await api.call("GET", "/unknown-devices", { role: "viewer" });
  expect(seen.body).toEqual({
    items: [
      {
        ...{ id: expect.any(String), code: "unknown_device", dialect: "plain", protocol: "mqtt" },
        ...{ productKey: "pk", deviceName: "dn", clientId: "c", address: "10.0.0.1:5" },
        ...{ isProductKnown: true, firstAt: 1_000_000, lastAt: 1_000_000, count: 1, secretUntil: 1_600_000 },
      },
    ],
  });
  const path = `/unknown-devices/${diagnosis.strangers()[0]?.id}/adopt`;
  const body = { isSecretSent: true };
  expect((await api.call("POST", path, { role: "operator", body })).status).toBe(403);
  expect(entries).toEqual([]);
  expect(await api.call("POST", path, { role: "developer", body })).toMatchObject({
    status: 201,
    body: { productKey: "pk", deviceName: "dn", isNewProduct: false },
  });
  expect(devices.get("pk", "dn").deviceSecret).toBe("s3cret");
  expect(entries).toEqual([
    [
      "developer",
      {
        action: "device.adopt",
        target: "pk/dn",
        after: { dialect: "plain", address: "10.0.0.1:5", secret: "sent" },
      },
    ],
  ]);
  expect((await api.call("POST", path, { body })).status).toBe(404);
});

test("a product that is made on the way is in the trail too; names of another form are refused", async () => {
  const { api, diagnosis, entries } = setUp();
  diagnosis.noteRefused({ ...LOGIN, productKey: "new", code: "unknown_product" });
  const path = `/unknown-devices/${diagnosis.strangers()[0]?.id}/adopt`;
  expect((await api.call("POST", path, { body: { deviceName: "no name" } })).status).toBe(400);
  expect((await api.call("POST", path, { body: { deviceName: "other" } })).status).toBe(400);
  expect((await api.call("POST", path, { body: {} })).status).toBe(201);
  expect(entries.map(([, { action, target }]) => [action, target])).toEqual([
    ["product.create", "new"],
    ["device.adopt", "new/dn"],
  ]);
});

test("one is dismissed by a developer", async () => {
  const { api, diagnosis, entries } = setUp();
  diagnosis.noteRefused(LOGIN);
  const path = `/unknown-devices/${diagnosis.strangers()[0]?.id}`;
  expect((await api.call("DELETE", path, { role: "operator" })).status).toBe(403);
  expect((await api.call("DELETE", path, { role: "developer" })).status).toBe(204);
  expect((await api.call("DELETE", "/unknown-devices/none")).status).toBe(404);
  expect((await api.call("GET", "/unknown-devices")).body).toEqual({ items: [] });
  expect(entries).toEqual([
    ["developer", { action: "device.dismiss", target: "pk/dn", before: { address: "10.0.0.1:5" } }],
  ]);
});

test("the diagnosis tells what goes on now, in the language asked for", async () => {
  const { api, devices, diagnosis } = setUp();
  const device = devices.create({ productKey: "pk", deviceName: "dn" }, "ann");
  for (let i = 0; i < 6; i++) diagnosis.noteTakeover(device.id, `10.0.0.${i % 2}:7`);
  diagnosis.noteRefused({ ...LOGIN, deviceName: "d2" });
  const { body } = await api.call("GET", "/diagnosis", { role: "viewer" });
  expect(body).toEqual({
    findings: [
      {
        code: "credential_shared",
        text: "Two devices use the same credentials, from 10.0.0.0 and 10.0.0.1: 6 times within a minute one drove the other out.",
        ...{ productKey: "pk", deviceName: "dn", since: 1_000_000, lastAt: 1_000_000 },
      },
    ],
    unknownDevices: 1,
    clock: { isSuspect: false, devices: 0, late: 0, skewS: 0 },
  });
});
