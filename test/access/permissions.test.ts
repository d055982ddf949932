import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import type { Link } from "../../src/access/adapter.ts";
import {
  type AccessRules,
  type ApplicationPeer,
  type DevicePeer,
  isOwnTopic,
  Permissions,
} from "../../src/access/permissions.ts";
import { dialectOf } from "../../src/codec/codec.ts";
import type { Device, Topology } from "../../src/devices/devices.ts";
import type { DeviceSession } from "../../src/sessions/sessions.ts";
import { MappingSchema } from "../../src/spine/mapping.ts";

const link: Link = {
  protocol: "mqtt",
  address: "",
  clientId: "c1",
  deliver: () => true,
  close: () => {},
};
const product = { nodeType: "direct", mapping: { isShared: false, rows: [] } };
const device = { id: 1, productKey: "pk", deviceName: "dn", product } as unknown as Device;
const dialect = dialectOf("plain");
if (dialect === undefined) throw new Error("no plain dialect");
const own: DevicePeer = {
  id: 1,
  principal: { deviceId: 1, productKey: "pk", deviceName: "dn", dialect: "plain" },
  dialect,
  source: { device },
  link,
};
const key: ApplicationPeer = { id: -1, application: { kind: "key", name: "gk-1" }, link };

/** Grants what begins with one of `prefixes`, at QoS 1 and without retained messages. */
function open(prefixes: string[]) {
  const asked: unknown[] = [];
  const told: unknown[] = [];
  let changed = () => {};
  const grant = (topic: string) => {
    const isAllowed = prefixes.some((prefix) => topic.startsWith(prefix));
    return { isAllowed, maxQos: 1, isRetainAllowed: false } as const;
  };
  const rules: AccessRules = {
    accessOf(principal, clientId) {
      asked.push([principal, clientId]);
      return { publish: grant, subscribe: grant };
    },
    onChange(listener) {
      changed = listener;
      return () => {};
    },
  };
  const session = {
    peer: { dialect: "alink" },
    link: {
      deliver: (topic: string, _payload: Uint8Array, options: object) => told.push([topic, options]) > 0,
    },
  } as unknown as DeviceSession;
  const permissions = new Permissions({
    rules,
    devices: { find: (pk, dn) => (pk === "pk" && dn === "dn" ? device : undefined) },
    sessions: { find: () => session },
  });
  return { permissions, asked, told, prefixes, change: () => changed() };
}

describe("a device", () => {
  test("uses its own topics without a word of the rules", () => {
    const { permissions, asked } = open([]);
    expect(permissions.publishRoute(own, "pk/dn/x")).toEqual({ isUplink: false, isRelayed: true });
    expect(permissions.publishRoute(own, "/sys/pk/dn/thing/event/property/post")).toMatchObject({
      isUplink: true,
    });
    expect(permissions.subscriptionQos(own, "pk/dn/#")).toBe(2);
    expect(asked).toEqual([]);
  });

  test("uses others where it is granted", () => {
    const { permissions } = open(["hall/"]);
    const limits = { maxQos: 1, isRetainAllowed: false } as const;
    expect(permissions.publishRoute(own, "hall/x")).toEqual({ isUplink: false, isRelayed: true, ...limits });
    expect(permissions.publishRoute(own, "other")).toMatchObject({ code: "topic_unknown" });
    expect(permissions.subscriptionQos(own, "hall/#")).toBe(1);
    expect(permissions.subscriptionQos(own, "#")).toBeUndefined();
  });
});

test("a gateway uses its children's own topics, custom ones too", () => {
  const topology: { childOf: Topology["childOf"] } = {
    childOf: (_, { deviceName }) => (deviceName === "kid" ? device : undefined),
  };
  const alink = dialectOf("alink");
  if (alink === undefined) throw new Error("no alink dialect");
  const source = { device: { ...device, product: { ...product, nodeType: "gateway" } } as unknown as Device };
  const gateway: DevicePeer = { ...own, dialect: alink, source };
  const sessions = { find: () => undefined };
  const permissions = new Permissions({ topology, devices: { find: () => device }, sessions });
  const relayed = { isUplink: false, isRelayed: true };
  expect(permissions.publishRoute(gateway, "/kids/kid/user/update")).toEqual(relayed);
  expect(permissions.publishRoute(gateway, "/kids/other/user/update")).toMatchObject({
    code: "topic_unknown",
  });
  expect(permissions.publishRoute(gateway, "/shadow/update/kids/kid")).toMatchObject({ isUplink: true });
  for (const filter of ["/shadow/get/kids/kid", "/kids/kid/user/get", "/sys/kids/kid/rrpc/request/+"])
    expect(permissions.subscriptionQos(gateway, filter)).toBe(2);
  expect(permissions.subscriptionQos(gateway, "/shadow/get/kids/other")).toBeUndefined();
});

