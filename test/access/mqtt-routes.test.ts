import { expect, test } from "bun:test";
import { type BrokerClient, mqttRoutes } from "../../src/access/mqtt-routes.ts";
import type { Failure } from "../../src/spine/error.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";

const CLIENT: BrokerClient = {
  ...{ key: "d:7", kind: "device", owner: "7", clientId: "p1|x|", isConnected: true, address: "10.0.0.9:5" },
  ...{ isTls: false, sinceMs: 5, version: 4, subscriptions: 1, queued: 2, inFlight: 3, expiryS: 0 },
};
const AWAY: BrokerClient = {
  ...{ ...CLIENT, key: "k:gk-1:a/b", kind: "key", owner: "gk-1", clientId: "a/b" },
  ...{ isConnected: false, address: null, version: 5, expiryS: 60 },
};
const FIGURES = {
  ...{ sessions: 2, connected: 1, maximum: 1, subscriptions: 1, sharedGroups: 0, retained: 2 },
  ...{ retainedBytes: 9, queued: 0, queuedBytes: 0, dropped: { slow: 0, queue: 0, expired: 0, size: 0 } },
};

function open() {
  const { audit, entries } = makeAuditLog();
  const closed: [string, Failure][] = [];
  const topics = new Map([
    ["a", new TextEncoder().encode("21.5")],
    ["b", Uint8Array.of(0xff, 0)],
  ]);
  const api = makeApiClient(
    mqttRoutes({
      audit,
      stats: () => FIGURES,
      nameOf: (kind, owner) => (kind === "device" ? `press/p${owner}` : `name of ${owner}`),
      view: {
        list: ({ after = "", limit, isWanted }) =>
          [CLIENT, AWAY].filter((one) => one.key > after && isWanted(one)).slice(0, limit),
        find: (key) =>
          key === CLIENT.key ? { entry: CLIENT, subscriptions: [{ filter: "#", qos: 1 }] } : undefined,
        disconnect: (key, why) => closed.push([key, why]) > 0,
        retained: ({ after = "", limit, isWanted }) =>
          [...topics]
            .map(([topic, payload]) => ({ topic, payload, qos: 1, expiresMs: null }) as const)
            .filter((one) => one.topic > after && isWanted(one))
            .slice(0, limit),
        removeRetained: (topic) => topics.delete(topic),
      },
    }),
  );
  return { ...api, entries, closed };
}

const ID = Buffer.from("d:7").toString("base64url");
const SHOWN = {
  ...{
    id: ID,
    kind: "device",
    name: "press/p7",
    clientId: "p1|x|",
    isConnected: true,
    address: "10.0.0.9:5",
  },
  ...{ isTls: false, since: 5, version: "3.1.1", subscriptions: 1, queued: 2, inFlight: 3, expiryS: 0 },
};

test("lists clients in pages, filtered by what people see", async () => {
  const { call } = open();
  const namesAt = async (query: string) => {
    const { body } = await call("GET", `/mqtt/clients${query}`, { role: "operator" });
    return (body as { items: { name: string }[] }).items.map(({ name }) => name);
  };
  const first = await call("GET", "/mqtt/clients?limit=1");
  const { nextCursor } = first.body as { nextCursor: string };
  expect(first).toMatchObject({ status: 200, body: { items: [SHOWN] } });
  expect(await namesAt(`?limit=1&cursor=${nextCursor}`)).toEqual(["name of gk-1"]);
  expect(await namesAt("?q=PRESS")).toEqual(["press/p7"]);
  expect(await namesAt("?q=a/b")).toEqual(["name of gk-1"]);
  expect(await namesAt("?state=away")).toEqual(["name of gk-1"]);
  expect(await namesAt("?kind=device&state=away")).toEqual([]);
  expect(await call("GET", "/mqtt/clients", { role: "viewer" })).toMatchObject({ status: 403 });
  expect(await call("GET", "/mqtt/stats", { role: "operator" })).toMatchObject({ body: FIGURES });
});

test("shows one with its subscriptions, and disconnects it", async () => {
  const { call, closed, entries } = open();
  const subscriptions = [{ filter: "#", qos: 1 }];
  expect(await call("GET", `/mqtt/clients/${ID}`)).toMatchObject({ body: { client: SHOWN, subscriptions } });
  expect(await call("DELETE", `/mqtt/clients/${ID}`)).toMatchObject({ status: 204 });
  expect(closed).toEqual([["d:7", { code: "kicked", params: {} }]]);
  expect(await call("DELETE", "/mqtt/clients/eA")).toMatchObject({ status: 404 });
  expect(entries.map(([, { action, target }]) => [action, target])).toEqual([
    ["mqtt.disconnect", "press/p7"],
  ]);
});

test("shows retained messages as text or base64, and removes them", async () => {
  const { call, entries } = open();
  const text = { topic: "a", payload: "21.5", isText: true, sizeBytes: 4, qos: 1, expiresAt: null };
  const bytes = { topic: "b", payload: "/wA=", isText: false, sizeBytes: 2, qos: 1, expiresAt: null };
  expect(await call("GET", "/mqtt/retained")).toMatchObject({ body: { items: [text, bytes] } });
  expect(await call("GET", "/mqtt/retained?q=b")).toMatchObject({ body: { items: [bytes] } });
  expect(await call("DELETE", "/mqtt/retained", { body: { topic: "a" } })).toMatchObject({ status: 204 });
  expect(await call("DELETE", "/mqtt/retained", { body: { topic: "a" } })).toMatchObject({ status: 404 });
  expect(entries.map(([, { action, target }]) => [action, target])).toEqual([["mqtt.retained.delete", "a"]]);
});
