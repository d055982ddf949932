import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { decodePoint } from "../../../../src/access/modbus/point/decode.ts";
import {
  type Exposure,
  type HeldValue,
  RegisterImage,
} from "../../../../src/access/modbus/server/register-image.ts";
import type { ExposureTerms } from "../../../../src/spine/fieldbus.ts";
import type { Value } from "../../../../src/spine/point.ts";
import {
  ORDERS_2,
  ORDERS_4,
  ORDERS_8,
  RegisterPointSchema,
  sizeOf,
} from "../../../../src/spine/register-map.ts";

type Points = Readonly<Record<string, object>>;

/** One exposure a property, on holding registers of unit 1 unless it says otherwise. */
function exposuresOf(points: Points, terms: ExposureTerms = {}): Exposure[] {
  return Object.entries(points).map(([identifier, point]) => ({
    ...{ unit: 1, device: "d", terms },
    point: v.parse(RegisterPointSchema, {
      identifier,
      area: "holding",
      address: 0,
      type: "uint16",
      ...point,
    }),
  }));
}

function imageOf(points: Points, values: Readonly<Record<string, Value | HeldValue>>, terms?: ExposureTerms) {
  return new RegisterImage(exposuresOf(points, terms), ({ point: { identifier } }) => {
    const value = values[identifier];
    if (value === undefined) return undefined;
    const isHeld = typeof value === "object" && "state" in value;
    return isHeld ? (value as HeldValue) : { value, state: "good", ts: 5 };
  });
}

const hex = (answer: Uint8Array | number) =>
  typeof answer === "number" ? answer : Buffer.from(answer).toString("hex");
const holding = (image: RegisterImage, address: number, count: number) =>
  hex(image.read(1, "holding", { address, count }));
const write = (image: RegisterImage, address: number, bytes: string) => {
  const written = image.write(1, "holding", { address, bytes: Buffer.from(bytes, "hex") });
  return typeof written === "number"
    ? written
    : Object.fromEntries(written.map((w) => [w.identifier, w.value]));
};
const mask = (image: RegisterImage, and: number, or: number) => {
  const written = image.writeMask(1, 0, { and, or });
  return typeof written === "number"
    ? written
    : Object.fromEntries(written.map((w) => [w.identifier, w.value]));
};

const NUMBERS: readonly {
  readonly type: string;
  readonly orders: readonly string[];
  readonly value: number;
}[] = [
  { type: "int16", orders: ORDERS_2, value: -12_345 },
  { type: "uint16", orders: ORDERS_2, value: 54_321 },
  { type: "int32", orders: ORDERS_4, value: -123_456_789 },
  { type: "uint32", orders: ORDERS_4, value: 4_000_000_000 },
  { type: "float32", orders: ORDERS_4, value: -23.5 },
  { type: "int64", orders: ORDERS_8, value: -1_234_567_890_123 },
  { type: "uint64", orders: ORDERS_8, value: 9_007_199_254_740_991 },
  { type: "float64", orders: ORDERS_8, value: -123.456789012345 },
];

describe("every type and order that a point table knows is read, and written back as it was", () => {
  for (const { type, orders, value } of NUMBERS)
    for (const order of orders)
      test(`${type} ${order}`, () => {
        const points = { p: { type, order, access: "rw", address: 4 } };
        const image = imageOf(points, { p: value });
        const [{ point }] = exposuresOf(points) as [Exposure];
        const wire = image.read(1, "holding", { address: 4, count: sizeOf(point) });
        if (typeof wire === "number") throw new Error(`exception ${wire}`);
        expect(decodePoint(point, wire, { unit: { order: "ABCD" } })?.value).toBe(value);
        expect(write(image, 4, Buffer.from(wire).toString("hex"))).toEqual({ p: value });
      });
  test.each([
    [{ type: "bcd", registers: 2 }, 12_345_678, "12345678"],
    [{ type: "string", registers: 3 }, "pump", "70756d700000"],
    [{ type: "string", registers: 2, packing: "lowFirst" }, "pump", "757070 6d".replace(" ", "")],
    [{ type: "bytes", registers: 2 }, "00ff10aa", "00ff10aa"],
    [{ type: "bit", bit: 9 }, true, "0200"],
    [{ type: "bits", bit: 4, length: 4 }, 9, "0090"],
    [{ type: "int16", scale: 0.1, offset: -40 }, 21.5, "0267"],
    [{ type: "uint16", values: { "2": "running" } }, "running", "0002"],
  ])("%j", (point, value, wire) => {
    const image = imageOf({ p: { ...point, access: "rw" } }, { p: value });
    expect([holding(image, 0, wire.length / 4), write(image, 0, wire)]).toEqual([wire, { p: value }]);
  });
});

