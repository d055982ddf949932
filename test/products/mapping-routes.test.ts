import { expect, test } from "bun:test";
import * as v from "valibot";
import { openDatabase } from "../../src/db/db.ts";
import { makeRouter } from "../../src/http/http.ts";
import { addMappingRoutes, type TrialAnswer } from "../../src/products/mapping-routes.ts";
import { openProducts } from "../../src/products/products.ts";
import { EMPTY_MAPPING, MappingSchema } from "../../src/spine/mapping.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";

const NOTHING: TrialAnswer = {
  row: undefined,
  points: [],
  events: [],
  failure: undefined,
  flags: [],
  left: [],
};

function open(answer: Partial<TrialAnswer> = {}) {
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock: makeManualClock(1_000) });
  products.create({ productKey: "p1", name: "P" }, "ann");
  const { audit, entries } = makeAuditLog();
  const tried: unknown[] = [];
  const api = makeRouter();
  addMappingRoutes(api, {
    products,
    audit,
    tryMapping: ({ productKey }, trial) => {
      tried.push({ productKey, ...trial, payload: Buffer.from(trial.payload).toString("hex") });
      return { ...NOTHING, ...answer };
    },
  });
  return { db, products, entries, tried, ...makeApiClient(api) };
}

const draft = { rows: [{ topic: "plant/{deviceName}/{property}", payload: "text" }] };
const mapping = v.parse(MappingSchema, draft);

test("is empty at first, replaced as a whole, and outlives a restart", async () => {
  const { call, entries, db } = open();
  expect(await call("GET", "/products/p1/mapping", { role: "viewer" })).toMatchObject({
    body: EMPTY_MAPPING,
  });
  const put = () => call("PUT", "/products/p1/mapping", { role: "developer", body: draft });
  expect(await put()).toMatchObject({ status: 200, body: mapping });
  expect(await put()).toMatchObject({ status: 200, body: mapping });
  expect(await call("GET", "/products/p1/mapping")).toMatchObject({ body: mapping });
  expect(openProducts({ db, clock: makeManualClock(2_000) }).get("p1").mapping).toEqual(mapping);
  expect(entries.map(([, { action, before, after }]) => ({ action, before, after }))).toEqual([
    { action: "product.set-mapping", before: EMPTY_MAPPING, after: mapping },
  ]);
});

test("an operator may read and try, not change", async () => {
  const { call } = open();
  expect(await call("PUT", "/products/p1/mapping", { role: "operator", body: draft })).toMatchObject({
    status: 403,
  });
  const body = { deviceName: "d", topic: "t", payload: "" };
  expect(await call("POST", "/products/p1/mapping/test", { role: "viewer", body })).toMatchObject({
    status: 200,
  });
});

test("names the row and field that is wrong", async () => {
  const { call } = open();
  const body = { rows: [...draft.rows, { topic: "a/#/b", payload: "json" }] };
  expect(await call("PUT", "/products/p1/mapping", { body })).toMatchObject({
    status: 400,
    body: { code: "invalid_request", errors: [{ path: expect.stringContaining("rows") }] },
  });
});

test("tries a draft, or the mapping in force, with text, hex or base64", async () => {
  const failure = { code: "property_unknown", params: { property: "x" } } as const;
  const { call, tried } = open({
    row: 0,
    points: [{ deviceName: "d", property: "p", ts: 5, value: 2n ** 60n }],
    flags: [failure],
  });
  const attempt = (body: object) =>
    call("POST", "/products/p1/mapping/test", { body: { deviceName: "d", topic: "t", ...body } });
  expect(await attempt({ payload: "hi", mapping: draft })).toMatchObject({
    body: {
      row: 0,
      points: [{ deviceName: "d", property: "p", ts: 5, value: "1152921504606846976" }],
      failure: null,
      flags: [{ code: "property_unknown", text: "Property x is not in the thing model." }],
    },
  });
  await attempt({ payload: "08 0a", encoding: "hex" });
  await attempt({ payload: "CAo=", encoding: "base64" });
  expect(await attempt({ payload: "zz", encoding: "hex" })).toMatchObject({ status: 400 });
  const one = { productKey: "p1", deviceName: "d", topic: "t" };
  expect(tried).toEqual([
    { ...one, mapping, payload: "6869" },
    { ...one, mapping: EMPTY_MAPPING, payload: "080a" },
    { ...one, mapping: EMPTY_MAPPING, payload: "080a" },
  ]);
});
