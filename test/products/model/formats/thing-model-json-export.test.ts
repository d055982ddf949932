import { expect, test } from "bun:test";
import { writeThingModelJson } from "../../../../src/products/model/formats/thing-model-json-export.ts";
import { SMALL } from "./exports.ts";

test("writes Alibaba's words", () => {
  expect(writeThingModelJson(SMALL, { productKey: "pk", wording: "alibaba" }).document).toEqual({
    productKey: "pk",
    properties: [
      {
        ...{
          identifier: "t",
          name: "T",
          description: "d",
          rwFlag: "READ_WRITE",
          required: true,
          dataType: "FLOAT",
        },
        dataSpecs: { dataType: "FLOAT", min: "0", max: "9", step: "0.5", unit: "bar", unitName: "bar" },
      },
      {
        ...{ identifier: "l", name: "L", rwFlag: "WRITE_ONLY", required: false, dataType: "ARRAY" },
        dataSpecs: {
          dataType: "ARRAY",
          size: 2,
          childDataType: "TEXT",
          dataSpecs: { dataType: "TEXT", length: 8 },
        },
      },
    ],
    events: [
      {
        ...{ identifier: "e", eventName: "E", eventType: "ALERT_EVENT_TYPE", required: false },
        outputData: [
          {
            ...{ identifier: "on", name: "On", direction: "PARAM_OUTPUT", paraOrder: 0, dataType: "BOOL" },
            dataSpecsList: [{ dataType: "BOOL", name: "y", value: 1 }],
          },
        ],
      },
    ],
    services: [
      {
        ...{ identifier: "s", serviceName: "S", required: false, callType: "SYNC", outputParams: [] },
        inputParams: [
          {
            ...{ identifier: "m", name: "M", direction: "PARAM_INPUT", paraOrder: 0, dataType: "ENUM" },
            dataSpecsList: [{ dataType: "ENUM", name: "a", value: 1 }],
          },
        ],
      },
    ],
  });
});

test("writes yudao's words", () => {
  const { document } = writeThingModelJson(SMALL, { productKey: "pk", wording: "yudao" });
  expect(document).toMatchObject({
    properties: [
      { accessMode: "rw", dataType: "float" },
      { accessMode: "w", dataType: "array" },
    ],
    events: [{ name: "E", type: "alert", outputParams: [{ direction: "output", dataType: "bool" }] }],
    services: [{ name: "S", callType: "sync", inputParams: [{ direction: "input", dataType: "enum" }] }],
  });
});
