import { expect, test } from "bun:test";
import { credentialRoutes } from "../../../../src/devices/credentials/api/routes.ts";
import { makeApiClient, makeAuditLog } from "../../../harness/room-api.ts";
import { HOUR, NOW, setUpCredentials } from "../fixture.ts";

const PATH = "/devices/pk/d1/credentials";

function setUp() {
  const world = setUpCredentials();
  const { devices, book, clock } = world;
  const { audit, entries } = makeAuditLog();
  const { call } = makeApiClient(credentialRoutes({ devices, book, audit, clock }));
  return { ...world, call, entries };
}

test("a developer adds, rotates and revokes; the trail has it without the secrets", async () => {
  const { call, entries, proofs } = setUp();
  const draft = { kind: "password", username: "u1", secret: "password-1", name: "HMI" };
  const added = await call("POST", PATH, { role: "developer", body: draft });
  expect(added).toMatchObject({
    status: 201,
    body: { secret: "password-1", credential: { id: 1, kind: "password", username: "u1", name: "HMI" } },
  });
  const rotated = await call("POST", `${PATH}/rotate`, { body: { kind: "password", overlapHours: 1 } });
  const { secret } = rotated.body as { secret: string };
  expect(proofs.findPassword("u1", secret)).toMatchObject({ credentialId: 2, failure: undefined });
  expect((await call("DELETE", `${PATH}/1`)).body).toMatchObject({
    id: 1,
    status: "revoked",
    revokedAt: NOW,
  });
  const list = (await call("GET", `${PATH}/list`)).body as { items: { id: number; status: string }[] };
  expect(list.items.map(({ id, status }) => [id, status])).toEqual([
    [0, "active"],
    [1, "revoked"],
    [2, "active"],
  ]);
  expect(JSON.stringify(list)).not.toContain("password-1");
  expect(entries.map(([who, { action, target }]) => [who, action, target])).toEqual([
    ["developer", "device.add-credential", "pk/d1"],
    ["admin", "device.rotate-credential", "pk/d1"],
    ["admin", "device.revoke-credential", "pk/d1"],
  ]);
});

test("a fraction of an hour is an overlap in whole milliseconds; a time beyond all calendars is none", async () => {
  const { call } = setUp();
  for (const overlapHours of [2.050417969821551e-9, 9.702565928990436]) {
    const body = { kind: "secret", overlapHours };
    expect(await call("POST", `${PATH}/rotate`, { body })).toMatchObject({ status: 200 });
  }
  const body = { kind: "token", secret: "token-1", expiresAt: 1e308 };
  expect(await call("POST", PATH, { body })).toMatchObject({ status: 400 });
});

test("the device secret rotates with overlap, and what to paste follows", async () => {
  const { call, clock } = setUp();
  expect((await call("GET", PATH)).body).toMatchObject({
    deviceSecret: "s1",
    mqtt: { plain: { password: "s1" } },
  });
  const body = { kind: "secret", overlapHours: 24, secret: "n1" };
  expect((await call("POST", `${PATH}/rotate`, { body })).body).toMatchObject({
    ...{ secret: "n1", credential: { id: 0, status: "active", createdAt: NOW } },
  });
  await call("POST", PATH, { body: { kind: "token", secret: "token-1" } });
  expect((await call("GET", PATH)).body).toMatchObject({
    ...{ deviceSecret: "n1", mqtt: { host: null, plain: { password: "n1" } } },
    others: [{ id: 2, kind: "token", login: { clientId: "d1", username: "token-1", password: "" } }],
  });
  clock.advance(24 * HOUR);
  expect((await call("GET", `${PATH}/list`)).body).toMatchObject({
    items: [{ id: 0 }, { id: 1, kind: "secret", status: "expired", expiresAt: NOW + 24 * HOUR }, { id: 2 }],
  });
});

test("the list of addresses is read by all and written by developers", async () => {
  const { call, entries } = setUp();
  const path = "/devices/pk/d1/allow-list";
  expect((await call("GET", path, { role: "viewer" })).body).toEqual({ networks: [] });
  const body = { networks: ["10.0.0.0/8"] };
  expect((await call("PUT", path, { role: "operator", body })).status).toBe(403);
  expect((await call("PUT", path, { body })).body).toEqual(body);
  expect(await call("PUT", path, { body: { networks: ["nowhere"] } })).toMatchObject({ status: 400 });
  expect((await call("GET", path)).body).toEqual(body);
  expect(entries).toEqual([
    ["admin", { action: "device.set-allow-list", target: "pk/d1", before: { networks: [] }, after: body }],
  ]);
});

test("operators see none of it, and what makes no sense is refused", async () => {
  const { call, entries } = setUp();
  const status = async (method: string, path: string, body?: object, role?: "operator") =>
    (await call(method, path, { ...(role ? { role } : {}), ...(body ? { body } : {}) })).status;
  const token = { kind: "token" };
  expect([
    await status("GET", PATH, undefined, "operator"),
    await status("GET", `${PATH}/list`, undefined, "operator"),
    await status("POST", PATH, token, "operator"),
    await status("POST", `${PATH}/rotate`, { kind: "secret", overlapHours: 1 }, "operator"),
    await status("DELETE", `${PATH}/1`, undefined, "operator"),
  ]).toEqual([403, 403, 403, 403, 403]);
  expect([
    await status("GET", "/devices/pk/d9/credentials/list"),
    await status("POST", PATH, { kind: "key" }),
    await status("POST", `${PATH}/rotate`, { kind: "secret", overlapHours: 721 }),
    await status("POST", `${PATH}/rotate`, { kind: "secret", overlapHours: -1 }),
    await status("POST", `${PATH}/rotate`, { kind: "token", overlapHours: 1 }),
    await status("POST", `${PATH}/rotate`, { kind: "certificate", overlapHours: 1 }),
    await status("DELETE", `${PATH}/0`),
    await status("DELETE", `${PATH}/7`),
  ]).toEqual([404, 400, 400, 400, 400, 400, 400, 404]);
  expect(entries).toEqual([]);
});
