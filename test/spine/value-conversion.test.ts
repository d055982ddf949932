import { expect, test } from "bun:test";
import fc from "fast-check";
import type { DataType } from "../../src/spine/model.ts";
import type { Value } from "../../src/spine/point.ts";
import { convertValue } from "../../src/spine/value-conversion.ts";
import { anyDataType } from "../harness/thing-models.ts";

const to = (type: DataType, ...values: Value[]) => values.map((value) => convertValue(value, type));

test("whole numbers round, and refuse what is no number", () => {
  expect(to({ type: "int" }, 21.5, "7", true, 5n, -0.2, "", "warm", 3e9, { a: 1 })).toEqual([
    ...[22, 7, 1, 5, 0],
    ...[undefined, undefined, undefined, undefined],
  ]);
  expect(to({ type: "enum", items: { 0: "off", 1: "on" } }, true, "1", 2)).toEqual([1, 1, undefined]);
});

test("64-bit integers keep every digit", () => {
  expect(to({ type: "long" }, "9007199254740993", 7, "9223372036854775808", 1.4, "x")).toEqual([
    ...[9007199254740993n, 7, undefined, 1, undefined],
  ]);
  expect(to({ type: "double" }, 9007199254740993n, "1e3", Number.NaN)).toEqual([
    9007199254740992,
    1000,
    undefined,
  ]);
});

test("truth has several words, the model's own among them", () => {
  const type: DataType = { type: "bool", trueText: "running" };
  expect(to(type, 1, 0, "ON", "running", "false", 2, "maybe")).toEqual([
    ...[true, false, true, true, false, undefined, undefined],
  ]);
  expect(to(type, { toString: 1 }, [{ valueOf: 1 }])).toEqual([undefined, undefined]);
});

test("anything becomes text that has room for it", () => {
  expect(to({ type: "text", length: 9 }, 21.5, true, 5n, [1, 2], { a: 5n }, "a long text")).toEqual([
    ...["21.5", "true", "5", "[1,2]", '{"a":"5"}', undefined],
  ]);
});

test("times are numbers or ISO 8601", () => {
  expect(to({ type: "date" }, "2026-01-01T00:00:00Z", 5, "5", true, "soon")).toEqual([
    ...[Date.UTC(2026, 0, 1), 5, 5, undefined, undefined],
  ]);
});

test("lists and structs convert part by part, or not at all", () => {
  const list: DataType = { type: "array", size: 2, item: { type: "int" } };
  expect(to(list, ["1", 2.2], [1, "x"], [1, 2, 3], 1)).toEqual([[1, 2], undefined, undefined, undefined]);
  const struct: DataType = {
    type: "struct",
    fields: [{ identifier: "a", name: "A", dataType: { type: "text" } }],
  };
  expect(to(struct, { a: 1, b: 2 }, {}, [1])).toEqual([{ a: "1", b: 2 }, {}, undefined]);
  const inherited: DataType = {
    type: "struct",
    fields: [{ identifier: "constructor", name: "A", dataType: { type: "text" } }],
  };
  expect(to(inherited, {}, { constructor: 1 } as unknown as Value)).toEqual([
    {},
    { constructor: "1" } as never,
  ]);
});

const anyValue = fc.oneof(
  fc.double(),
  fc.boolean(),
  fc.string(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);

test("what was converted stays as it is when converted again", () => {
  fc.assert(
    fc.property(anyValue, anyDataType, (value, type) => {
      const once = convertValue(value, type);
      if (once !== undefined) expect(convertValue(once, type)).toEqual(once);
    }),
  );
});
