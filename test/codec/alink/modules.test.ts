import { expect, test } from "bun:test";
import * as v from "valibot";
import { alink } from "../../../src/codec/alink/alink.ts";
import type { Decoded } from "../../../src/codec/dialect.ts";
import { ThingModelSchema } from "../../../src/spine/model.ts";

const NOW = 1_600_000_000_000;
const model = v.parse(ThingModelSchema, {
  modules: [{ identifier: "Battery", name: "Battery pack" }],
  properties: [
    { identifier: "level", name: "Level", dataType: { type: "float" } },
    { identifier: "Battery:level", name: "Charge", dataType: { type: "int", min: 0, max: 100 } },
  ],
  events: [
    {
      identifier: "Battery:low",
      name: "Low",
      level: "alert",
      output: [{ identifier: "left", name: "Left", dataType: { type: "int" } }],
    },
  ],
});

function decode(tail: string, params: unknown): Decoded {
  const route = alink.route(`/sys/pk/dn/thing/${tail}`, "pk", "dn");
  if (!route) throw new Error(`no route for ${tail}`);
  const sender = { deviceId: 7, productKey: "pk", deviceName: "dn", protocol: "mqtt", dialect: "alink" };
  const context = { ...sender, model, validation: "warn" as const, recvTs: NOW, retentionDays: 30 };
  return route.decode(new TextEncoder().encode(JSON.stringify({ id: "1", params })), context);
}

test("a property of a module is told by the module's identifier in front of its own", () => {
  const decoded = decode("event/property/post", { level: 1.5, "Battery:level": { value: 101, time: NOW } });
  expect(decoded.events).toMatchObject([
    {
      points: [
        { property: "level", ts: NOW, value: 1.5, quality: 0 },
        { property: "Battery:level", ts: NOW, value: 101, quality: 2 },
      ],
    },
  ]);
  expect(decoded.flags.map(({ code }) => code)).toEqual(["property_range"]);
});

test("an event of a module has it in its topic, and in a batch as key", () => {
  const low = { kind: "event", identifier: "Battery:low", level: "alert", output: { left: 9 } };
  expect(decode("event/Battery:low/post", { value: { left: 9 }, time: NOW })).toMatchObject({
    events: [low],
    flags: [],
  });
  const batch = { properties: {}, events: { "Battery:low": [{ value: { left: 9 }, time: NOW }] } };
  expect(decode("event/property/batch/post", batch)).toMatchObject({ events: [low], flags: [] });
});
