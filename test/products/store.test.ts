import { expect, test } from "bun:test";
import { isUniqueViolation, migrate, openDatabase } from "../../src/db/db.ts";
import { PRODUCT_MIGRATIONS } from "../../src/products/migrations.ts";
import { makeProductStore } from "../../src/products/store.ts";

function open() {
  const db = openDatabase(":memory:");
  migrate(db, "products", PRODUCT_MIGRATIONS);
  return { db, store: makeProductStore(db) };
}

const row = {
  productKey: "pk",
  productSecret: "s",
  name: "Press",
  description: "",
  nodeType: "direct" as const,
  validation: "strict" as const,
  isEnabled: false,
  modelVersion: 1,
  retentionDays: null,
  registration: "off" as const,
  childProductKey: null,
  mapping: { isShared: false, rows: [] },
  status: "draft" as const,
  accessKey: "a2V5",
  formerKeys: {},
  dialects: null,
  dataMode: "model" as const,
  offlineRule: { staleAfterS: null, offlineAfterS: null },
  registrationUntil: null,
  createdAt: 1,
  updatedAt: 2,
};

test("gives back what it was given", () => {
  const { store } = open();
  const id = store.insert(row);
  store.insertModel({ productId: id, version: 1, model: "one", actor: "ann", createdAt: 1 });
  store.insertModel({ productId: id, version: 2, model: "two", actor: "bob", createdAt: 2 });
  expect(store.loadAll()).toEqual([{ id, ...row }]);
  store.update(id, { modelVersion: 2, isEnabled: true });
  expect(store.loadAll()).toEqual([{ id, ...row, modelVersion: 2, isEnabled: true }]);
  expect([1, 2, 9].map((version) => store.modelText(id, version))).toEqual(["one", "two", undefined]);
});

test("a removed product takes its models with it", () => {
  const { db, store } = open();
  const id = store.insert(row);
  store.insertModel({ productId: id, version: 1, model: "one", actor: "ann", createdAt: 1 });
  store.remove(id);
  expect([
    store.loadAll(),
    store.listModels(id),
    db.sqlite.query("SELECT count(*) FROM product_models").values(),
  ]).toEqual([[], [], [[0]]]);
});

test("a key is taken once", () => {
  const { store } = open();
  store.insert(row);
  let thrown: unknown;
  try {
    store.insert(row);
  } catch (error) {
    thrown = error;
  }
  expect(isUniqueViolation(thrown, "products.product_key")).toBe(true);
});
