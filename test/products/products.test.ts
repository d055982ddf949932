import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../../src/db/db.ts";
import { openProducts, type ProductChange } from "../../src/products/products.ts";
import type { ThingModel } from "../../src/spine/model.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

const MODEL: ThingModel = {
  properties: [
    {
      identifier: "temp",
      name: "Temperature",
      accessMode: "r",
      required: false,
      dataType: { type: "double" },
    },
  ],
  events: [],
  services: [],
};

function open() {
  const clock = makeManualClock();
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  const changes: ProductChange[] = [];
  products.onChange((change) => changes.push(change));
  const seen = () =>
    changes.map(({ action, product, fields, actor }) => [action, product.productKey, fields, actor]);
  return { clock, db, products, seen };
}

describe("create", () => {
  test("takes the given key and secret and fills in the rest", () => {
    const { products, clock, seen } = open();
    const product = products.create({ productKey: "pk", productSecret: "s3", name: "Press" }, "ann");
    expect({ ...product, model: product.model }).toMatchObject({
      productKey: "pk",
      productSecret: "s3",
      name: "Press",
      description: "",
      nodeType: "direct",
      validation: "warn",
      isEnabled: true,
      model: { properties: [], events: [], services: [] },
      modelVersion: 1,
      createdAt: clock.now(),
      updatedAt: clock.now(),
    });
    expect(products.find("pk")).toBe(product);
    expect(seen()).toEqual([["created", "pk", [], "ann"]]);
  });

  test("makes up a key and a secret", () => {
    const { products } = open();
    const product = products.create({ name: "Press" }, "ann");
    expect(product.productKey).toMatch(/^a1[A-Za-z0-9]{9}$/);
    expect(product.productSecret).toMatch(/^[A-Za-z0-9]{24}$/);
  });

  test("refuses a key that is taken, whether known before or within one commit", () => {
    const { products, db } = open();
    products.create({ productKey: "pk", name: "Press" }, "ann");
    expect(() => products.create({ productKey: "pk", name: "Other" }, "ann")).toThrow("pk exists already");
    const twice = [1, 2].map(() => products.stageCreate({ productKey: "new", name: "New" }, "ann"));
    expect(() =>
      db.transaction(() => {
        for (const change of twice) change.write();
      }),
    ).toThrow("new exists already");
    expect(products.find("new")).toBeUndefined();
  });
});

describe("update", () => {
  test("changes the same object and says what changed", () => {
    const { products, seen, clock } = open();
    const product = products.create({ productKey: "pk", name: "Press" }, "ann");
    clock.advance(1_000);
    expect(
      products.update("pk", { name: "Oven", description: "", validation: "strict", isEnabled: false }, "bob"),
    ).toBe(product);
    expect([product.name, product.validation, product.isEnabled, product.updatedAt]).toEqual([
      "Oven",
      "strict",
      false,
      clock.now(),
    ]);
    expect(seen()).toEqual([
      ["created", "pk", [], "ann"],
      ["disabled", "pk", [], "bob"],
      ["updated", "pk", ["name", "validation"], "bob"],
    ]);
  });

  test("that changes nothing is silent", () => {
    const { products, seen, clock } = open();
    const product = products.create({ productKey: "pk", name: "Press" }, "ann");
    const before = product.updatedAt;
    clock.advance(1_000);
    products.update("pk", { name: "Press", isEnabled: true }, "bob");
    products.setModel("pk", { services: [], events: [], properties: [] }, "bob");
    expect([product.updatedAt, product.modelVersion, seen().length]).toEqual([before, 1, 1]);
  });

  test("of what does not exist fails", () => {
    const { products } = open();
    expect(() => products.update("nope", { name: "x" }, "ann")).toThrow("product nope does not exist");
  });
});

