import { expect, test } from "bun:test";
import { openDatabase } from "../../src/db/db.ts";
import { openProducts } from "../../src/products/products.ts";
import { productsRoutes } from "../../src/products/routes.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";

function open() {
  const clock = makeManualClock(1_000);
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  const { audit, entries } = makeAuditLog();
  const tryMapping = () => ({
    row: undefined,
    points: [],
    events: [],
    failure: undefined,
    flags: [],
    left: [],
  });
  const countDevices = () => new Map([["p1", 3]]);
  const client = makeApiClient(productsRoutes({ db, products, countDevices, audit, tryMapping }));
  return { products, entries, ...client };
}

const P1 = {
  productKey: "p1",
  name: "Press",
  description: "",
  nodeType: "direct",
  validation: "warn",
  isEnabled: true,
  modelVersion: 1,
  registration: "off",
  childProductKey: null,
  status: "draft",
  dialects: null,
  dataMode: "model",
  offlineRule: { staleAfterS: null, offlineAfterS: null },
  registrationUntil: null,
  deviceCount: 3,
  createdAt: 1_000,
  updatedAt: 1_000,
};

test("a product's life", async () => {
  const { call, entries, products } = open();
  const draft = { productKey: "p1", productSecret: "s3cret", name: " Press " };
  expect(await call("POST", "/products", { role: "developer", body: draft })).toMatchObject({
    status: 201,
    body: P1,
  });
  expect(await call("POST", "/products", { body: draft })).toMatchObject({
    status: 409,
    body: { code: "already_exists" },
  });
  expect(await call("GET", "/products/p1", { role: "viewer" })).toMatchObject({ status: 200, body: P1 });
  expect(await call("GET", "/products/p1/secret", { role: "developer" })).toMatchObject({
    body: { productSecret: "s3cret", accessKey: products.get("p1").accessKey },
  });
  const patched = await call("PATCH", "/products/p1", { body: { validation: "strict", isEnabled: false } });
  expect(patched).toMatchObject({ status: 200, body: { ...P1, validation: "strict", isEnabled: false } });
  expect(await call("DELETE", "/products/p1")).toMatchObject({ status: 204, body: null });
  expect(await call("GET", "/products/p1")).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(entries.map(([who, { action, target }]) => [who, action, target])).toEqual([
    ["developer", "product.create", "p1"],
    ["developer", "product.reveal-secret", "p1"],
    ["admin", "product.update", "p1"],
    ["admin", "product.delete", "p1"],
  ]);
});

test("lists in pages", async () => {
  const { call, products } = open();
  for (const productKey of ["p1", "p2", "p3"]) products.create({ productKey, name: productKey }, "ann");
  const first = await call("GET", "/products?limit=2");
  expect(first.body).toMatchObject({
    items: [
      { productKey: "p1", deviceCount: 3 },
      { productKey: "p2", deviceCount: 0 },
    ],
    total: 3,
  });
  const { nextCursor } = first.body as { nextCursor: string };
  expect((await call("GET", `/products?limit=2&cursor=${nextCursor}`)).body).toMatchObject({
    items: [{ productKey: "p3" }],
    total: 3,
    nextCursor: null,
  });
  expect((await call("GET", "/products?q=P3")).body).toMatchObject({
    items: [{ productKey: "p3" }],
    total: 1,
  });
  expect(await call("GET", "/products?cursor=x")).toMatchObject({
    status: 400,
    body: { errors: [{ path: "cursor" }] },
  });
});

test("lists by what products are, in the order asked for", async () => {
  const { call, products } = open();
  products.create({ productKey: "p1", name: "Press 10", nodeType: "gateway" }, "ann");
  products.create({ productKey: "p2", name: "press 2", isEnabled: false }, "ann");
  products.create({ productKey: "p3", name: "Oven" }, "ann");
  products.setStatus("p3", "published", "ann");
  const keys = async (asked: string) => {
    const { body } = await call("GET", `/products?${asked}`);
    return (body as { items: { productKey: string }[] }).items.map(({ productKey }) => productKey);
  };
  expect(await keys("sort=-created")).toEqual(["p3", "p2", "p1"]);
  expect(await keys("sort=name")).toEqual(["p3", "p2", "p1"]);
  expect(await keys("sort=-devices")).toEqual(["p1", "p3", "p2"]);
  expect(await keys("status=published")).toEqual(["p3"]);
  expect(await keys("nodeType=gateway")).toEqual(["p1"]);
  expect(await keys("enabled=false")).toEqual(["p2"]);
  expect(await keys("status=draft&enabled=true&q=press")).toEqual(["p1"]);
  expect((await call("GET", "/products?sort=color")).status).toBe(400);
  const first = (await call("GET", "/products?sort=name&limit=2")).body as { nextCursor: string };
  expect(await keys(`sort=name&cursor=${first.nextCursor}`)).toEqual(["p1"]);
});

test("roles are held at the door", async () => {
  const { call } = open();
  const refused = async (method: string, path: string, body?: unknown) =>
    (await call(method, path, { role: "operator", body })).status;
  expect(await refused("POST", "/products", { name: "x" })).toBe(403);
  expect(await refused("PATCH", "/products/p1", {})).toBe(403);
  expect(await refused("DELETE", "/products/p1")).toBe(403);
  expect(await refused("GET", "/products/p1/secret")).toBe(403);
});

test("a wrong draft is refused with every place that is wrong", async () => {
  const { call } = open();
  const body = { productKey: "a b", productSecret: "täg", name: " ", validation: "maybe", color: "red" };
  expect((await call("POST", "/products", { body })).body).toMatchObject({
    code: "invalid_request",
    errors: [
      {
        path: "productKey",
        message:
          "must be 1 to 64 letters, digits, _ or -, and not the beginning of system topics (sys, ext, v1 ...)",
      },
      { path: "name", message: "must not be empty" },
      { path: "productSecret", message: "must be 1 to 128 visible ASCII characters" },
      { path: "validation", message: "must be one of off, warn, strict" },
      { path: "color", message: "unknown field" },
    ],
  });
});