test("a text that is too long is cut at a character, and a number is a bit where one is asked for", () => {
  const image = imageOf(
    {
      plain: { type: "string", registers: 2 },
      chinese: { type: "string", registers: 2, encoding: "utf8", address: 2 },
      state: { type: "bool", area: "coil" },
    },
    { plain: "pump house", chinese: "水泵", state: 3 },
  );
  expect([holding(image, 0, 4), hex(image.read(1, "coil", { address: 0, count: 1 }))]).toEqual([
    "70756d70e6b0b400",
    "01",
  ]);
});

test("what was never seen, is old or does not fit is told by exception, by NaN, or not at all, as it was set", () => {
  const points = {
    float: { type: "float32" },
    word: { address: 2 },
    marked: { address: 3, absent: ["8000"] },
  };
  const big = 70_000;
  const stale: HeldValue = { value: 7, state: "stale", ts: 5 };
  const bad: HeldValue = { value: 8, state: "bad", ts: 5 };
  const answers = (values: Record<string, Value | HeldValue>, terms: ExposureTerms) => {
    const image = imageOf(points, values, terms);
    return [holding(image, 0, 2), holding(image, 2, 1), holding(image, 3, 1)];
  };
  expect([
    answers({}, {}),
    answers({}, { missing: "fill" }),
    answers({ word: big, marked: big }, {}),
    answers({ word: big }, { missing: "fill" }),
    answers({ float: stale, word: stale, marked: bad }, {}),
    answers({ float: stale, word: stale, marked: bad }, { stale: "exception" }),
  ]).toEqual([
    ["7fc00000", 11, "8000"],
    ["7fc00000", "0000", "8000"],
    ["7fc00000", 4, "8000"],
    ["7fc00000", "0000", "8000"],
    ["40e00000", "0007", "0008"],
    [11, 11, 4],
  ]);
});

test("a status register tells the state of its value", () => {
  const states = (["good", "stale", "bad", "simulated"] as const).map((state, at) => [
    `p${at}`,
    { value: 1, state, ts: 5 } satisfies HeldValue,
  ]);
  const exposures = ["p0", "p1", "p2", "p3", "never"].flatMap((name, at) =>
    exposuresOf({ [name]: { address: at } }, { statusAddress: 100 + at, stale: "exception" }),
  );
  const values = Object.fromEntries(states) as Record<string, HeldValue>;
  const image = new RegisterImage(exposures, ({ point: { identifier } }) => values[identifier]);
  expect([holding(image, 100, 5), write(image, 100, "0001")]).toEqual(["00010002000300040000", 2]);
  const [coil] = exposuresOf({ c: { type: "bool", area: "discrete" } }, { statusAddress: 7 });
  const other = new RegisterImage(coil ? [coil] : [], () => ({ value: true, state: "good", ts: 5 }));
  expect(hex(other.read(1, "input", { address: 7, count: 1 }))).toBe("0001");
});

test("what may not be written is 02, half of a value or one out of its range is 03", () => {
  const image = imageOf(
    {
      wide: { type: "uint32", access: "rw" },
      fixed: { address: 2 },
      limited: { address: 3, access: "rw", write: { min: 10, max: 20, step: 5 } },
      range: { address: 4, access: "rw", validRange: { max: 5 } },
      secret: { address: 5, access: "w" },
    },
    { wide: 1, fixed: 2, limited: 3, range: 4, secret: 9 },
  );
  expect([
    write(image, 0, "0001"),
    write(image, 1, "0001"),
    write(image, 1, "00010002"),
    write(image, 9, "0001"),
    write(image, 2, "0001"),
    write(image, 3, "0009"),
    write(image, 3, "000c"),
    write(image, 3, "000f"),
    write(image, 4, "0006"),
    write(image, 0, "00000007"),
    write(image, 5, "0001"),
    holding(image, 5, 1),
    // What is below its limits of writing is read all the same.
    holding(image, 3, 3),
  ]).toEqual([3, 3, 2, 2, 2, 3, 3, { limited: 15 }, 3, { wide: 7 }, { secret: 1 }, 2, "000300040000"]);
});

