import { expect, test } from "bun:test";
import {
  PRODUCT_SORTS,
  type ProductPlace,
  type ProductQuery,
  pageOfProducts,
} from "../../src/products/listing.ts";
import { ProductEntry } from "../../src/products/product-entry.ts";
import { newRow } from "../../src/products/product-row.ts";
import { EMPTY_MODEL } from "../../src/spine/model.ts";

const NAMES = ["Press 10", "press 2", "电表", "Oven", "oven", "Pump"];
const products = NAMES.map(
  (name, index) =>
    new ProductEntry(
      { id: index + 1, ...newRow({ productKey: `k${index + 1}`, name }, 1) },
      () => EMPTY_MODEL,
    ),
);
const countDevices = () =>
  new Map([
    ["k2", 7],
    ["k4", 7],
    ["k6", 1],
  ]);
const namesOf = (query: Omit<ProductQuery, "limit">) =>
  pageOfProducts(products, { ...query, countDevices, limit: 100 }).items.map(({ name }) => name);

test("orders by name as people count, by devices, by creation; ties by creation", () => {
  expect(namesOf({ sort: "name" })).toEqual(["电表", "Oven", "oven", "press 2", "Press 10", "Pump"]);
  expect(namesOf({ sort: "-devices" })).toEqual(["Oven", "press 2", "Pump", "oven", "电表", "Press 10"]);
  expect(namesOf({})).toEqual(NAMES);
  expect(namesOf({ sort: "-created" })).toEqual(NAMES.toReversed());
});

test("without a counter all have no devices", () => {
  expect(pageOfProducts(products, { sort: "devices", limit: 2 }).items.map(({ name }) => name)).toEqual([
    "Press 10",
    "press 2",
  ]);
});

test.each([...PRODUCT_SORTS])("by %s, pages of any size join to the whole list", (sort) => {
  for (const limit of [1, 2, 5]) {
    const seen: string[] = [];
    let after: ProductPlace | undefined;
    do {
      const page = pageOfProducts(products, { sort, countDevices, limit, after });
      seen.push(...page.items.map(({ name }) => name));
      expect(page.total).toBe(NAMES.length);
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(namesOf({ sort }));
  }
});
