import { expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { decodePoint } from "../../../../src/access/modbus/point/decode.ts";
import { encodePoint } from "../../../../src/access/modbus/point/encode.ts";
import { QUALITY, type Value } from "../../../../src/spine/point.ts";
import {
  EMPTY_REGISTER_MAP,
  ORDERS_4,
  ORDERS_8,
  RegisterMapSchema,
  type RegisterPoint,
  type RegisterPointInput,
} from "../../../../src/spine/register-map.ts";

const UNIT = EMPTY_REGISTER_MAP.unit;

function pointOf(point: Partial<RegisterPointInput>): RegisterPoint {
  const full = { identifier: "x", address: 0, area: "holding", type: "uint16", ...point };
  const [parsed] = v.parse(RegisterMapSchema, { points: [full] }).points;
  if (!parsed) throw new Error("there is one point");
  return parsed;
}

function read(point: Partial<RegisterPointInput>, hex: string, exponent?: number): unknown {
  const options = { unit: UNIT, ...(exponent !== undefined && { exponent }) };
  const reading = decodePoint(pointOf(point), Uint8Array.from(Buffer.from(hex, "hex")), options);
  if (reading === undefined) return undefined;
  return reading.quality === QUALITY.good ? reading.value : { bad: reading.value };
}

test("numbers of every type", () => {
  expect({
    int16: read({ type: "int16" }, "fffe"),
    uint16: read({ type: "uint16" }, "fffe"),
    swapped: read({ type: "uint16", order: "BA" }, "feff"),
    int32: read({ type: "int32" }, "fffffffe"),
    uint32: read({ type: "uint32" }, "fffffffe"),
    float32: read({ type: "float32" }, "41b8cccd"),
    int64: read({ type: "int64" }, "fffffffffffffffe"),
    uint64: read({ type: "uint64" }, "fffffffffffffffe"),
    float64: read({ type: "float64" }, "40371999999999 9a".replace(" ", "")),
    bcd: read({ type: "bcd", registers: 2 }, "00123456"),
    bits: read({ type: "bits", bit: 4, length: 3 }, "0050"),
    signedBits: read({ type: "bits", bit: 4, length: 3, isSigned: true }, "0050"),
    magnitude: read({ type: "int16", isSignMagnitude: true }, "8005"),
  }).toEqual({
    int16: -2,
    uint16: 65_534,
    swapped: 65_534,
    int32: -2,
    uint32: 4_294_967_294,
    float32: 23.1,
    int64: -2,
    uint64: 18_446_744_073_709_551_614n,
    float64: 23.1,
    bcd: 123_456,
    bits: 5,
    signedBits: -3,
    magnitude: -5,
  });
});

test("every order of four bytes and of eight", () => {
  const four = Object.fromEntries(
    ORDERS_4.map((order) => [order, read({ type: "uint32", order }, "01020304")]),
  );
  expect(four).toEqual({ ABCD: 0x01020304, CDAB: 0x03040102, BADC: 0x02010403, DCBA: 0x04030201 });
  const value = 0x0102030405060708n;
  for (const order of ORDERS_8) {
    const point = pointOf({ type: "uint64", order });
    const written = encodePoint(point, value, { unit: UNIT });
    if (!written.ok || written.value.kind !== "registers") throw new Error("it can be written");
    expect(decodePoint(point, written.value.bytes, { unit: UNIT })?.value).toBe(value);
  }
});

test("scale, power of ten, offset and decimals, without noise in the last digit", () => {
  expect([
    read({ scale: 0.1 }, "0003"),
    read({ scale: 0.01, offset: -40 }, "1234"),
    read({ type: "int16" }, "00eb", -1),
    read({ scale: 1 / 3, decimals: 2 }, "0001"),
    read({ scale: 10 }, "0003"),
  ]).toEqual([0.3, 6.6, 23.5, 0.33, 30]);
});

test("no value, a value outside its range, and digits that are none", () => {
  expect({
    absent: read({ absent: ["7fff"] }, "7fff"),
    nan: read({ type: "float32" }, "7fc00000"),
    infinite: read({ type: "float32" }, "7f800000"),
    outside: read({ validRange: { min: 0, max: 100 } }, "0065"),
    noDigit: read({ type: "bcd" }, "00a1"),
  }).toEqual({
    absent: undefined,
    nan: undefined,
    infinite: undefined,
    outside: { bad: 101 },
    noDigit: { bad: "00a1" },
  });
});

test("bits, names of numbers, and texts in every packing", () => {
  expect({
    coil: read({ type: "bool", area: "coil" }, "01"),
    inverted: read({ type: "bool", area: "coil", isInverted: true }, "01"),
    bit: read({ type: "bit", bit: 15 }, "8000"),
    named: read({ values: { 1: "running" } }, "0001"),
    unnamed: read({ values: { 1: "running" } }, "0002"),
    text: read({ type: "string", registers: 2 }, "41424300"),
    lowFirst: read({ type: "string", registers: 2, packing: "lowFirst" }, "42410043"),
    lowOnly: read({ type: "string", registers: 2, packing: "lowOnly" }, "00410042"),
    highOnly: read({ type: "string", registers: 2, packing: "highOnly" }, "41004200"),
    gbk: read({ type: "string", registers: 2, encoding: "gbk" }, "c2afd7d3"),
    bytes: read({ type: "bytes", registers: 2 }, "00ff10a0"),
  }).toEqual({
    coil: true,
    inverted: false,
    bit: true,
    named: "running",
    unnamed: 2,
    text: "ABC",
    lowFirst: "ABC",
    lowOnly: "AB",
    highOnly: "AB",
    gbk: "炉子",
    bytes: "00ff10a0",
  });
});

test("what is written is read back as the same", () => {
  const types = fc.constantFrom<Partial<RegisterPointInput>>(
    { type: "int16" },
    { type: "uint16", order: "BA" },
    { type: "int32", order: "CDAB" },
    { type: "uint32", order: "DCBA" },
    { type: "bcd", registers: 2 },
    { type: "int16", isSignMagnitude: true },
    { type: "int16", scale: 0.1 },
    { type: "uint16", scale: 0.5, offset: -10 },
  );
  fc.assert(
    fc.property(types, fc.integer({ min: 0, max: 3_000 }), (shape, raw) => {
      const point = pointOf({ ...shape, access: "rw" });
      const scale = "scale" in point ? point.scale : 1;
      const offset = "offset" in point ? point.offset : 0;
      const value = Number((raw * scale + offset).toPrecision(10));
      const written = encodePoint(point, value, { unit: UNIT });
      if (!written.ok || written.value.kind !== "registers") throw new Error("it can be written");
      expect(decodePoint(point, written.value.bytes, { unit: UNIT })?.value).toBe(value);
    }),
  );
});

test("a value that does not fit is refused and never clipped", () => {
  const why = (point: Partial<RegisterPointInput>, value: Value) => {
    const written = encodePoint(pointOf({ access: "rw", ...point }), value, { unit: UNIT });
    return written.ok ? "written" : written.error.reason;
  };
  expect({
    tooMuch: why({ type: "int16" }, 40_000),
    negative: why({ type: "uint16" }, -1),
    text: why({ type: "uint16" }, "on"),
    aboveMost: why({ write: { max: 50 } }, 51),
    offStep: why({ scale: 0.1, write: { min: 0, step: 0.5 } }, 1.2),
    onStep: why({ scale: 0.1, write: { min: 0, step: 0.5 } }, 1.5),
    bcd: why({ type: "bcd" }, 10_000),
    long: why({ type: "string", registers: 1 }, "ABC"),
    hex: why({ type: "bytes", registers: 1 }, "0"),
    notBool: why({ type: "bool", area: "coil" }, 2),
    bits: why({ type: "bits", bit: 0, length: 2 }, 4),
  }).toEqual({
    tooMuch: "out_of_range",
    negative: "out_of_range",
    text: "wrong_type",
    aboveMost: "out_of_range",
    offStep: "off_step",
    onStep: "written",
    bcd: "out_of_range",
    long: "too_long",
    hex: "wrong_type",
    notBool: "wrong_type",
    bits: "out_of_range",
  });
});

test("a bit is written by a mask over its register, a named number by its name", () => {
  const write = (point: Partial<RegisterPointInput>, value: Value) =>
    encodePoint(pointOf({ access: "rw", ...point }), value, { unit: UNIT });
  expect([
    write({ type: "bit", bit: 3 }, true),
    write({ type: "bit", bit: 3 }, false),
    write({ type: "bits", bit: 4, length: 3 }, 5),
    write({ values: { 2: "stop" } }, "stop"),
  ]).toEqual([
    { ok: true, value: { kind: "mask", mask: 8, bits: 8 } },
    { ok: true, value: { kind: "mask", mask: 8, bits: 0 } },
    { ok: true, value: { kind: "mask", mask: 0x70, bits: 0x50 } },
    { ok: true, value: { kind: "registers", bytes: Uint8Array.of(0, 2) } },
  ]);
});
