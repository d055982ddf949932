import { expect, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import { openProducts } from "../../../src/products/products.ts";
import { openRegisterMaps } from "../../../src/products/registers/register-maps.ts";
import { registerRoutes } from "../../../src/products/registers/routes.ts";
import { EMPTY_REGISTER_MAP } from "../../../src/spine/register-map.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";

const refuse = () => {
  throw new Error("no model is changed");
};
const NO_VERSIONS = { draft: refuse, putDraft: refuse, replace: refuse };

function open() {
  const db = openDatabase(":memory:");
  const clock = makeManualClock(1_000);
  const products = openProducts({ db, clock });
  const dataType = { type: "double" } as const;
  const property = { identifier: "t", name: "T", accessMode: "r", required: false, dataType } as const;
  const model = { properties: [property], events: [], services: [], modules: [] };
  products.create({ productKey: "p1", name: "P", model }, "ann");
  const { audit, entries } = makeAuditLog();
  const registerMaps = openRegisterMaps({ db, clock, products });
  return {
    entries,
    ...makeApiClient(registerRoutes({ products, versions: NO_VERSIONS, registerMaps, audit })),
  };
}

const PATH = "/products/p1/register-map";
const point = { identifier: "t", area: "holding", address: 4, type: "float32" };

test("gives and replaces the map, and says who did it", async () => {
  const { call, entries } = open();
  expect(await call("GET", PATH, { role: "viewer" })).toMatchObject({
    status: 200,
    body: EMPTY_REGISTER_MAP,
  });
  const put = () => call("PUT", PATH, { role: "developer", body: { points: [point] } });
  expect(await put()).toMatchObject({ status: 200, body: { points: [{ ...point, scale: 1 }] } });
  await put();
  expect(await call("GET", PATH)).toMatchObject({ body: { points: [point] } });
  expect(entries.map(([, { action }]) => action)).toEqual(["product.set-register-map"]);
});

test("an operator may only look", async () => {
  const { call } = open();
  expect(await call("PUT", PATH, { role: "operator", body: { points: [] } })).toMatchObject({ status: 403 });
  expect(await call("GET", "/products/none/register-map")).toMatchObject({ status: 404 });
});

test("names the point that does not fit the schema or the model", async () => {
  const { call } = open();
  const put = (points: readonly object[]) => call("PUT", PATH, { body: { points } });
  expect(await put([{ ...point, address: -1 }])).toMatchObject({
    status: 400,
    body: { errors: [{ path: "points[0].address" }] },
  });
  expect(await put([point, { ...point, identifier: "u" }])).toMatchObject({
    status: 400,
    body: {
      errors: [{ path: "points[1].identifier", message: "u: the thing model has no such property" }],
    },
  });
});
