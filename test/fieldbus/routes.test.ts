import { expect, test } from "bun:test";
import { TCP_LINK as LINK, makeFieldRig } from "./field-rig.ts";

test("a link is made, shown, changed and removed, and each change is on record", async () => {
  const { api, entries } = makeFieldRig();
  const made = await api.call("POST", "/links", { body: LINK });
  expect(made).toMatchObject({ status: 201, body: { id: 1, status: { state: "up" }, slaveCount: 0 } });
  const changed = { ...LINK, name: "other" };
  expect((await api.call("PUT", "/links/1", { body: changed })).status).toBe(200);
  await api.call("PUT", "/links/1", { body: changed });
  const put = await api.call("PUT", "/devices/meter/m1/slave", { body: { linkId: 1, unit: 7 } });
  expect(put.status).toBe(200);
  expect(await api.call("GET", "/links/1/slaves")).toMatchObject({
    body: { items: [{ deviceName: "m1", settings: { unit: 7 } }] },
  });
  expect((await api.call("DELETE", "/devices/meter/m1/slave")).status).toBe(204);
  expect(await api.call("GET", "/devices/meter/m1/slave")).toMatchObject({ body: { slave: null } });
  expect((await api.call("DELETE", "/links/1")).status).toBe(204);
  expect(await api.call("GET", "/links")).toMatchObject({ body: { items: [] } });
  expect(entries.map(([, { action }]) => action)).toEqual([
    "link.create",
    "link.update",
    "device.set-slave",
    "device.delete-slave",
    "link.delete",
  ]);
});

test("who may only look may not change, and what is not there is not found", async () => {
  const { api } = makeFieldRig();
  expect([
    (await api.call("POST", "/links", { body: LINK, role: "operator" })).status,
    (await api.call("GET", "/links", { role: "viewer" })).status,
    (await api.call("GET", "/links/9")).status,
    (await api.call("PUT", "/devices/meter/m1/slave", { body: { linkId: 9, unit: 1 } })).status,
    (await api.call("POST", "/links", { body: { name: "x", transport: { kind: "tcp" } } })).status,
  ]).toEqual([403, 200, 404, 404, 400]);
  expect(await api.call("GET", "/serial-ports", { role: "viewer" })).toMatchObject({
    body: { names: "path", items: [{ device: "/dev/ttyUSB0" }] },
  });
});
