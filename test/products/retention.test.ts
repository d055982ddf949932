import { expect, test } from "bun:test";
import type { Product } from "../../src/products/products.ts";
import { retentionDaysOf } from "../../src/products/retention.ts";

const dataType = { type: "float" } as const;
const name = "x";
const properties = [
  { identifier: "kept", name, accessMode: "r", required: false, dataType, retentionDays: 3_650 },
  { identifier: "plain", name, accessMode: "r", required: false, dataType },
];
const productOf = (retentionDays: number | null) =>
  ({ retentionDays, model: { properties, events: [], services: [] } }) as unknown as Product;

test("the property's wish wins over the product's, the product's over none", () => {
  const days = (product: Product) => ["kept", "plain", "unknown"].map((one) => retentionDaysOf(product, one));
  expect(days(productOf(30))).toEqual([3_650, 30, 30]);
  expect(retentionDaysOf(productOf(30), "kept@v2")).toBe(3_650);
  expect(days(productOf(null))).toEqual([3_650, undefined, undefined]);
});
