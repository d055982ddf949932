import { expect, test } from "bun:test";
import * as v from "valibot";
import { ProductDraftSchema, ProductKeySchema, SecretSchema } from "../../src/products/product-schema.ts";

test("keys and secrets of other platforms are taken as they are", () => {
  for (const key of ["a1h88DsZIaY", "F", "my_product-2", "x".repeat(64)])
    expect(v.is(ProductKeySchema, key)).toBe(true);
  for (const key of ["", "a b", "a/b", "a&b", "产品", "x".repeat(65)])
    expect(v.is(ProductKeySchema, key)).toBe(false);
  for (const secret of ["s", "J7zX+/==", "x".repeat(128)]) expect(v.is(SecretSchema, secret)).toBe(true);
  for (const secret of ["", "a b", "täg", "a\n", "x".repeat(129)])
    expect(v.is(SecretSchema, secret)).toBe(false);
});

test("a name is trimmed and must remain", () => {
  expect(v.parse(ProductDraftSchema, { name: "  Press 冲压 " })).toEqual({ name: "Press 冲压" });
  expect(v.is(ProductDraftSchema, { name: "   " })).toBe(false);
});
