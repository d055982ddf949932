import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { BytesError } from "../../src/kit/byte-reader.ts";
import { milliOf, type PlainValue, plainFromBytes, plainToBytes } from "../../src/kit/plain-value.ts";
import { anyValue } from "../log/any-event.ts";

test("values keep their type and every bit", () => {
  const numbers = [
    0,
    -0,
    1,
    -1,
    0.1,
    1e300,
    5e-324,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    -(2 ** 53),
  ];
  const others = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, 5n, true, false, "", "温度", [], {}, [1, [2n]]];
  const values: PlainValue[] = [...numbers, ...others, { a: { b: "c" } }, JSON.parse('{"__proto__":1}')];
  for (const value of values) expect(plainFromBytes(plainToBytes(value))).toEqual(value);
  fc.assert(fc.property(anyValue, (value) => expect(plainFromBytes(plainToBytes(value))).toEqual(value)));
});

test("what sensors commonly report is short", () => {
  expect([21.5, -3.25, 7, 1_000_000, true].map((value) => plainToBytes(value).length)).toEqual([
    4, 3, 2, 4, 1,
  ]);
});

test("bytes that are not one whole value are refused", () => {
  expect(() => plainFromBytes(Uint8Array.of(1, 1))).toThrow(BytesError);
  expect(() => plainFromBytes(Uint8Array.of(3, 1))).toThrow(BytesError);
  expect(() => plainFromBytes(Uint8Array.of(15))).toThrow(BytesError);
});

test("milliOf takes only what it can give back", () => {
  expect([21.5, 0.001, -0.25, 0, -0, 0.0001, 1e9, Number.NaN].map(milliOf)).toEqual([
    21_500,
    1,
    -250,
    0,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
