import { expect, test } from "bun:test";
import { openRoom } from "../room.ts";

test("deleted devices are listed in pages, restored and purged, one or many, on record", async () => {
  const { call, make, told } = openRoom();
  for (const name of ["a", "b", "c", "d"]) {
    make("plain", name);
    await call("DELETE", `/devices/plain/${name}`);
  }
  const first = await call("GET", "/device-trash?limit=3", { role: "viewer" });
  const { items, nextCursor, total } = first.body as { items: object[]; nextCursor: string; total: number };
  expect([items.length, total, items[0]]).toEqual([
    3,
    4,
    {
      ...{ id: 4, productKey: "plain", deviceName: "d", name: "", deletedAt: 1_000, deletedBy: "admin" },
      purgeAt: 1_000 + 7 * 86_400_000,
    },
  ]);
  expect((await call("GET", `/device-trash?cursor=${nextCursor}`)).body).toMatchObject({
    items: [{ deviceName: "a" }],
    nextCursor: null,
  });
  expect((await call("GET", "/device-trash?q=B&productKey=plain")).body).toMatchObject({ total: 1 });
  expect(await call("POST", "/device-trash/1/restore", { role: "developer" })).toMatchObject({
    status: 200,
    body: { deviceName: "a", state: "inactive", stateReason: "restored" },
  });
  expect((await call("POST", "/device-trash/1/restore")).status).toBe(404);
  expect((await call("DELETE", "/device-trash/2")).status).toBe(204);
  expect((await call("POST", "/device-trash/restore", { body: { ids: [2, 3] } })).body).toEqual({
    done: 1,
    failed: [{ id: 2, code: "not_found", message: "deleted device 2 does not exist." }],
  });
  expect((await call("POST", "/device-trash/purge", { body: { ids: [4] } })).body).toEqual({
    done: 1,
    failed: [],
  });
  expect(told().slice(4)).toEqual([
    ["developer", "device.restore", "plain/a"],
    ["admin", "device.purge", "plain/b"],
    ["admin", "device.restore", "1 devices"],
    ["admin", "device.purge", "1 devices"],
  ]);
});

test("only developers empty the trash or take from it", async () => {
  const { call } = openRoom();
  const ids = { body: { ids: [1] }, role: "operator" } as const;
  expect((await call("POST", "/device-trash/1/restore", { role: "operator" })).status).toBe(403);
  expect((await call("DELETE", "/device-trash/1", { role: "operator" })).status).toBe(403);
  expect((await call("POST", "/device-trash/restore", ids)).status).toBe(403);
  expect((await call("POST", "/device-trash/purge", ids)).status).toBe(403);
});
