import { expect, test } from "bun:test";
import { coerce, convert, readIsoTime, readText, toIdentifier } from "../../../src/codec/plain/conversion.ts";
import { MODEL } from "../context.ts";

const what = { property: "temp", type: undefined };

test.each([
  [5, { scale: 0.1 }, 0.5],
  [3, { scale: 0.1 }, 0.3],
  ["12.5", { scale: 2, offset: 1 }, 26],
  [9_007_199_254_740_993n, { scale: 1 }, 9_007_199_254_740_990],
  ["ON", { values: { ON: true, OFF: false } }, true],
  [2, { values: { 2: "running" }, scale: 3 }, "running"],
  ["toString", { values: {} }, "toString"],
])("%p by %j", (sent, how, value) => {
  expect(convert(sent, how, what)).toEqual({ ok: true, value });
});

test("what is no number cannot be scaled", () => {
  expect(convert("warm", { scale: 2 }, what)).toMatchObject({
    ok: false,
    error: { code: "mapping_not_a_number", params: { property: "temp", received: '"warm"' } },
  });
});

test.each([
  ["21.5", { type: "float" }, 21.5],
  ["warm", { type: "float" }, "warm"],
  ["on", { type: "bool" }, true],
  ["0", { type: "bool" }, false],
  ["12", { type: "text" }, "12"],
  ["2020-09-13T12:26:40", { type: "date" }, 1_600_000_000_000],
] as const)("%p as %j", (sent, type, value) => {
  expect(coerce(sent, type)).toBe(value);
});

test.each([
  ["21.5", 21.5],
  ["true", true],
  ["0x10", "0x10"],
  ["warm", "warm"],
])("text %p without a model", (text, value) => {
  expect(readText(text, undefined)).toBe(value);
});

test("times without a zone are UTC", () => {
  expect(readIsoTime("2020-09-13T12:26:40")).toBe(1_600_000_000_000);
  expect(readIsoTime("2020-09-13T20:26:40+08:00")).toBe(1_600_000_000_000);
  expect(readIsoTime("yesterday")).toBeUndefined();
});

test.each([
  ["switch:0", "switch_0"],
  ["Line 1/count", "Line_1_count"],
  ["temp", "temp"],
])("%s becomes %s", (name, identifier) => {
  expect(toIdentifier(name, { model: MODEL })).toEqual({ ok: true, value: identifier });
});

test("a name that is too long is told", () => {
  expect(toIdentifier("x".repeat(51), { model: MODEL })).toMatchObject({
    ok: false,
    error: { code: "mapping_name" },
  });
});
