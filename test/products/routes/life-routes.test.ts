import { expect, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import { makeRouter } from "../../../src/http/http.ts";
import { openProducts } from "../../../src/products/products.ts";
import { addLifeRoutes } from "../../../src/products/routes/life-routes.ts";
import { productJson } from "../../../src/products/routes/product-json.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";

function open() {
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock: makeManualClock(1_000) });
  const { audit, entries } = makeAuditLog();
  const api = makeRouter();
  addLifeRoutes(api, { products, audit, toJson: (product) => productJson(product, 0) });
  products.create({ productKey: "pk", name: "Press", productSecret: "s3cret" }, "ann");
  return { db, products, entries, ...makeApiClient(api) };
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
  const before = { productSecret: "s3cret", accessKey, former: [] };
  expect((await call("GET", "/products/pk/secret")).body).toEqual(before);
  const rotate = async (which: string) =>
    (await call("POST", "/products/pk/secret/rotate", { body: { which } })).body;
  const first = (await rotate("productSecret")) as typeof before;
  expect(first).toEqual({ ...before, productSecret: products.get("pk").productSecret });
  expect(first.productSecret).toMatch(/^[A-Za-z0-9]{24}$/);
  const second = (await rotate("accessKey")) as typeof before;
  expect(second.productSecret).toBe(first.productSecret);
  expect(Buffer.from(second.accessKey, "base64").length).toBe(32);
  expect(second.accessKey).not.toBe(accessKey);
  expect(await call("POST", "/products/pk/secret/rotate", { body: {} })).toMatchObject({ status: 400 });
  expect(entries.map(([, { action, after }]) => [action, after])).toEqual([
    ["product.reveal-secret", undefined],
    ["product.rotate-secret", { which: "productSecret", overlapHours: 0 }],
    ["product.rotate-secret", { which: "accessKey", overlapHours: 0 }],
  ]);
});

test("what is replaced holds for the overlap, also after a restart, until it is ended", async () => {
  const { call, entries, products, db } = open();
  const { accessKey } = products.get("pk");
  const rotate = async (body: object) =>
    (await call("POST", "/products/pk/secret/rotate", { body })).body as { former: object[] };
  const hour = { which: "productSecret", until: 1_000 + 3_600_000 };
  expect((await rotate({ which: "productSecret", overlapHours: 1 })).former).toEqual([hour]);
  const month = { which: "accessKey", until: 1_000 + 720 * 3_600_000 };
  expect((await rotate({ which: "accessKey", overlapHours: 720 })).former).toEqual([hour, month]);
  const again = openProducts({ db, clock: makeManualClock(1_000) }).get("pk");
  expect(again.formerKeys).toEqual({
    productSecret: { value: "s3cret", until: hour.until },
    accessKey: { value: accessKey, until: month.until },
  });
  for (const overlapHours of [-1, 721])
    expect(
      await call("POST", "/products/pk/secret/rotate", { body: { which: "accessKey", overlapHours } }),
    ).toMatchObject({ status: 400 });
  // Without an overlap nothing older holds either.
  expect((await rotate({ which: "productSecret" })).former).toEqual([month]);
  const end = () => call("DELETE", "/products/pk/secret/former", { role: "developer" });
  expect((await end()).body).toEqual({
    productSecret: products.get("pk").productSecret,
    accessKey: products.get("pk").accessKey,
    former: [],
  });
  expect((await end()).status).toBe(200);
  expect(entries.slice(3)).toEqual([
    ["developer", { action: "product.end-former-secret", target: "pk", before: { which: ["accessKey"] } }],
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
  expect((await call("DELETE", "/products/pk/secret/former", { role: "operator" })).status).toBe(403);
  expect((await call("DELETE", "/products/nope/secret/former")).status).toBe(404);
});
