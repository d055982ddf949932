import { expect, test } from "bun:test";
import { readPayload } from "../../../src/codec/sparkplug/payload.ts";
import { toValue } from "../../../src/codec/sparkplug/values.ts";
import { sample } from "./samples.ts";

test("every type of the reference encoder, without loss", () => {
  const read = readPayload(sample("types"));
  if (!read.ok) throw new Error(read.error.code);
  const values = read.value.metrics.map(({ name, value, datatype }) => [
    name,
    value && toValue(value, datatype),
  ]);
  expect(Object.fromEntries(values)).toEqual({
    i8: -8,
    i16: -1600,
    i32: -320_000,
    i64: -(2n ** 63n),
    u8: 255,
    u16: 65_535,
    u32: 4_294_967_295,
    f: 0.1,
    d: 0.1,
    s: "温度",
    when: 1_600_000_000_000,
    b: "AQL/",
    none: undefined,
    old: 5,
    set: [
      { a: 1, b: "x" },
      { a: -2, b: "y" },
    ],
    tpl: { rpm: 1450 },
  });
});

const bytes = (...all: number[]) => ({ field: 16, value: Uint8Array.from(all) });

test.each([
  ["Int8Array", 22, bytes(0xff, 1), [-1, 1]],
  ["Int16Array", 23, bytes(0xff, 0xff, 1, 0), [-1, 1]],
  ["Int32Array", 24, bytes(0xfe, 0xff, 0xff, 0xff), [-2]],
  ["Int64Array", 25, bytes(0, 0, 0, 0, 0, 0, 0, 0x80), [-(2n ** 63n)]],
  ["UInt8Array", 26, bytes(0xff), [255]],
  ["UInt16Array", 27, bytes(0xff, 0xff), [65_535]],
  ["UInt32Array", 28, bytes(1, 0, 0, 0), [1]],
  ["UInt64Array", 29, bytes(255, 255, 255, 255, 255, 255, 255, 255), [2n ** 64n - 1n]],
  ["FloatArray", 30, bytes(0xcd, 0xcc, 0xcc, 0x3d), [0.1]],
  ["DoubleArray", 31, bytes(0, 0, 0, 0, 0, 0, 0xf0, 0x3f), [1]],
  [
    "BooleanArray",
    32,
    bytes(10, 0, 0, 0, 0b1010_0000, 0b0100_0000),
    [true, false, true, false, false, false, false, false, false, true],
  ],
  ["StringArray", 33, bytes(0x61, 0, 0x62, 0x63, 0), ["a", "bc"]],
  ["File", 18, bytes(1), "AQ=="],
] as const)("%s", (_, datatype, raw, value) => {
  expect(toValue(raw, datatype)).toEqual(value as never);
});

test("what does not fit is nothing", () => {
  expect(toValue({ field: 13, value: Number.NaN }, 10)).toBeUndefined();
  expect(toValue(bytes(1), 32)).toBeUndefined();
  expect(toValue({ field: 17, value: Uint8Array.from([0x0b]) }, 16)).toBeUndefined();
});
