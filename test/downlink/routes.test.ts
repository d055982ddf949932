import { expect, test } from "bun:test";
import { downlinkRoutes } from "../../src/downlink/routes.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";
import { makeWorld } from "./world.ts";

function setUp() {
  const world = makeWorld();
  const { entries, audit } = makeAuditLog();
  const { downlink, devices } = world;
  return { ...world, world, entries, api: makeApiClient(downlinkRoutes({ downlink, devices, audit })) };
}

test("a property set that waits is accepted, shown with its reason, listed and cancelled", async () => {
  const { api, entries } = setUp();
  const made = await api.call("POST", "/devices/pk/d1/properties", {
    body: { params: { on: 1 }, expiresInS: 60 },
    role: "operator",
  });
  const shown = {
    ...{ id: 1, productKey: "pk", deviceName: "d1", kind: "property_set", identifier: null },
    ...{ request: { on: true }, state: "queued", actor: "operator", createdAt: 1_700_000_000_000 },
    ...{ expiresAt: 1_700_000_060_000, timeoutMs: 10_000, sentAt: null, settledAt: null },
    ...{ confirmedBy: null, output: null, error: null },
    waiting: { code: "command_offline", params: {}, text: "The device is not online." },
  };
  expect([made.status, made.body]).toEqual([202, shown]);
  const list = await api.call("GET", "/devices/pk/d1/commands?state=queued", { role: "viewer" });
  expect(list.body).toEqual({ items: [shown], nextCursor: null });
  expect((await api.call("GET", "/commands/1", { role: "viewer" })).body).toEqual(shown);
  expect(await api.call("DELETE", "/commands/1")).toMatchObject({
    status: 200,
    body: { state: "cancelled" },
  });
  expect(await api.call("DELETE", "/commands/1")).toMatchObject({
    status: 409,
    body: { code: "command_state" },
  });
  expect(entries).toEqual([
    [
      "operator",
      {
        action: "command.send",
        target: "pk/d1",
        after: { id: 1, kind: "property_set", request: { on: true } },
      },
    ],
    ["admin", { action: "command.cancel", target: "pk/d1", before: { id: 1, kind: "property_set" } }],
  ]);
});

test("a call that is waited for answers 200 with the outcome", async () => {
  const { api, world } = setUp();
  world.connect();
  const body = { input: { amount: 2, options: { isFast: true } }, waitMs: 1_000 };
  const called = api.call("POST", "/devices/pk/d1/services/dose", { body });
  await Bun.sleep(0);
  await world.answer("1", { method: "thing.service.dose.invoke", output: { left: 3 } });
  expect(await called).toMatchObject({
    status: 200,
    body: { state: "succeeded", identifier: "dose", confirmedBy: "answer", output: { left: 3 } },
  });
});

test("bytes as text, hex and base64", async () => {
  const { api } = setUp();
  const send = (payload: string, encoding?: string) =>
    api.call("POST", "/devices/pk/d1/raw", { body: { payload, ...(encoding && { encoding }) } });
  expect([await send("on"), await send("6f 6e", "hex"), await send("b24=", "base64")]).toMatchObject(
    Array.from({ length: 3 }, () => ({ status: 202, body: { request: { base64: "b24=" } } })),
  );
  expect((await send("6f6", "hex")).status).toBe(400);
});

test("pages go back in time", async () => {
  const { api } = setUp();
  for (let i = 0; i < 3; i++)
    await api.call("POST", "/devices/pk/d1/properties", { body: { params: { on: 1 } } });
  type Page = { items: { id: number }[]; nextCursor: string };
  const first = (await api.call("GET", "/devices/pk/d1/commands?limit=2")).body as Page;
  expect(first.items.map(({ id }) => id)).toEqual([3, 2]);
  const next = await api.call("GET", `/devices/pk/d1/commands?limit=2&cursor=${first.nextCursor}`);
  expect((next.body as Page).items.map(({ id }) => id)).toEqual([1]);
});

test("who may not, what is not there, and what is not right", async () => {
  const { api } = setUp();
  const set = (body: object, role: "viewer" | "operator" = "operator", device = "d1") =>
    api.call("POST", `/devices/pk/${device}/properties`, { body, role });
  expect([
    (await set({ params: { on: 1 } }, "viewer")).status,
    (await set({ params: { on: 1 } }, "operator", "d2")).status,
    (await set({ params: {} })).status,
    (await set({ params: { on: 1 }, waitMs: 30_001 })).status,
    (await set({ params: { temp: 1 } })).status,
    (await api.call("GET", "/commands/9")).status,
  ]).toEqual([403, 404, 400, 400, 422, 404]);
});
