import { expect, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import { makeRouter } from "../../../src/http/http.ts";
import { openProducts } from "../../../src/products/products.ts";
import { addLifeRoutes } from "../../../src/products/routes/life-routes.ts";
import { productJson } from "../../../src/products/routes/product-json.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";

function open() {
  const products = openProducts({ db: openDatabase(":memory:"), clock: makeManualClock(1_000) });
  const { audit, entries } = makeAuditLog();
  const api = makeRouter();
  addLifeRoutes(api, { products, audit, toJson: (product) => productJson(product, 0) });
  products.create({ productKey: "pk", name: "Press", productSecret: "s3cret" }, "ann");
  return { products, entries, ...makeApiClient(api) };
}

test("a product is published and taken back, each once in the audit trail", async () => {
  const { call, entries } = open();
  const turn = async (verb: string) => {
    const { status, body } = await call("POST", `/products/pk/${verb}`, { role: "developer" });
    return [status, (body as { status: string }).status];
  };
  expect(await turn("publish")).toEqual([200, "published"]);
  expect(await turn("publish")).toEqual([200, "published"]);
  expect(await turn("unpublish")).toEqual([200, "draft"]);
  expect(entries).toEqual([
    ["developer", { action: "product.publish", target: "pk" }],
    ["developer", { action: "product.unpublish", target: "pk" }],
  ]);
});

test("secrets are shown and replaced one at a time", async () => {
  const { call, entries, products } = open();
  const { accessKey } = products.get("pk");
  const before = { productSecret: "s3cret", accessKey };
  expect((await call("GET", "/products/pk/secret")).body).toEqual(before);
  const rotate = async (which: string) =>
    (await call("POST", "/products/pk/secret/rotate", { body: { which } })).body;
  const first = (await rotate("productSecret")) as typeof before;
  expect(first).toEqual({ productSecret: products.get("pk").productSecret, accessKey });
  expect(first.productSecret).toMatch(/^[A-Za-z0-9]{24}$/);
  const second = (await rotate("accessKey")) as typeof before;
  expect(second.productSecret).toBe(first.productSecret);
  expect(Buffer.from(second.accessKey, "base64").length).toBe(32);
  expect(second.accessKey).not.toBe(accessKey);
  expect(await call("POST", "/products/pk/secret/rotate", { body: {} })).toMatchObject({ status: 400 });
  expect(entries.map(([, { action, after }]) => [action, after])).toEqual([
    ["product.reveal-secret", undefined],
    ["product.rotate-secret", { which: "productSecret" }],
    ["product.rotate-secret", { which: "accessKey" }],
  ]);
});

test("developers only, and only of products that exist", async () => {
  const { call } = open();
  const paths = ["publish", "unpublish", "secret/rotate"];
  const body = { which: "accessKey" };
  for (const path of paths) {
    expect((await call("POST", `/products/pk/${path}`, { role: "operator", body })).status).toBe(403);
    expect((await call("POST", `/products/nope/${path}`, { body })).status).toBe(404);
  }
});
