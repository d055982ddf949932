import { expect, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import { makeRouter } from "../../../src/http/http.ts";
import { addBundleRoutes } from "../../../src/products/bundle/routes.ts";
import { openProducts } from "../../../src/products/products.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";

function open() {
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock: makeManualClock(1_000) });
  const { audit, entries } = makeAuditLog();
  const api = makeRouter();
  addBundleRoutes(api, { db, products, audit });
  products.create({ productKey: "pk", name: "Press", productSecret: "s3cret" }, "ann");
  return { products, entries, ...makeApiClient(api) };
}

test("a product is copied under a new name, and under a key of its own or a given one", async () => {
  const { call, entries, products } = open();
  const copied = await call("POST", "/products/pk/copy", { body: { name: "Press 2", withDevices: false } });
  expect(copied).toMatchObject({ status: 201, body: { name: "Press 2", status: "draft", deviceCount: 0 } });
  const given = { name: "Press 3", productKey: "pk3" };
  expect(await call("POST", "/products/pk/copy", { body: given })).toMatchObject({ status: 201 });
  expect(await call("POST", "/products/pk/copy", { body: given })).toMatchObject({
    status: 409,
    body: { code: "already_exists" },
  });
  expect(await call("POST", "/products/pk/copy", { body: { name: "x", withDevices: true } })).toMatchObject({
    status: 400,
    body: { errors: [{ path: "withDevices" }] },
  });
  expect(products.count()).toBe(3);
  expect(entries.map(([, { action, after }]) => [action, after])).toEqual([
    ["product.copy", { from: "pk", name: "Press 2" }],
    ["product.copy", { from: "pk", name: "Press 3" }],
  ]);
});

test("a file has secrets only when a developer asks, and that is kept", async () => {
  const { call, entries } = open();
  const plain = await call("GET", "/products/pk/bundle", { role: "viewer" });
  expect(plain.body).toMatchObject({ format: "gantry.product", version: 1, productKey: "pk" });
  expect(plain.body).not.toHaveProperty("secrets");
  expect(plain.headers.get("content-disposition")).toBe('attachment; filename="pk.product.json"');
  expect((await call("GET", "/products/pk/bundle?secrets=true", { role: "operator" })).status).toBe(403);
  const full = await call("GET", "/products/pk/bundle?secrets=true", { role: "developer" });
  expect(full.body).toMatchObject({ secrets: { productSecret: "s3cret" } });
  expect(entries).toEqual([["developer", { action: "product.export-secrets", target: "pk" }]]);
});

test("an import tells first and then does the same", async () => {
  const { call, entries, products } = open();
  const file = (await call("GET", "/products/pk/bundle")).body as { settings: object };
  const body = { ...file, settings: { ...file.settings, name: "Oven", childProductKey: "kids" } };
  const report = {
    productKey: "pk",
    action: "update",
    differences: [{ path: "settings.name", kind: "changed", before: "Press", after: "Oven" }],
    left: [{ code: "unknown_product", text: "Product kids is not known here." }],
  };
  expect((await call("POST", "/products/import?dryRun=true", { body })).body).toEqual({
    dryRun: true,
    ...report,
  });
  expect([products.get("pk").name, entries]).toEqual(["Press", []]);
  expect((await call("POST", "/products/import", { body })).body).toEqual({ dryRun: false, ...report });
  expect(products.get("pk").name).toBe("Oven");
  expect(await call("POST", "/products/import", { body })).toMatchObject({ body: { action: "unchanged" } });
  expect(await call("POST", "/products/import?productKey=two", { body })).toMatchObject({
    status: 200,
    body: { productKey: "two", action: "create" },
  });
  expect(entries.map(([, { action, target, after }]) => [action, target, after])).toEqual([
    ["product.import", "pk", { action: "update", changed: ["settings.name"] }],
    ["product.import", "two", { action: "create", changed: [] }],
  ]);
});

test("what a new model asks of stored values is looked up before it is judged", async () => {
  const { call, products } = open();
  const steps: string[] = [];
  products.addModelGuard({
    prepare: async (models) => void steps.push(`prepare ${[...models.keys()]}`),
    check: (productKey) => void steps.push(`check ${productKey}`),
  });
  const file = (await call("GET", "/products/pk/bundle")).body as object;
  const properties = [{ identifier: "t", name: "T", dataType: { type: "text" } }];
  const body = { ...file, thingModel: { properties } };
  expect(await call("POST", "/products/import", { body })).toMatchObject({ body: { action: "update" } });
  expect(steps).toEqual(["prepare pk", "check pk"]);
});

test("what is no such file is refused with its places", async () => {
  const { call } = open();
  const { status, body } = await call("POST", "/products/import", { body: { format: "x" } });
  const { errors } = body as { errors: { path: string }[] };
  expect([status, errors.map(({ path }) => path)]).toEqual([
    400,
    ["format", "version", "productKey", "settings", "thingModel"],
  ]);
  expect((await call("POST", "/products/import", { role: "operator", body: {} })).status).toBe(403);
});
