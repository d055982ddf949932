import { expect, test } from "bun:test";
import { modelDifferences, settingDifferences } from "../../../src/products/bundle/difference.ts";
import type { ThingModel } from "../../../src/spine/model.ts";

const property = (identifier: string, max = 10): ThingModel["properties"][number] => ({
  identifier,
  name: identifier,
  accessMode: "r",
  required: false,
  dataType: { type: "int", max },
});
const model = (...properties: ThingModel["properties"]): ThingModel => ({
  properties,
  events: [],
  services: [],
});

test("settings differ where the file says something else", () => {
  const before = { name: "Press", retentionDays: null, dialects: ["alink"], description: "x" };
  expect(
    settingDifferences(before, {
      name: "Oven",
      retentionDays: null,
      dialects: ["alink", "plain"],
      description: undefined,
    }),
  ).toEqual([
    { path: "settings.name", kind: "changed", before: "Press", after: "Oven" },
    { path: "settings.dialects", kind: "changed", before: ["alink"], after: ["alink", "plain"] },
  ]);
});

test("features come, go and change", () => {
  expect(
    modelDifferences(model(property("a"), property("b")), model(property("b", 20), property("c"))),
  ).toEqual([
    { path: "thingModel.properties.a", kind: "removed" },
    { path: "thingModel.properties.b", kind: "changed" },
    { path: "thingModel.properties.c", kind: "added" },
  ]);
});

test("another order alone is a change of the model; the same is none", () => {
  const [a, b] = [property("a"), property("b")];
  expect(modelDifferences(model(a, b), model(b, a))).toEqual([{ path: "thingModel", kind: "changed" }]);
  expect(modelDifferences(model(a, b), model(property("a"), property("b")))).toEqual([]);
});
