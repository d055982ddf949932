import { expect, test } from "bun:test";
import { makeEntry, type NewEntry } from "../../src/journal/entry.ts";
import { property } from "../log/sample.ts";
import { EVENTS } from "./rig.ts";

test("each kind becomes an entry with what people look for", () => {
  const defined = (entry: NewEntry | undefined) => {
    const { seq: _, ts: __, recvTs: ___, ...rest } = entry ?? ({} as NewEntry);
    return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  };
  const head = { deviceId: 7, productKey: "press", deviceName: "p1", protocol: "mqtt" };
  expect(Object.values(EVENTS).map((event) => defined(makeEntry(event)))).toEqual([
    { ...head, kind: "event", title: "overheat", level: "alert", output: { max: 2n ** 60n } },
    { ...head, kind: "state", title: "offline", code: "keepalive_timeout", address: "10.0.0.1:5" },
    { ...head, kind: "lifecycle", title: "created" },
    {
      ...head,
      kind: "refused",
      title: "property_unknown",
      code: "property_unknown",
      subject: "up/property",
      address: "10.0.0.1:5",
      isStored: true,
      params: { property: "x", address: "10.0.0.1:5", dialect: "plain" },
    },
    { ...head, kind: "reply", title: "set", code: "200", output: {} },
  ]);
});

test("property reports are telemetry, not journal", () => {
  expect(makeEntry(property(1))).toBeUndefined();
});
