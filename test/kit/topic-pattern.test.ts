import { expect, test } from "bun:test";
import fc from "fast-check";
import { matchTopic, parseTopicPattern } from "../../src/kit/topic-pattern.ts";

const NAMES = ["productKey", "deviceName", "property", "any"];

function match(pattern: string, topic: string): unknown {
  const parsed = parseTopicPattern(pattern, NAMES);
  return typeof parsed === "string" ? parsed : matchTopic(parsed, topic);
}

test.each([
  ["plant/{deviceName}/{property}", "plant/press-1/temp", { deviceName: "press-1", property: "temp" }],
  ["plant/+/{any}/x", "plant/a/b/x", {}],
  ["plant/#", "plant", {}],
  ["plant/#", "plant/a/b", {}],
  ["tele/tasmota_{deviceName}/SENSOR", "tele/tasmota_7A/SENSOR", { deviceName: "7A" }],
  ["tele/tasmota_{deviceName}/SENSOR", "tele/tasmota_/SENSOR", undefined],
  ["plant/{deviceName}", "plant/a/b", undefined],
  ["plant/{deviceName}", "plant/", undefined],
  ["+/x", "$SYS/x", undefined],
  ["$own/+", "$own/x", {}],
])("%s against %s", (pattern, topic, parts) => {
  expect(match(pattern, topic)).toEqual(parts);
});

test.each([
  "",
  "a/#/b",
  "a+/b",
  "{deviceName}{property}",
  "{nobody}",
  "{property}/{property}",
  "a{",
  "a/".repeat(40),
])("%p is no pattern", (pattern) => {
  expect(parseTopicPattern(pattern, NAMES)).toBeString();
});

test("a literal topic matches itself", () => {
  const level = fc.stringMatching(/^[a-z0-9_:]{1,8}$/);
  fc.assert(
    fc.property(fc.array(level, { minLength: 1, maxLength: 8 }), (levels) => {
      expect(match(levels.join("/"), levels.join("/"))).toEqual({});
    }),
  );
});
