import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import type { DecodeContext } from "../../src/codec/dialect.ts";
import { Report } from "../../src/codec/report.ts";
import { POINTS_PER_UPLINK } from "../../src/spine/limits.ts";
import { ThingModelSchema } from "../../src/spine/model.ts";

const NOW = 1_600_000_000_000;
const model = v.parse(ThingModelSchema, {
  properties: [{ identifier: "must", name: "Must", required: true, dataType: { type: "int" } }],
  events: [
    { identifier: "e", name: "E", output: [{ identifier: "n", name: "N", dataType: { type: "int" } }] },
  ],
});

function makeReport(validation: "off" | "warn" | "strict", more: Partial<DecodeContext> = {}) {
  const sender = { deviceId: 1, productKey: "pk", deviceName: "dn", protocol: "mqtt", dialect: "alink" };
  return new Report({ ...sender, model, validation, recvTs: NOW, retentionDays: 30, ...more }, "1");
}

test("a missing required property is flagged, the rest is stored", () => {
  const report = makeReport("warn");
  report.addProperty("other", 1);
  report.checkRequired();
  expect(report.flags.map((f) => f.code)).toEqual(["property_unknown", "property_missing"]);
  expect(report.toEvents()).toHaveLength(1);
});

test("more points than one uplink may carry refuse the whole", () => {
  const report = makeReport("off");
  for (let i = 0; i <= POINTS_PER_UPLINK; i++) report.addProperty(`p${i}`, i);
  expect(report.failure?.code).toBe("too_many_points");
  expect(report.toEvents()).toEqual([]);
});

test("a null is no value: flagged, not stored", () => {
  const report = makeReport("off");
  report.addProperty("a", null);
  report.addProperty("b", 2);
  expect(report.toEvents()).toMatchObject([{ points: [{ property: "b", value: 2 }] }]);
  expect(report.left).toMatchObject([{ code: "property_type", params: { property: "a" } }]);
});

test("event parameters: wrong ones refuse when strict and are flagged when warn", () => {
  const strict = makeReport("strict");
  strict.addEvent("e", { n: "x" }, undefined);
  expect(strict.failure).toEqual({
    code: "event_param",
    params: { event: "e", property: "n", detail: '"x" is no valid int' },
  });
  const warn = makeReport("warn");
  warn.addEvent("e", { n: "x" }, undefined);
  expect(warn.flags.map((f) => f.code)).toEqual(["event_param"]);
  expect(warn.toEvents()).toMatchObject([{ kind: "event", identifier: "e", output: { n: "x" }, ts: NOW }]);
});

test("a point older than what is kept is refused with its reason, the others are stored", () => {
  const report = makeReport("off");
  const old = NOW - 31 * 86_400_000;
  report.addProperty("a", { value: 1, time: old });
  report.addProperty("b", { value: 2, time: old + 2 * 86_400_000 });
  expect(report.toEvents()).toMatchObject([{ points: [{ property: "b" }] }]);
  expect(report.left).toEqual([{ code: "time_too_old", params: { ts: old, property: "a", days: 30 } }]);
});

describe("a calculated property", () => {
  const property = { identifier: "double", name: "Double", required: true, accessMode: "r" } as const;
  const calculated = { kind: "formula", formula: "must * 2" } as const;
  const calculating = {
    ...model,
    properties: [...model.properties, { ...property, dataType: { type: "int" }, calculated }],
  } as typeof model;

  test.each(["off", "warn", "strict"] as const)("is not taken from the device (%s)", (validation) => {
    const report = makeReport(validation, { model: calculating });
    report.addProperty("must", 1);
    report.addProperty("double", 7);
    report.checkRequired();
    expect(report.left).toEqual([
      { code: "property_calculated", params: { property: "double", received: "7" } },
    ]);
    expect({ failure: report.failure, flags: report.flags, points: report.points }).toEqual({
      failure: undefined,
      flags: [],
      points: [{ property: "must", ts: NOW, value: 1, quality: 0 }],
    });
  });
});

describe("data streams", () => {
  test.each(["off", "warn", "strict"] as const)("are stored as they come (%s)", (validation) => {
    const report = makeReport(validation, { dataMode: "streams" });
    const values = { n: 1.5, on: true, text: "ok", json: { a: [1, "b"] }, "node/temp,°C": 20 };
    for (const [key, value] of Object.entries(values)) report.addProperty(key, value);
    report.addProperty("nothing", null);
    report.addProperty("must", "no number");
    const { failure, flags, left, unknown, points } = report;
    expect(points.slice(0, 5).map(({ property, value }) => [property, value])).toEqual(
      Object.entries(values),
    );
    expect(unknown).toEqual([]);
    expect(left.map(({ params }) => params.property)).toEqual(["nothing"]);
    // What the model knows is held against it all the same.
    expect([failure?.code, ...flags.map(({ code }) => code)]).toEqual(
      validation === "off"
        ? [undefined]
        : validation === "warn"
          ? [undefined, "property_type"]
          : ["property_type"],
    );
  });

  test("end where there is no room, which is told once for a message", () => {
    const report = makeReport("warn", { dataMode: "streams", admitStream: (key) => key === "old" });
    for (const key of ["old", "new", "newer"]) report.addProperty(key, 1);
    expect(report.points.map((point) => point.property)).toEqual(["old"]);
    expect(report.left).toEqual([
      { code: "too_many_streams", params: { property: "new", count: 2, limit: 500 } },
    ]);
  });

  test("have names that a person can read", () => {
    const report = makeReport("off", { dataMode: "streams" });
    const keys = ["", "a\nb", "x".repeat(129), "a\ud800", "\udc00", "x".repeat(128), "温度", "😀"];
    for (const key of keys) report.addProperty(key, 1);
    expect(report.points.map((point) => point.property)).toEqual(["x".repeat(128), "温度", "😀"]);
    expect(report.left.map(({ code }) => code)).toEqual(Array(5).fill("stream_name"));
  });
});
