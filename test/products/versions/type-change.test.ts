import { expect, test } from "bun:test";
import { isNarrowed, isTypeChange } from "../../../src/products/versions/type-change.ts";
import type { DataType } from "../../../src/spine/model.ts";

const struct = (...fields: [string, DataType][]): DataType => ({
  type: "struct",
  fields: fields.map(([identifier, dataType]) => ({
    identifier,
    name: identifier,
    dataType: dataType as never,
  })),
});
const array = (size: number, item: DataType): DataType => ({ type: "array", size, item: item as never });

test.each<[DataType, DataType, boolean]>([
  [{ type: "int" }, { type: "text" }, true],
  [{ type: "int" }, { type: "double" }, false],
  [{ type: "double" }, { type: "int" }, true],
  [{ type: "long" }, { type: "double" }, true],
  [{ type: "bool" }, { type: "int" }, true],
  [array(3, { type: "int" }), array(3, { type: "text" }), true],
  [array(3, { type: "int" }), array(9, { type: "float" }), false],
  [struct(["a", { type: "int" }]), struct(["a", { type: "bool" }]), true],
  [struct(["a", { type: "int" }]), struct(["a", { type: "int" }], ["b", { type: "date" }]), false],
])("from %j to %j is another type: %p", (from, to, expected) => {
  expect(isTypeChange(from, to)).toBe(expected);
});

test.each<[DataType, DataType, boolean]>([
  [{ type: "int", min: 0, max: 9 }, { type: "int", min: 0, max: 9 }, false],
  [{ type: "int", min: 0, max: 9 }, { type: "int", min: -1, max: 10 }, false],
  [{ type: "int", max: 9 }, { type: "int", max: 8 }, true],
  [{ type: "int", min: 0 }, { type: "int", min: 1 }, true],
  [{ type: "int" }, { type: "int", max: 8 }, true],
  [{ type: "int", max: 8 }, { type: "int" }, false],
  [{ type: "long", max: "9" }, { type: "long", max: "7" }, true],
  [{ type: "text", length: 10 }, { type: "text", length: 5 }, true],
  [{ type: "text", length: 10 }, { type: "text" }, false],
  [{ type: "enum", items: { 0: "a", 1: "b" } }, { type: "enum", items: { 0: "a" } }, true],
  [{ type: "enum", items: { 0: "a" } }, { type: "enum", items: { 0: "z", 1: "b" } }, false],
  [array(3, { type: "int" }), array(2, { type: "int" }), true],
  [struct(["a", { type: "int" }]), struct(["b", { type: "int" }]), true],
  [{ type: "int", max: 9 }, { type: "text", length: 1 }, false],
])("from %j to %j is narrower: %p", (from, to, expected) => {
  expect(isNarrowed(from, to)).toBe(expected);
});
