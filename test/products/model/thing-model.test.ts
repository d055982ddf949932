import { expect, test } from "bun:test";
import fc from "fast-check";
import { readThingModel } from "../../../src/products/model/thing-model.ts";
import { exportTsl } from "../../../src/products/model/tsl-export.ts";
import { anyModel } from "../../harness/thing-models.ts";

test("reads our own form and TSL alike", () => {
  fc.assert(
    fc.property(anyModel, (model) => {
      expect(readThingModel(JSON.parse(JSON.stringify(model)))).toEqual({ ok: true, value: model });
      expect(readThingModel(exportTsl(model, { productKey: "pk", version: 1 }))).toEqual({
        ok: true,
        value: model,
      });
    }),
    { numRuns: 100 },
  );
});

const property = (identifier: string, dataType: unknown) => ({ identifier, name: identifier, dataType });

test("tells every problem with its place", () => {
  const wrong = (document: unknown) => {
    const read = readThingModel(document);
    return read.ok ? [] : read.error;
  };
  expect(wrong(7)).toEqual([{ path: "", message: "must be Object" }]);
  expect(wrong({ properties: [property("a", { type: "int", min: "1" })] })).toEqual([
    { path: "properties[0].dataType.min", message: "must be number" },
  ]);
  expect(wrong({ properties: [property("a", { type: "date" }), property("a", { type: "date" })] })).toEqual([
    { path: "", message: "an identifier is used twice" },
  ]);
  expect(
    wrong({
      properties: [
        property("a", { type: "int", min: 2, max: 1 }),
        property("b", { type: "array", size: 1, item: { type: "long", min: "10", max: "9" } }),
        property("c", {
          type: "struct",
          fields: [property("x", { type: "date" }), property("x", { type: "date" })],
        }),
        property("d", { type: "struct", fields: [property("x", { type: "double", min: 1, max: 0 })] }),
      ],
      events: [
        { identifier: "property", name: "P", output: [property("x", { type: "int", min: 1, max: 0 })] },
      ],
      services: [{ identifier: "set", name: "S" }],
    }),
  ).toEqual([
    { path: "events[0].identifier", message: "property is a reserved word" },
    { path: "services[0].identifier", message: "set is a reserved word" },
    { path: "properties[0].dataType.max", message: "must not be less than min" },
    { path: "properties[1].dataType.item.max", message: "must not be less than min" },
    { path: "properties[2].dataType.fields", message: "an identifier is used twice" },
    { path: "properties[3].dataType.fields[0].dataType.max", message: "must not be less than min" },
    { path: "events[0].output[0].dataType.max", message: "must not be less than min" },
  ]);
});

test("a calculated property is refused where it cannot be calculated", () => {
  const property = (identifier: string, more: object) => ({
    identifier,
    name: identifier,
    dataType: { type: "double" },
    ...more,
  });
  const formula = (text: string) => ({ calculated: { kind: "formula", formula: text } });
  expect(readThingModel({ properties: [property("a", {}), property("b", formula("a + c"))] })).toEqual({
    ok: false,
    error: [{ path: "properties[1].calculated.formula", message: "character 5: there is no property c" }],
  });
  const fine = readThingModel({ properties: [property("a", {}), property("b", formula("a * 2"))] });
  expect(fine.ok).toBe(true);
});
