import { expect, test } from "bun:test";
import { checkModel } from "../../../src/products/model/rules.ts";
import type { ThingModel } from "../../../src/spine/model.ts";

test("features that are right each are held against one another", () => {
  const property = {
    identifier: "a",
    name: "A",
    accessMode: "r",
    required: false,
    dataType: { type: "int" },
  } as const;
  const model: ThingModel = { properties: [property], events: [], services: [] };
  expect(checkModel(model)).toEqual([]);
  expect(checkModel({ ...model, properties: [property, property] })).toEqual([
    { path: "", message: "an identifier is used twice" },
  ]);
  expect(
    checkModel({ ...model, properties: [{ ...property, dataType: { type: "int", min: 2, max: 1 } }] }),
  ).toEqual([{ path: "properties[0].dataType.max", message: "must not be less than min" }]);
});
