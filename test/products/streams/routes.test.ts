import { expect, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import { openProducts } from "../../../src/products/products.ts";
import { streamRoutes } from "../../../src/products/streams/routes.ts";
import { EMPTY_MODEL } from "../../../src/spine/model.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { makeApiClient } from "../../harness/room-api.ts";

const property = (identifier: string, calculated?: object) => ({
  ...{ identifier, name: identifier, accessMode: "r", required: false, dataType: { type: "double" } },
  ...(calculated && { calculated }),
});

const LATEST = [
  { property: "a", ts: 900, value: 4, quality: 0 },
  { property: "stream", ts: 800, value: 12345678901234567890n, quality: 0 },
];

function open() {
  const clock = makeManualClock(1_000);
  const products = openProducts({ db: openDatabase(":memory:"), clock });
  const model = { ...EMPTY_MODEL, properties: [property("a"), property("b")] as never };
  products.create({ productKey: "p1", name: "P", model }, "ann");
  const asked: unknown[] = [];
  const points = [
    { ts: 900, value: 4 },
    { ts: 700, value: 1 },
  ];
  const routes = streamRoutes({
    products,
    clock,
    stored: {
      latest: () => LATEST,
      points: async (query) => {
        asked.push(query);
        return { points };
      },
    },
    resolveDevice: (_, name) => (name === "d1" ? 7 : undefined),
    listDeviceIds: (_, limit) => [7, 8].slice(0, limit),
  });
  return { asked, ...makeApiClient(routes) };
}

test("a device's streams are what its model does not know", async () => {
  const { call } = open();
  expect(await call("GET", "/devices/p1/d1/streams", { role: "viewer" })).toMatchObject({
    status: 200,
    body: {
      items: [{ key: "stream", kind: "number", value: "12345678901234567890", ts: 800, quality: 0 }],
      limit: 500,
    },
  });
  expect(await call("GET", "/devices/p1/d2/streams")).toMatchObject({ status: 404 });
});

test("proposals come from so many devices and hours", async () => {
  const { call, asked } = open();
  const body = { devices: 1, hours: 2 };
  const answer = await call("POST", "/products/p1/streams/inference", { role: "viewer", body });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      devices: 1,
      isComplete: true,
      items: [{ key: "stream", dataType: { type: "int", min: 0, max: 6 }, samples: 2, examples: [4, 1] }],
    },
  });
  expect(asked).toEqual([
    { deviceId: 7, property: "stream", limit: 500, order: "desc", fromMs: 1_000 - 7_200_000, toMs: 1_000 },
  ]);
  for (const wrong of [{ devices: 0 }, { devices: 201 }, { hours: 1.5 }, { days: 1 }])
    expect(await call("POST", "/products/p1/streams/inference", { body: wrong })).toMatchObject({
      status: 400,
    });
});

test("a formula is tried with a device's newest values, or given ones", async () => {
  const { call } = open();
  const attempt = (formula: string, more: object = {}, language = "en") =>
    call("POST", "/products/p1/formula-trial", {
      role: "viewer",
      headers: { "accept-language": language },
      body: { property: property("x", { kind: "formula", formula }), ...more },
    });
  expect(await attempt("a - prev(a)", { deviceName: "d1" })).toMatchObject({
    status: 200,
    body: { problems: [], operands: [{ identifier: "a", value: 4, ts: 900 }], result: 3, reason: null },
  });
  expect(await attempt("a / b", { values: { a: 1, b: 0 } })).toMatchObject({
    body: { result: null, reason: "Calculated property x has no value: its formula divides by zero." },
  });
  expect(await attempt("a + c")).toMatchObject({
    body: {
      problems: [
        { field: "calculated.formula", text: "character 5: there is no property c", position: 4, length: 1 },
      ],
    },
  });
  expect(
    (await attempt("a + c", { properties: [property("a"), { identifier: "" }, property("c")] })).body,
  ).toMatchObject({
    problems: [],
    operands: [
      { identifier: "a", value: null },
      { identifier: "c", value: null },
    ],
    result: null,
  });
  expect(
    await call("POST", "/products/p1/formula-trial", { body: { property: property("x") } }),
  ).toMatchObject({ status: 400 });
  expect(await attempt("a", { deviceName: "d2" })).toMatchObject({ status: 404 });
});

test("functions are listed with their usage", async () => {
  const { call } = open();
  const { body } = await call("GET", "/formula-functions", { role: "viewer" });
  expect((body as { items: object[] }).items).toContainEqual({
    name: "clamp",
    usage: "clamp(x, low, high)",
    text: "x, but not below low nor above high",
  });
});
