import { expect, test } from "bun:test";
import { Broker } from "../../../src/access/mqtt/broker/broker.ts";
import type { SessionLink } from "../../../src/access/mqtt/broker/session.ts";
import { keyOf, MqttClients } from "../../../src/access/mqtt/clients.ts";
import { failure } from "../../../src/spine/error.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { BROKER_LIMITS } from "./bench.ts";

function open() {
  const clock = makeManualClock(1_000);
  const broker = new Broker({ clock, shelf: undefined, limits: BROKER_LIMITS });
  const closed: string[] = [];
  const attach = (key: string, expiryS: number) => {
    const link = {
      ...{ version: 5, peerPacketBytes: 1_000, peerReceiveMaximum: 10 },
      ...{ clientId: `of ${key}`, address: "10.0.0.1:2", isTls: true, sinceMs: 900 },
      close: ({ code }: { code: string }) => closed.push(`${key} ${code}`),
    } as unknown as SessionLink;
    const { session } = broker.attach(key, { link, version: 5, isCleanStart: true, expiryS });
    return { session, link };
  };
  return { clock, broker, closed, attach, clients: new MqttClients(broker, clock) };
}

const ALL = { after: undefined, limit: 10, isWanted: () => true };

test("keys name a device, or an application with its client identifier", () => {
  const principal = { deviceId: 7, productKey: "pk", deviceName: "dn", dialect: "plain" };
  expect(keyOf({ kind: "device", principal }, "c")).toBe("d:7");
  expect(keyOf({ kind: "application", principal: { kind: "user", name: "ann" } }, "c:1")).toBe("a:ann:c:1");
  expect(keyOf({ kind: "application", principal: { kind: "key", name: "gk-1" } }, "c")).toBe("k:gk-1:c");
});

test("tells of sessions with and without a connection, in portions", () => {
  const { broker, attach, clients } = open();
  const { session } = attach("d:7", 0);
  broker.subscribe(session, "a/#", { qos: 1, isNoLocal: false, isRetainAsPublished: false, id: 0 });
  const away = attach("a:ann:c:1", 60);
  broker.detach(away.session, away.link, false);
  const rest = { version: 5, queued: 0, inFlight: 0 };
  const ann = {
    ...{ key: "a:ann:c:1", kind: "user", owner: "ann", clientId: "c:1", isConnected: false, address: null },
    ...{ isTls: false, sinceMs: 1_000, subscriptions: 0, expiryS: 60, ...rest },
  };
  const device = {
    ...{ key: "d:7", kind: "device", owner: "7", clientId: "of d:7", isConnected: true },
    ...{ address: "10.0.0.1:2", isTls: true, sinceMs: 900, subscriptions: 1, expiryS: 0, ...rest },
  };
  expect(clients.list(ALL) as unknown[]).toEqual([ann, device]);
  expect(clients.list({ ...ALL, limit: 1 }) as unknown[]).toEqual([ann]);
  expect(clients.list({ ...ALL, after: "a:ann:c:1" }) as unknown[]).toEqual([device]);
  expect(clients.find("d:7") as unknown).toEqual({
    entry: device,
    subscriptions: [{ filter: "a/#", qos: 1 }],
  });
});

test("disconnects who is there, and ends sessions that wait", () => {
  const { broker, attach, clients, closed } = open();
  attach("d:7", 0);
  const one = attach("k:gk-1:x", 60);
  const other = attach("k:gk-2:x", 60);
  for (const { session, link } of [one, other]) broker.detach(session, link, false);
  expect(clients.disconnect("d:7", failure("kicked"))).toBe(true);
  expect(clients.disconnect("k:gk-2:x", failure("kicked"))).toBe(true);
  expect(clients.disconnect("k:gk-2:x", failure("kicked"))).toBe(false);
  expect(closed).toEqual(["d:7 kicked"]);
  clients.forgetOwner("key", "gk-1");
  expect(clients.list(ALL).map(({ key }) => key)).toEqual(["d:7"]);
});

test("tells of retained messages in the order of topics, and removes them", () => {
  const { broker, clients, clock } = open();
  const retain = (topic: string, expiryS: number) =>
    broker.publish(
      { topic, payload: Buffer.from(topic), qos: 1, isRetain: true, properties: new Uint8Array(), expiryS },
      undefined,
      undefined,
    );
  for (const topic of ["c", "a"]) retain(topic, -1);
  retain("$b", 5);
  const entryOf = (topic: string, expiresMs: number | null) =>
    ({ topic, payload: Uint8Array.from(Buffer.from(topic)), qos: 1, expiresMs }) as const;
  expect(clients.retained(ALL)).toEqual([entryOf("$b", 6_000), entryOf("a", null), entryOf("c", null)]);
  clock.advance(5_000);
  expect(clients.removeRetained("a")).toBe(true);
  expect(clients.removeRetained("a")).toBe(false);
  expect(clients.retained(ALL)).toEqual([entryOf("c", null)]);
});

test("the session of a device that was deleted ends, once its connection is gone", () => {
  const { broker, clients, attach } = open();
  const { session, link } = attach("d:7", 60);
  clients.forgetDevice(7);
  expect(broker.sessions.has("d:7")).toBe(true);
  broker.detach(session, link, false);
  clients.forgetDevice(7);
  clients.forgetDevice(8);
  expect(broker.sessions.has("d:7")).toBe(false);
});
