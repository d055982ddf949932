import { describe, expect, test } from "bun:test";
import { makeVersionRig } from "../rig.ts";

const plain = { note: "", rolledBackTo: null, typeChanges: {} };

describe("the thing model", () => {
  const model = {
    properties: [
      { identifier: "t", name: "T", accessMode: "r", required: false, dataType: { type: "int", max: 9 } },
    ],
    events: [],
    services: [],
  };

  test("is replaced, versioned and guarded by If-Match", async () => {
    const { call, entries } = makeVersionRig();
    const path = "/products/p1/thing-model";
    expect((await call("GET", path)).headers.get("etag")).toBe('"1"');
    const put = await call("PUT", path, { body: model, headers: { "if-match": '"1"' } });
    expect([put.status, put.headers.get("etag"), put.body]).toEqual([200, '"2"', { modelVersion: 2, model }]);
    expect(await call("PUT", path, { body: model })).toMatchObject({ body: { modelVersion: 2 } });
    const late = await call("PUT", path, { body: { properties: [] }, headers: { "if-match": '"1"' } });
    expect(late).toMatchObject({ status: 412, body: { code: "version_conflict", params: { version: 2 } } });
    expect((await call("GET", `${path}?version=1`)).body).toEqual({
      properties: [],
      events: [],
      services: [],
    });
    expect((await call("GET", `${path}/versions`)).body).toEqual({
      items: [
        { version: 2, actor: "admin", createdAt: 1_000, ...plain },
        { version: 1, actor: "ann", createdAt: 1_000, ...plain },
      ],
    });
    expect(entries.map(([, { action }]) => action)).toEqual(["product.set-model"]);
  });

  test("goes out and comes in as TSL", async () => {
    const { call, products } = makeVersionRig();
    products.create({ productKey: "p2", name: "Press" }, "ann");
    await call("PUT", "/products/p1/thing-model", { body: model });
    const tsl = (await call("GET", "/products/p1/thing-model?format=tsl")).body;
    expect(tsl).toMatchObject({
      profile: { productKey: "p1", version: "2" },
      properties: [{ dataType: { specs: { max: "9" } } }],
    });
    expect(await call("PUT", "/products/p2/thing-model", { body: tsl })).toMatchObject({
      body: { modelVersion: 2, model },
    });
  });

  test("is refused with the places that are wrong", async () => {
    const { call } = makeVersionRig();
    const body = { properties: [{ identifier: "t", name: "T", dataType: { type: "int", min: 2, max: 1 } }] };
    expect(await call("PUT", "/products/p1/thing-model", { body })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "properties[0].dataType.max", message: "must not be less than min" }] },
    });
  });
});

test("of a published product it is changed by publishing a draft, and only developers change it", async () => {
  const { call, products } = makeVersionRig();
  const put = (role: "operator" | "developer") =>
    call("PUT", "/products/p1/thing-model", { role, body: { properties: [] } });
  expect((await put("operator")).status).toBe(403);
  products.setStatus("p1", "published", "ann");
  expect(await put("developer")).toMatchObject({ status: 409, body: { code: "product_published" } });
});