test("bits of one register are those of several values: changed ones are written, or those of the mask", () => {
  const bits = (bit: number, more: object = {}) => ({ type: "bit", bit, access: "rw", ...more });
  const image = imageOf(
    { a: bits(0), b: bits(1), level: { type: "bits", bit: 4, length: 4, access: "rw" } },
    { a: true, b: false, level: 9 },
  );
  expect([
    holding(image, 0, 1),
    write(image, 0, "0093"),
    write(image, 0, "0091"),
    write(image, 0, "0051"),
    mask(image, 0xfffe, 0x0000),
    mask(image, 0xfffe, 0x0001),
    mask(image, 0xffdf, 0x0020),
    mask(image, 0xffff, 0x0000),
    mask(image, 0x00ff, 0xff00),
  ]).toEqual([
    "0091",
    { b: true },
    { a: true, b: false, level: 9 },
    { level: 5 },
    { a: false },
    { a: true },
    { level: 11 },
    {},
    {},
  ]);
  const guarded = imageOf({ a: bits(0), fixed: bits(1, { access: "r" }) }, { a: false, fixed: true });
  expect([write(guarded, 0, "0003"), mask(guarded, 0xfffe, 1), mask(guarded, 0xfffd, 0)]).toEqual([
    2,
    { a: true },
    2,
  ]);
});

test("a mask needs to know what it keeps, and one register", () => {
  const rw = { access: "rw" };
  expect([
    mask(imageOf({ p: rw }, { p: 0x1234 }), 0xff00, 0x00ab),
    mask(imageOf({ p: rw }, {}), 0xff00, 0x00ab),
    mask(imageOf({ p: rw }, {}), 0, 0x00ab),
    mask(imageOf({ p: { ...rw, type: "uint32" } }, { p: 1 }), 0, 1),
    mask(imageOf({ p: { address: 8 } }, { p: 1 }), 0, 1),
  ]).toEqual([{ p: 0x12ab }, 11, { p: 0xab }, 3, 2]);
});

test("of any range the answer has its size, or is an exception", () => {
  const image = imageOf(
    { a: { type: "float64", address: 3 }, b: { type: "string", registers: 5, address: 10 } },
    { a: 1, b: "x" },
  );
  fc.assert(
    fc.property(fc.nat(30), fc.integer({ min: 1, max: 20 }), (address, count) => {
      const answer = image.read(1, "holding", { address, count });
      const touches = (from: number, size: number) => address < from + size && address + count > from;
      expect(typeof answer === "number" ? answer : answer.length).toBe(
        touches(3, 4) || touches(10, 5) ? count * 2 : 2,
      );
    }),
  );
});

test("a write says whether the value is held already, as its registers say it, and how long that counts", () => {
  const points = {
    exact: { type: "float32", access: "rw", address: 0 },
    scaled: { type: "int16", scale: 0.1, access: "rw", address: 2 },
    old: { access: "rw", address: 3 },
    unseen: { access: "rw", address: 4 },
  };
  const old: HeldValue = { value: 7, state: "stale", ts: 4 };
  const image = imageOf(
    points,
    { exact: 23.1, scaled: 4.04, old },
    { writes: "changes", writeRefreshMs: 9_000 },
  );
  const bytes = Buffer.from("41b8cccd002800070007", "hex");
  expect(image.write(1, "holding", { address: 0, bytes })).toEqual(
    [
      { identifier: "exact", value: 23.1, isHeld: true, toldAt: 5 },
      { identifier: "scaled", value: 4, isHeld: true, toldAt: 5 },
      { identifier: "old", value: 7, isHeld: false, toldAt: 4 },
      { identifier: "unseen", value: 7, isHeld: false, toldAt: undefined },
    ].map((one) => ({ device: "d", refreshMs: 9_000, ...one })),
  );
  const each = imageOf(points, { exact: 1 }, { writes: "every", writeRefreshMs: 9_000 });
  const other = each.write(1, "holding", { address: 0, bytes: bytes.subarray(0, 4) });
  expect(other).toEqual([
    {
      ...{ device: "d", identifier: "exact", value: 23.1 },
      ...{ isHeld: false, toldAt: 5, refreshMs: undefined },
    },
  ]);
});

test("what can only be read is refused, or dropped from a block where it is to be ignored", () => {
  const points = {
    fixed: { type: "float32", address: 0 },
    set: { access: "rw", address: 2 },
    lamp: { type: "bit", bit: 0, access: "rw", address: 3 },
    fault: { type: "bit", bit: 1, address: 3 },
  };
  const refusing = imageOf(points, {}, { statusAddress: 9 });
  let ignored = 0;
  const ignoring = new RegisterImage(
    exposuresOf(points, { readOnly: "ignore", statusAddress: 9 }),
    () => undefined,
    () => ignored++,
  );
  const all = "00000000000500ff";
  expect([write(refusing, 0, all), write(refusing, 9, "0001"), mask(refusing, 0, 0)]).toEqual([2, 2, 2]);
  expect([
    write(ignoring, 0, all),
    write(ignoring, 1, "0000"),
    write(ignoring, 9, "0001"),
    write(ignoring, 2, "0006"),
    write(ignoring, 4, "0006"),
    mask(ignoring, 0, 0),
    ignored,
  ]).toEqual([{ set: 5, lamp: true }, {}, {}, { set: 6 }, 2, {}, 4]);
});
