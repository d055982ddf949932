import { expect, test } from "bun:test";
import { openLive } from "../../src/live/live.ts";
import { liveRoutes } from "../../src/live/routes.ts";
import { failure } from "../../src/spine/error.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeApiClient } from "../harness/room-api.ts";
import { eventBase, makeDurableFeed, report, stateChange } from "../harness/sample-events.ts";

function open(clientLimit = 2) {
  const clock = makeManualClock();
  const log = makeDurableFeed();
  const live = openLive({ log, clock, clientLimit });
  const resolveDevice = (productKey: string, deviceName: string) =>
    productKey === "pk" && deviceName === "d1" ? 1 : undefined;
  return { clock, log, live, ...makeApiClient(liveRoutes({ live, clock, resolveDevice })) };
}

/** Reads messages until `count` are there. */
async function read(response: Response, count: number): Promise<[string, unknown][]> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const parse = () =>
    [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(([, name = "", data = ""]): [string, unknown] => [
      name,
      JSON.parse(data),
    ]);
  while (parse().length < count) text += (await reader?.read())?.value ?? "";
  await reader?.cancel();
  return parse();
}

test("a device's events arrive in the API's words", async () => {
  const { clock, log, live, fetch } = open();
  const response = await fetch("/openapi/v1/live?device=pk/d1");
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "text/event-stream; charset=utf-8",
  ]);
  const { code, params } = failure("property_unknown", { property: "x" });
  const base = { productKey: "pk", deviceName: "d1", ts: 1_000 };
  const events = [
    report({ t: 2n ** 60n }),
    { ...eventBase(), kind: "event", identifier: "jam", level: "alert", output: { n: 1 } } as const,
    stateChange("offline"),
    { ...eventBase(), kind: "lifecycle", action: "updated" } as const,
    { ...eventBase(), kind: "refused", code, subject: "post", params, isStored: true } as const,
  ];
  log.emit(...events);
  clock.advance(50);
  const seqs = events.map((event) => event.seq);
  expect(await read(response, 5)).toEqual([
    [
      "property",
      { seq: seqs[0], ...base, points: [{ property: "t", ts: 1_000, value: String(2n ** 60n), quality: 0 }] },
    ],
    ["event", { seq: seqs[1], ...base, identifier: "jam", level: "alert", output: { n: 1 } }],
    ["state", { seq: seqs[2], ...base, state: "offline", reason: "connected", address: "10.0.0.1:5" }],
    ["lifecycle", { seq: seqs[3], ...base, action: "updated" }],
    [
      "refused",
      {
        seq: seqs[4],
        ...base,
        code,
        subject: "post",
        params,
        isStored: true,
        text: "Property x is not in the thing model.",
      },
    ],
  ]);
  expect([live.stats().clients, log.listeners.size]).toEqual([0, 0]);
});

test("kinds narrow it, one by one or with commas", async () => {
  const { clock, log, fetch } = open();
  const response = await fetch("/openapi/v1/live?device=pk/d1&kinds=state,refused&kinds=event");
  log.emit(report({ t: 1 }), stateChange("online"));
  clock.advance(50);
  expect((await read(response, 1)).map(([name]) => name)).toEqual(["state"]);
});

test("without a device: presence of all, and counters", async () => {
  const { clock, log, fetch } = open();
  const response = await fetch("/openapi/v1/live");
  log.emit(report({ t: 1 }), stateChange("online", { deviceId: 5 }));
  clock.advance(1_000);
  expect((await read(response, 2)).map(([name]) => name)).toEqual(["state", "counters"]);
});

test("what cannot be followed is refused before the stream begins", async () => {
  const { call, fetch } = open(1);
  expect(await call("GET", "/live?device=pk/none")).toMatchObject({
    status: 404,
    body: { code: "not_found" },
  });
  expect(await call("GET", "/live?device=nonsense")).toMatchObject({ status: 404 });
  expect(await call("GET", "/live?kinds=everything")).toMatchObject({ status: 400 });
  const first = await fetch("/openapi/v1/live");
  expect(await call("GET", "/live")).toMatchObject({
    status: 503,
    body: { code: "too_many_connections", params: { limit: 1 } },
  });
  await first.body?.cancel();
  const next = await fetch("/openapi/v1/live");
  expect(next.status).toBe(200);
  await next.body?.cancel();
});

test("who reaches a part sees that part alone: of a report its properties, of all devices its own, no counters", async () => {
  const { clock, log, fetch } = open(3);
  const as = (scope: object) => ({ headers: { "x-test-scopes": JSON.stringify([scope]) } });
  const property = { kind: "property", productKey: "pk", deviceName: "d1", identifier: "t" };
  const other = { kind: "device", productKey: "pk", deviceName: "d2" };
  expect((await fetch("/openapi/v1/live?device=pk/d1", as(other))).status).toBe(403);
  expect((await fetch("/openapi/v1/live?device=nonsense", as(other))).status).toBe(403);
  const byProperty = await fetch("/openapi/v1/live?device=pk/d1", as(property));
  const ofOther = await fetch("/openapi/v1/live", as(other));
  const inOther = { deviceId: 2, deviceName: "d2" };
  log.emit(
    stateChange("offline"),
    { ...stateChange("online"), ...inOther },
    report({ u: 1 }),
    report({ u: 2, t: 3 }),
  );
  clock.advance(1_000);
  log.emit({ ...stateChange("offline"), ...inOther });
  clock.advance(50);
  const [shown] = await read(byProperty, 1);
  expect(shown).toMatchObject(["property", { deviceName: "d1", points: [{ property: "t", value: 3 }] }]);
  expect((await read(ofOther, 2)).map(([name, data]) => [name, data])).toMatchObject([
    ["state", { deviceName: "d2", state: "online" }],
    ["state", { deviceName: "d2", state: "offline" }],
  ]);
});
