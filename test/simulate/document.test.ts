import { expect, test } from "bun:test";
import * as v from "valibot";
import { makeFactoryDocument } from "../../src/simulate/document.ts";
import { ThingModelSchema } from "../../src/spine/model.ts";

const secretOf = (productKey: string, deviceName: string | undefined) => `${productKey}/${deviceName ?? ""}`;

test("a line of twelve: four products, each device under its product, everything valid and repeatable", () => {
  const document = makeFactoryDocument({ deviceCount: 12, language: "en", secretOf });
  expect(document.products.map(({ productKey, name }) => [productKey, name])).toEqual([
    ["hydraulic-press", "Hydraulic press"],
    ["tunnel-oven", "Tunnel oven"],
    ["power-meter", "Three-phase power meter"],
    ["process-tank", "Process tank"],
  ]);
  for (const product of document.products) {
    expect(v.parse(ThingModelSchema, product.thingModel)).toEqual(product.thingModel);
  }
  expect(document.devices.map((device) => device.deviceName).sort()).toEqual([
    ...["METER-01", "METER-02", "METER-03", "OVEN-01", "OVEN-02"],
    ...["PRESS-01", "PRESS-02", "PRESS-03", "PRESS-04", "PRESS-05", "TANK-01", "TANK-02"],
  ]);
  expect(document.devices[0]).toEqual({
    productKey: "hydraulic-press",
    deviceName: "PRESS-01",
    deviceSecret: "hydraulic-press/PRESS-01",
    name: "Hydraulic press 01",
  });
  expect(makeFactoryDocument({ deviceCount: 12, language: "en", secretOf })).toEqual(document);
});

test("one kind under a product key of one's own, in Chinese", () => {
  const document = makeFactoryDocument({
    deviceCount: 3,
    kind: "tank",
    productKey: "a1B2",
    language: "zh-CN",
    secretOf,
  });
  expect(
    document.products.map(({ productKey, name, description }) => ({ productKey, name, description })),
  ).toEqual([{ productKey: "a1B2", name: "工艺水箱", description: "Process tank" }]);
  expect(document.devices.map(({ deviceName, name }) => [deviceName, name])).toEqual([
    ["TANK-01", "工艺水箱 01"],
    ["TANK-02", "工艺水箱 02"],
    ["TANK-03", "工艺水箱 03"],
  ]);
});