test("every version of the model is kept", () => {
  const { products, clock } = open();
  const product = products.create({ productKey: "pk", name: "Press", model: MODEL }, "ann");
  const [createdAt] = [clock.now(), clock.advance(1_000)];
  products.setModel("pk", { ...MODEL, properties: [] }, "bob");
  expect([product.model.properties, product.modelVersion]).toEqual([[], 2]);
  expect(products.listModelVersions("pk")).toEqual([
    { version: 2, actor: "bob", createdAt: clock.now() },
    { version: 1, actor: "ann", createdAt },
  ]);
  expect(products.modelAt("pk", 1)).toEqual(MODEL);
  expect(() => products.modelAt("pk", 3)).toThrow("does not exist");
});

describe("list", () => {
  test("pages in order of creation and counts all that match", () => {
    const { products } = open();
    for (const name of ["Press", "Oven", "Press 2"])
      products.create({ productKey: name.replace(" ", "-"), name }, "ann");
    const first = products.list({ q: "PRESS", limit: 1 });
    expect(first).toEqual({ items: [products.get("Press")], total: 2, next: [1, 1] });
    expect(products.list({ q: "PRESS", limit: 1, after: [1, 1] })).toEqual({
      items: [products.get("Press-2")],
      total: 2,
      next: undefined,
    });
    expect(products.list({ limit: 10 }).items.map((p) => p.name)).toEqual(["Press", "Oven", "Press 2"]);
    expect(products.count()).toBe(3);
  });
});

describe("remove", () => {
  test("is refused while something uses the product", () => {
    const { products, seen } = open();
    products.create({ productKey: "pk", name: "Press" }, "ann");
    let by: string | undefined = "2 devices";
    products.addRemovalGuard(() => by);
    expect(() => products.remove("pk", "ann")).toThrow("product pk is still used by 2 devices");
    by = undefined;
    products.remove("pk", "bob");
    expect(products.find("pk")).toBeUndefined();
    expect(seen().at(-1)).toEqual(["deleted", "pk", [], "bob"]);
    expect(products.create({ productKey: "pk", name: "Again" }, "ann").modelVersion).toBe(1);
  });
});

test("all of it is there after a restart", () => {
  const dir = mkdtempSync(join(tmpdir(), "gantry-products-"));
  const clock = makeManualClock();
  const path = join(dir, "gantry.db");
  const before = openDatabase(path);
  const created = openProducts({ db: before, clock }).create(
    { productKey: "pk", name: "Press", model: MODEL },
    "ann",
  );
  const expected = { ...created, model: created.model };
  before.close();
  const after = openDatabase(path);
  const found = openProducts({ db: after, clock }).find("pk");
  expect({ ...found, model: found?.model }).toEqual(expected);
  after.close();
  rmSync(dir, { recursive: true });
});

describe("node type and registration", () => {
  test("start as a direct product that registers nothing, and can be set", () => {
    const { products, seen } = open();
    const product = products.create({ productKey: "gw", name: "Gateway" }, "ann");
    products.create({ productKey: "sub", name: "Sensor", nodeType: "sub" }, "ann");
    const of = ({ nodeType, registration, childProductKey }: typeof product) => ({
      nodeType,
      registration,
      childProductKey,
    });
    expect(of(product)).toEqual({ nodeType: "direct", registration: "off", childProductKey: null });
    products.update("gw", { nodeType: "gateway", registration: "open", childProductKey: "sub" }, "ann");
    expect(of(product)).toEqual({ nodeType: "gateway", registration: "open", childProductKey: "sub" });
    expect(seen().at(-1)).toEqual(["updated", "gw", ["nodeType", "registration", "childProductKey"], "ann"]);
  });

  test("a child product must be there, be one of sub-devices, and cannot be removed while it is named", () => {
    const { products } = open();
    products.create({ productKey: "plain", name: "Direct" }, "ann");
    const create = (childProductKey: string) =>
      products.create({ productKey: "gw", name: "Gateway", nodeType: "gateway", childProductKey }, "ann");
    expect(() => create("nobody")).toThrow("nobody");
    expect(() => create("plain")).toThrow("plain is of node type direct, not sub");
    products.create({ productKey: "sub", name: "Sensor", nodeType: "sub" }, "ann");
    create("sub");
    expect(() => products.remove("sub", "ann")).toThrow("product sub is still used by product gw");
    products.update("gw", { childProductKey: null }, "ann");
    products.remove("sub", "ann");
    expect(products.find("sub")).toBeUndefined();
  });

  test("a guard keeps the node type while it is used", () => {
    const { products } = open();
    products.create({ productKey: "gw", name: "Gateway", nodeType: "gateway" }, "ann");
    products.addNodeTypeGuard((productKey) => `sub-devices of ${productKey}`);
    expect(() => products.update("gw", { nodeType: "direct" }, "ann")).toThrow("sub-devices of gw");
    products.update("gw", { nodeType: "gateway", name: "Other" }, "ann");
    expect(products.get("gw").name).toBe("Other");
  });
});

