import { expect, test } from "bun:test";
import { ProductEntry } from "../../src/products/product-entry.ts";
import { EMPTY_MAPPING } from "../../src/spine/mapping.ts";

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
  retentionDays: null,
  registration: "off",
  childProductKey: null,
  mapping: EMPTY_MAPPING,
  status: "draft",
  accessKey: "a2V5",
  formerKeys: {},
  dialects: null,
  dataMode: "model",
  offlineRule: { staleAfterS: null, offlineAfterS: null },
  registrationUntil: null,
  createdAt: 1,
  updatedAt: 1,
} as const;

const EMPTY = { properties: [], events: [], services: [] };

test("reads its model once, and only when asked", () => {
  let reads = 0;
  const entry = new ProductEntry(row, () => {
    reads += 1;
    return EMPTY;
  });
  expect(reads).toBe(0);
  expect([entry.model, entry.model, reads]).toEqual([EMPTY, EMPTY, 1]);
});

test("follows its row, and replaces its model", () => {
  const entry = new ProductEntry(row, () => {
    throw new Error("never read");
  });
  const model = { ...EMPTY };
  entry.apply({ name: "Oven", modelVersion: 2, updatedAt: 5 }, model);
  expect([entry.name, entry.modelVersion, entry.updatedAt, entry.productKey]).toEqual(["Oven", 2, 5, "pk"]);
  expect(entry.model).toBe(model);
});
