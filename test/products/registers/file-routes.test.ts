import { expect, setDefaultTimeout, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import { openProducts } from "../../../src/products/products.ts";
import { openRegisterMaps } from "../../../src/products/registers/register-maps.ts";
import { registerRoutes } from "../../../src/products/registers/routes.ts";
import { openModelVersions } from "../../../src/products/versions/versions.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";
import { MODEL } from "./rig.ts";

setDefaultTimeout(60_000);

function open(status: "draft" | "published" = "draft") {
  const db = openDatabase(":memory:");
  const clock = makeManualClock(1_000);
  const products = openProducts({ db, clock });
  products.create({ productKey: "p1", name: "P", model: MODEL }, "ann");
  if (status === "published") products.setStatus("p1", "published", "ann");
  const series = { typesOf: () => new Map() } as never;
  const versions = openModelVersions({ db, clock, products, series });
  const { audit, entries } = makeAuditLog();
  const registerMaps = openRegisterMaps({ db, clock, products });
  const routes = registerRoutes({ products, versions, registerMaps, audit });
  return { entries, products, versions, registerMaps, ...makeApiClient(routes) };
}

const PATH = "/products/p1/register-map";
const CSV = "identifier,area,address,type\nvoltage,input,0,uint16\nfresh,holding,3,int16\n";
const post = (query: string) => `${PATH}/import?${query}`;
const headers = { "content-type": "text/csv" };

test("a dry run tells everything and saves nothing", async () => {
  const { call, entries, registerMaps } = open();
  const { status, body } = await call("POST", post("dryRun=true"), { role: "developer", body: CSV, headers });
  expect([status, body]).toMatchObject([
    200,
    {
      ...{ format: "csv", part: 0, parts: [{ name: "", points: 2 }], isSaved: false, model: "unchanged" },
      differences: [
        { path: "points.voltage", kind: "added" },
        { path: "points.fresh", kind: "added" },
      ],
      missing: [{ identifier: "fresh", dataType: { type: "int" } }],
    },
  ]);
  expect(registerMaps.get("p1").points).toEqual([]);
  expect(entries).toEqual([]);
});

test("points without a property are refused, left out, or get one", async () => {
  const { call, entries, registerMaps, products } = open();
  expect(await call("POST", post(""), { body: CSV, headers })).toMatchObject({
    status: 400,
    body: { errors: [{ path: "points.fresh", message: "the thing model has no such property" }] },
  });
  await call("POST", post("missing=leave-out"), { body: CSV, headers });
  expect(registerMaps.get("p1").points.map(({ identifier }) => identifier)).toEqual(["voltage"]);
  const added = await call("POST", post("missing=add"), { body: CSV, headers });
  expect(added).toMatchObject({ status: 200, body: { isSaved: true, model: "version" } });
  expect(registerMaps.get("p1").points).toHaveLength(2);
  expect(products.get("p1").model.properties.at(-1)?.identifier).toBe("fresh");
  expect(entries.map(([, { action }]) => action)).toEqual([
    "product.import-register-map",
    "product.set-model",
    "product.import-register-map",
  ]);
});

test("files go out again, with what a format has no words for", async () => {
  const { call, fetch } = open();
  await call("POST", post("missing=leave-out"), { body: CSV, headers });
  const file = await fetch(`/openapi/v1${PATH}/export?format=csv`, { headers: { "accept-language": "zh" } });
  expect(file.headers.get("content-disposition")).toBe('attachment; filename="p1-registers-csv.csv"');
  const neuron = await fetch(`/openapi/v1${PATH}/export?format=neuron`);
  const again = await fetch(`/openapi/v1${post("dryRun=true")}`, {
    method: "POST",
    body: await neuron.arrayBuffer(),
    headers: { "content-type": "application/octet-stream" },
  });
  expect(await again.json()).toMatchObject({ format: "neuron", parts: [{ name: "1", points: 1 }] });
  const losses = await call("GET", `${PATH}/losses`, { role: "viewer" });
  expect(losses).toMatchObject({ status: 200, body: { items: expect.anything() } });
});

test("an operator may not import, and a broken file says why", async () => {
  const { call } = open();
  expect(await call("POST", post(""), { role: "operator", body: CSV, headers })).toMatchObject({
    status: 403,
  });
  expect(await call("POST", post(""), { body: "{", headers })).toMatchObject({ status: 400 });
  expect(await call("POST", post("part=4"), { body: CSV, headers })).toMatchObject({
    status: 400,
    body: { errors: [{ path: "part" }] },
  });
});