describe("a device whose product has a mapping", () => {
  const mapping = v.parse(MappingSchema, {
    rows: [
      { topic: "plant/{deviceName}/{property}", payload: "text" },
      { topic: "spBv1.0/G/+/{deviceName}/#", payload: "sparkplug-b" },
    ],
  });
  const mapped = { ...own, source: { device: { ...device, product: { ...product, mapping } } as Device } };

  test("publishes on its topics, which are stored and relayed, and hears its commands", () => {
    const { permissions } = open([]);
    expect(permissions.publishRoute(mapped, "plant/dn/temp")).toEqual({ isUplink: true, isRelayed: true });
    expect(permissions.publishRoute(mapped, "plant/other/temp")).toMatchObject({
      code: "mapping_other_device",
    });
    expect(permissions.subscriptionQos(mapped, "spBv1.0/G/NCMD/dn/#")).toBe(2);
    expect(permissions.subscriptionQos(mapped, "spBv1.0/G/NCMD/other")).toBeUndefined();
  });

  test("is asked about again when the mapping changes", () => {
    let announce = () => {};
    const onMappingChange = (listener: () => void) => {
      announce = listener;
    };
    const permissions = new Permissions({
      onMappingChange,
      devices: { find: () => device },
      sessions: { find: () => undefined },
    });
    let changes = 0;
    permissions.onChange(() => void changes++);
    announce();
    expect(changes).toBe(1);
  });
});

describe("an application", () => {
  test("does what it is granted, and is asked about once until the rules change", () => {
    const { permissions, asked, prefixes, change } = open(["a/"]);
    let changes = 0;
    const stop = permissions.onChange(() => void changes++);
    expect(permissions.publishRoute(key, "a/b")).toMatchObject({ isUplink: false, isRelayed: true });
    expect(permissions.publishRoute(key, "b")).toMatchObject({ code: "topic_denied" });
    expect(asked).toEqual([[key.application, "c1"]]);
    prefixes.push("b");
    change();
    expect(permissions.subscriptionQos(key, "b")).toBe(1);
    expect([asked.length, changes]).toEqual([2, 1]);
    stop();
    change();
    expect(changes).toBe(1);
  });

  test("tells a device what it hears without a subscription, and stores nothing in its name", () => {
    const { permissions, told } = open(["/sys/"]);
    const topic = "/sys/pk/dn/thing/service/property/set";
    const route = permissions.publishRoute(key, topic);
    if ("code" in route) throw new Error(route.code);
    expect(route.tellHearer?.(new Uint8Array(), 2)).toBe(true);
    expect(told).toEqual([[topic, { qos: 1, isSystem: true, isUnlessSubscribed: true }]]);
    const report = permissions.publishRoute(key, "/sys/pk/dn/thing/event/property/post");
    expect(report).toMatchObject({ isUplink: false, isRelayed: true });
  });
});

test("isOwnTopic knows the topics of every dialect, and no others", () => {
  expect(isOwnTopic(device, "publish", "/sys/pk/dn/thing/event/property/post")).toBe(true);
  expect(isOwnTopic(device, "subscribe", "/sys/pk/dn/#")).toBe(true);
  expect(isOwnTopic(device, "subscribe", "pk/dn/#")).toBe(true);
  expect(isOwnTopic(device, "subscribe", "/sys/pk/+/thing/#")).toBe(false);
  expect(isOwnTopic(device, "publish", "pk/other/x")).toBe(false);
  const rows = [{ topic: "plant/{deviceName}", payload: "json" }];
  const mapped = { ...device, product: { ...product, mapping: v.parse(MappingSchema, { rows }) } } as Device;
  expect(isOwnTopic(mapped, "publish", "plant/dn")).toBe(true);
  expect(isOwnTopic(mapped, "publish", "plant/other")).toBe(false);
});
