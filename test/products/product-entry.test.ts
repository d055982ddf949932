import { expect, test } from "bun:test";
import { ProductEntry } from "../../src/products/product-entry.ts";

const row = {
  id: 1,
  productKey: "pk",
  productSecret: "s",
  name: "Press",
  description: "",
  nodeType: "direct",
  validation: "warn",
  isEnabled: true,
  modelVersion: 1,
  createdAt: 1,
  updatedAt: 1,
} as const;

test("parses its model once, and only when asked", () => {
  const entry = new ProductEntry({ row, modelText: '{"properties":[],"events":[],"services":[]}' });
  const { model } = entry;
  expect(model).toEqual({ properties: [], events: [], services: [] });
  expect(entry.model).toBe(model);
  expect(() => new ProductEntry({ row, modelText: "never read" })).not.toThrow();
});

test("follows its row, and replaces its model", () => {
  const entry = new ProductEntry({ row, modelText: "never read" });
  const model = { properties: [], events: [], services: [] };
  entry.apply({ name: "Oven", modelVersion: 2, updatedAt: 5 }, model);
  expect([entry.name, entry.modelVersion, entry.updatedAt, entry.model, entry.productKey]).toEqual([
    "Oven",
    2,
    5,
    model,
    "pk",
  ]);
});
