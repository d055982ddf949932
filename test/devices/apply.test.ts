import { expect, test } from "bun:test";
import { openDatabase } from "../../src/db/db.ts";
import { applyDocument, prepareDocument } from "../../src/devices/apply.ts";
import { openDevices } from "../../src/devices/devices.ts";
import { openProducts } from "../../src/products/products.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

function open() {
  const clock = makeManualClock();
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  const devices = openDevices({ db, products, clock });
  const announced: string[] = [];
  products.onChange(({ action, product }) => announced.push(`${action} ${product.productKey}`));
  devices.onChange(({ action, device }) =>
    announced.push(`${action} ${device.productKey}/${device.deviceName}`),
  );
  const apply = (document: unknown, dryRun = false) =>
    applyDocument({ db, products, devices }, document, { dryRun, actor: "ann" });
  return { db, products, devices, announced, apply };
}

const temp = {
  identifier: "temp",
  name: "Temperature",
  dataType: { type: "float", specs: { min: "0", max: "99" } },
};
const DOCUMENT = {
  products: [
    { productKey: "press", productSecret: "ps", name: "Press", thingModel: { properties: [temp] } },
    { productKey: "oven" },
  ],
  devices: [
    { productKey: "press", deviceName: "p1", deviceSecret: "s1" },
    { productKey: "oven", deviceName: "o1", name: "Left oven", isEnabled: false },
  ],
};

test("creates all of it, then changes nothing more", () => {
  const { apply, products, devices, announced } = open();
  expect(apply(DOCUMENT)).toEqual({
    ok: true,
    value: {
      dryRun: false,
      changes: [
        { action: "create", kind: "product", key: "press", fields: ["name", "productSecret", "thingModel"] },
        { action: "create", kind: "product", key: "oven", fields: [] },
        { action: "create", kind: "device", key: "press/p1", fields: ["deviceSecret"] },
        { action: "create", kind: "device", key: "oven/o1", fields: ["name", "isEnabled"] },
      ],
      summary: { created: 4, updated: 0, unchanged: 0 },
    },
  });
  expect([
    products.get("press").productSecret,
    products.get("oven").name,
    devices.get("press", "p1").deviceSecret,
    devices.get("oven", "o1").isEnabled,
  ]).toEqual(["ps", "oven", "s1", false]);
  expect(products.get("press").model.properties[0]?.dataType).toEqual({ type: "float", min: 0, max: 99 });
  expect(announced).toEqual(["created press", "created oven", "created press/p1", "created oven/o1"]);
  expect(apply(DOCUMENT)).toMatchObject({ value: { summary: { created: 0, updated: 0, unchanged: 4 } } });
  expect(announced.length).toBe(4);
});

test("names what changed and leaves alone what it does not name", () => {
  const { apply, products, devices } = open();
  apply(DOCUMENT);
  const next = {
    products: [{ productKey: "press", validation: "strict", thingModel: { properties: [] } }],
    devices: [{ productKey: "press", deviceName: "p1", deviceSecret: "s2" }],
  };
  expect(apply(next)).toMatchObject({
    value: {
      changes: [
        { action: "update", key: "press", fields: ["validation", "thingModel"] },
        { action: "update", key: "press/p1", fields: ["deviceSecret"] },
      ],
    },
  });
  expect([
    products.get("press").name,
    products.get("press").modelVersion,
    devices.get("oven", "o1").name,
  ]).toEqual(["Press", 2, "Left oven"]);
});

test("a dry run tells the same and does nothing", () => {
  const { apply, products, announced } = open();
  const dry = apply(DOCUMENT, true);
  expect([products.count(), announced]).toEqual([0, []]);
  const wet = apply(DOCUMENT);
  expect(dry.ok && wet.ok && { ...dry.value, dryRun: false }).toEqual(wet.ok && wet.value);
});

