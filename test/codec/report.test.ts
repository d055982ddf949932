import { expect, test } from "bun:test";
import * as v from "valibot";
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

function makeReport(validation: "off" | "warn" | "strict") {
  const sender = { deviceId: 1, productKey: "pk", deviceName: "dn", protocol: "mqtt", dialect: "alink" };
  return new Report({ ...sender, model, validation, recvTs: NOW, retentionDays: 30 }, "1");
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