describe("publishing", () => {
  test("keeps a product from being deleted and from changing its type, until it is taken back", () => {
    const { products, seen } = open();
    const product = products.create({ productKey: "pk", name: "Press" }, "ann");
    expect(products.setStatus("pk", "published", "bob").status).toBe("published");
    products.setStatus("pk", "published", "bob");
    expect(() => products.remove("pk", "bob")).toThrow("pk is published");
    expect(() => products.update("pk", { nodeType: "sub" }, "bob")).toThrow("pk is published");
    products.update("pk", { name: "Oven", nodeType: "direct" }, "bob");
    products.setStatus("pk", "draft", "bob");
    expect(products.update("pk", { nodeType: "sub" }, "bob").nodeType).toBe("sub");
    products.remove("pk", "bob");
    expect(product.status).toBe("draft");
    expect(seen()).toEqual([
      ["created", "pk", [], "ann"],
      ["updated", "pk", ["status"], "bob"],
      ["updated", "pk", ["name"], "bob"],
      ["updated", "pk", ["status"], "bob"],
      ["updated", "pk", ["nodeType"], "bob"],
      ["deleted", "pk", [], "bob"],
    ]);
  });
});

test("a product that is older than access keys is given one, once", () => {
  const { db, clock, products } = open();
  products.create({ productKey: "pk", name: "Press" }, "ann");
  db.sqlite.run("UPDATE products SET access_key = ''");
  const first = openProducts({ db, clock }).get("pk").accessKey;
  expect(Buffer.from(first, "base64").length).toBe(32);
  expect(openProducts({ db, clock }).get("pk").accessKey).toBe(first);
});

test("a guard may refuse another model, unless that was settled; the same model is none", () => {
  const { products } = open();
  const product = products.create({ productKey: "pk", name: "Press", model: MODEL }, "ann");
  products.addModelGuard({
    check(productKey) {
      throw new Error(`not ${productKey}`);
    },
  });
  const other = { ...MODEL, properties: [] };
  expect(() => products.setModel("pk", other, "bob")).toThrow("not pk");
  products.update("pk", { name: "Oven", model: { ...MODEL } }, "bob");
  const staged = products.stageModel("pk", other, "bob");
  staged.write();
  staged.publish();
  expect([product.name, product.model, product.modelVersion]).toEqual(["Oven", other, 2]);
});

test("guards look up beforehand what they will ask of models that change", async () => {
  const { products } = open();
  products.create({ productKey: "pk", name: "Press", model: MODEL }, "ann");
  const prepared: string[][] = [];
  products.addModelGuard({
    prepare: async (models) => void prepared.push([...models.keys()]),
    check() {},
  });
  await products.prepareModels(new Map([["pk", { ...MODEL }]]));
  await products.prepareModels(new Map([["unknown", MODEL]]));
  expect(prepared).toEqual([]);
  const emptied = { ...MODEL, properties: [] };
  await products.prepareModels(
    new Map([
      ["pk", emptied],
      ["unknown", emptied],
    ]),
  );
  expect(prepared).toEqual([["pk"]]);
});
