import { describe, expect, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import { type BundleSection, makeBundle } from "../../../src/products/bundle/bundle.ts";
import { planImport } from "../../../src/products/bundle/import.ts";
import { openProducts } from "../../../src/products/products.ts";
import type { ThingModel } from "../../../src/spine/model.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

const MODEL: ThingModel = {
  properties: [
    { identifier: "t", name: "T", accessMode: "r", required: false, dataType: { type: "double" } },
  ],
  events: [],
  services: [],
};

function open() {
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock: makeManualClock(5) });
  const notes = new Map<string, unknown>();
  const section: BundleSection = {
    name: "notes",
    read: (productKey) => notes.get(productKey),
    check: () => [],
    stage: (productKey, value) => ({ write() {}, publish: () => notes.set(productKey, value) }),
  };
  const sections = [section];
  const product = products.create(
    { productKey: "pk", name: "Press", registration: "open", dialects: ["alink"], model: MODEL },
    "ann",
  );
  notes.set("pk", "hello");
  const export1 = (hasSecrets = false) => makeBundle(products.get("pk"), { sections, hasSecrets });
  return { products, product, notes, sections, export1, deps: { db, products, sections } };
}

describe("a product's file", () => {
  test("brought back into an empty house gives the same product, and the same file again", () => {
    const here = open();
    const file = here.export1(true);
    const db = openDatabase(":memory:");
    const products = openProducts({ db, clock: makeManualClock(5) });
    const there = {
      db,
      products,
      sections: [{ ...here.sections[0], read: () => undefined } as BundleSection],
    };
    const plan = planImport(there, file, { actor: "bob" });
    expect([plan.action, plan.differences, plan.left]).toEqual(["create", [], []]);
    const product = plan.commit();
    expect(makeBundle(product, { sections: here.sections, hasSecrets: true })).toEqual(file);
  });

  test("brought in again changes nothing", () => {
    const { deps, export1, product } = open();
    const plan = planImport(deps, export1(true), { actor: "bob" });
    expect([plan.action, plan.differences]).toEqual(["unchanged", []]);
    expect(plan.commit()).toBe(product);
    expect(product.modelVersion).toBe(1);
  });

  test("changes what it says, after a plan that changed nothing", () => {
    const { deps, export1, product, notes } = open();
    const file = export1();
    const changed = {
      ...file,
      settings: { name: "Oven", isEnabled: false },
      thingModel: { properties: [], events: [], services: [] },
      mapping: { isShared: true, rows: [] },
      sections: { notes: "bye" },
      secrets: { productSecret: "new" },
    };
    const plan = planImport(deps, changed, { actor: "bob" });
    expect(plan.action).toBe("update");
    expect(plan.differences).toEqual([
      { path: "settings.name", kind: "changed", before: "Press", after: "Oven" },
      { path: "settings.isEnabled", kind: "changed", before: true, after: false },
      { path: "secrets.productSecret", kind: "changed" },
      { path: "thingModel.properties.t", kind: "removed" },
      { path: "mapping", kind: "changed" },
      { path: "sections.notes", kind: "changed" },
    ]);
    expect([product.name, notes.get("pk")]).toEqual(["Press", "hello"]);
    plan.commit();
    expect([product.name, product.productSecret, product.registration, product.modelVersion]).toEqual([
      "Oven",
      "new",
      "open",
      2,
    ]);
    expect([product.mapping.isShared, notes.get("pk")]).toEqual([true, "bye"]);
  });

  test("under another key makes another product, a draft with secrets of its own", () => {
    const { deps, export1, products, notes, product } = open();
    products.setStatus("pk", "published", "ann");
    const copy = planImport(deps, export1(), { productKey: "copy", actor: "bob" }).commit();
    expect([copy.productKey, copy.status, copy.name, copy.model]).toEqual(["copy", "draft", "Press", MODEL]);
    expect(copy.productSecret).not.toBe(product.productSecret);
    expect(copy.accessKey).not.toBe(product.accessKey);
    expect(notes.get("copy")).toBe("hello");
  });
});

test("a published product keeps its model and its type", () => {
  const { deps, export1, products } = open();
  const file = export1();
  products.setStatus("pk", "published", "ann");
  const emptied = { ...file, thingModel: { properties: [], events: [], services: [] } };
  expect(() => planImport(deps, emptied, { actor: "bob" })).toThrow("save its thing model as a draft");
  const typed = { ...file, settings: { ...file.settings, nodeType: "sub" as const } };
  expect(() => planImport(deps, typed, { actor: "bob" })).toThrow("pk is published");
  expect(planImport(deps, file, { actor: "bob" }).action).toBe("unchanged");
});

test("a product for sub-devices that is not here is left out, and said", () => {
  const { deps, export1 } = open();
  const file = export1();
  const settings = { ...file.settings, nodeType: "gateway" as const, childProductKey: "kids" };
  const plan = planImport(deps, { ...file, settings }, { productKey: "gw", actor: "bob" });
  expect(plan.left).toEqual([{ code: "unknown_product", params: { productKey: "kids" } }]);
  expect(plan.commit().childProductKey).toBeNull();
});
