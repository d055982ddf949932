import { expect, test } from "bun:test";
import { compositeOf } from "../../../src/products/streams/composite.ts";

const infer = () => ({ type: "int" as const, min: 0, max: 9 });

test("fields and items carry no range, and what is no identifier is no field", () => {
  expect(compositeOf([{ a: 1 }], infer)).toEqual({
    type: "struct",
    fields: [{ identifier: "a", name: "a", dataType: { type: "int" } }],
  });
  expect(compositeOf([[{ a: 1 }]], infer)).toEqual({
    type: "array",
    size: 2,
    item: { type: "struct", fields: [{ identifier: "a", name: "a", dataType: { type: "int" } }] },
  });
  expect(compositeOf([{ "a b": 1 }], infer)).toBeUndefined();
  expect(compositeOf([{ a: 1 }, { a: "x" }], infer)).toBeUndefined();
  expect(compositeOf([{}], infer)).toBeUndefined();
  expect(compositeOf([[]], infer)).toBeUndefined();
  expect(compositeOf([[[1]]], infer)).toBeUndefined();
});