test("every problem is told with its place, and nothing is done", () => {
  const { apply, products } = open();
  expect(
    apply({
      devices: [{ productKey: "x" }, { productKey: "x", deviceName: "a/b", secret: "hush" }],
      product: [],
    }),
  ).toEqual({
    ok: false,
    error: [
      { path: "devices[0].deviceName", message: "is missing" },
      { path: "devices[1].deviceName", message: "must be 1 to 64 letters, digits, - _ . : or @" },
      { path: "devices[1].secret", message: "unknown field" },
      { path: "product", message: "unknown field" },
    ],
  });
  const twice = {
    products: [
      { productKey: "a" },
      {
        productKey: "a",
        thingModel: { properties: [{ ...temp, dataType: { type: "float", specs: { min: "x" } } }] },
      },
      { productKey: "c", thingModel: 3 },
    ],
    devices: [
      { productKey: "a", deviceName: "d" },
      { productKey: "a", deviceName: "d" },
      { productKey: "b", deviceName: "d" },
    ],
  };
  expect(apply(twice)).toEqual({
    ok: false,
    error: [
      { path: "products[1].productKey", message: "a is listed before, as products[0]" },
      { path: "products[1].thingModel.properties[0].dataType.specs.min", message: "must be number" },
      { path: "products[2].thingModel", message: "must be Object" },
      { path: "devices[1].deviceName", message: "a/d is listed before, as devices[0]" },
      { path: "devices[2].productKey", message: "product b is neither in this document nor known here" },
    ],
  });
  expect(products.count()).toBe(0);
});

test("all or nothing: a failure half way leaves neither rows nor memory", () => {
  const { apply, db, products, devices, announced } = open();
  db.sqlite.run(
    "CREATE TRIGGER full BEFORE INSERT ON devices WHEN NEW.device_name = 'o1' BEGIN SELECT RAISE(ABORT, 'disk full'); END",
  );
  expect(() => apply(DOCUMENT)).toThrow("disk full");
  expect([products.count(), devices.find("press", "p1"), devices.counts().total, announced]).toEqual([
    0,
    undefined,
    0,
    [],
  ]);
  db.sqlite.run("DROP TRIGGER full");
  expect(apply(DOCUMENT)).toMatchObject({ value: { summary: { created: 4 } } });
});

test("places devices in groups that are there, and says which is not", () => {
  const { apply, db, devices } = open();
  db.sqlite.run("INSERT INTO device_groups VALUES (7, NULL, 'Line 1', 'line', 0, '')");
  const line = (groupId: number) => ({
    products: [{ productKey: "a" }],
    devices: [
      { productKey: "a", deviceName: "d", groupId, latitude: 31.2, longitude: 121.5, place: "hall 3" },
    ],
  });
  expect(apply(line(8))).toEqual({
    ok: false,
    error: [{ path: "devices[0].groupId", message: "group 8 is not known here" }],
  });
  expect(apply(line(7)).ok).toBe(true);
  expect(devices.get("a", "d")).toMatchObject({
    groupId: 7,
    latitude: 31.2,
    longitude: 121.5,
    place: "hall 3",
  });
  expect(apply(line(7))).toMatchObject({ value: { summary: { unchanged: 2 } } });
});

test("models that change are looked into beforehand; what is wrong is left to the apply", async () => {
  const { apply, products } = open();
  apply(DOCUMENT);
  const prepared: string[][] = [];
  products.addModelGuard({ prepare: async (models) => void prepared.push([...models.keys()]), check() {} });
  await prepareDocument({ products }, DOCUMENT);
  await prepareDocument({ products }, { products: [{ productKey: 3 }] });
  await prepareDocument({ products }, { products: [{ productKey: "press", thingModel: 3 }] });
  expect(prepared).toEqual([]);
  const thingModel = { properties: [{ ...temp, dataType: { type: "text" } }] };
  await prepareDocument(
    { products },
    {
      products: [
        { productKey: "press", thingModel },
        { productKey: "new", thingModel },
      ],
      devices: [],
    },
  );
  expect(prepared).toEqual([["press"]]);
});
