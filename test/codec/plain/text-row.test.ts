import { expect, test } from "bun:test";
import { decodeTextRow } from "../../../src/codec/plain/text-row.ts";
import { makeContext } from "../context.ts";
import { codesOf, decodeMapped, valuesOf } from "./rows.ts";

const row = { topic: "v/{property}", payload: "text" };
const say = (topic: string, payload: unknown, more: object = {}) =>
  decodeMapped([{ ...row, ...more }], { topic, payload });

test.each([
  ["v/temp", "21.5\n", { temp: 21.5 }],
  ["v/on", "ON", { on: true }],
  ["v/free", "12", { free: 12 }],
  ["v/free", "hello world", { free: "hello world" }],
  ["v/count", "9223372036854775807", { count: 9_223_372_036_854_775_807n }],
])("%s %p", (topic, text, values) => {
  expect(valuesOf(say(topic, text))).toEqual(values);
});

test("kind and conversion", () => {
  expect(valuesOf(say("v/free", "12", { kind: "text" }))).toEqual({ free: "12" });
  expect(valuesOf(say("v/x", "215", { property: "temp", scale: 0.1 }))).toEqual({ temp: 21.5 });
  expect(say("v/free", "warm", { kind: "number" }).failure?.code).toBe("property_type");
  expect(say("v/temp", "warm", { scale: 2 }).failure?.code).toBe("mapping_not_a_number");
});

test("what is empty or no text is refused; what is out of range is flagged", () => {
  expect(say("v/temp", " ").failure?.code).toBe("mapping_nothing");
  expect(say("v/temp", new Uint8Array([0xff, 0xfe])).failure?.code).toBe("mapping_nothing");
  expect(codesOf(say("v/temp", "999").flags)).toEqual(["property_range"]);
});

test("a row needs no pattern to be decoded", () => {
  const message = { payload: new TextEncoder().encode("1"), topic: "t", parts: {} };
  const decoded = decodeTextRow(
    { topic: "t", payload: "text", property: "temp", kind: "auto" },
    message,
    makeContext("plain"),
  );
  expect(valuesOf(decoded)).toEqual({ temp: 1 });
});
