import { expect, test } from "bun:test";
import { lossesOf } from "../../../../src/products/model/formats/losses.ts";
import type { ThingModel } from "../../../../src/spine/model.ts";

const NONE = {
  hasModules: false,
  hasSteps: false,
  hasRequired: false,
  hasRetention: false,
  hasCalculation: false,
};
const ALL = { hasModules: true, hasSteps: true, hasRequired: true, hasRetention: true, hasCalculation: true };

test("tells each with its place, also within lists, structs and parameters", () => {
  const model: ThingModel = {
    properties: [
      {
        ...{ identifier: "a", name: "A", accessMode: "w", required: true, retentionDays: 7 },
        dataType: { type: "array", size: 2, item: { type: "float", step: 0.5 } },
      },
    ],
    events: [
      {
        identifier: "e",
        name: "E",
        level: "info",
        output: [{ identifier: "x", name: "X", dataType: { type: "long" } }],
      },
    ],
    services: [
      {
        ...{ identifier: "s", name: "S", callType: "sync", output: [] },
        input: [
          {
            ...{ identifier: "p", name: "P" },
            dataType: {
              type: "struct",
              fields: [{ identifier: "l", name: "L", dataType: { type: "long" } }],
            },
          },
        ],
      },
    ],
    modules: [{ identifier: "M", name: "Motor" }],
  };
  const told = lossesOf(model, { ...NONE, foreignTypes: ["long"], accessModes: { w: "rw" } });
  expect(told.map(({ path, code }) => `${path} ${code}`)).toEqual([
    "modules[0] left_out",
    "properties[0].accessMode becomes",
    "properties[0].required left_out",
    "properties[0].retentionDays left_out",
    "properties[0].dataType.item.step left_out",
    "events[0].output[0].dataType type_unknown_there",
    "services[0].input[0].dataType.fields[0].dataType type_unknown_there",
  ]);
  expect(lossesOf(model, { ...ALL, foreignTypes: [], accessModes: {} })).toEqual([]);
});
