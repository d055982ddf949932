import { expect, test } from "bun:test";
import { writeJetlinks } from "../../../../src/products/model/formats/jetlinks-export.ts";
import { SMALL } from "./exports.ts";

test("writes metadata", () => {
  expect(writeJetlinks(SMALL)).toEqual({
    document: {
      properties: [
        {
          ...{ id: "t", name: "T", description: "d" },
          valueType: { type: "float", min: 0, max: 9, unit: "bar", expands: { step: 0.5 } },
          expands: { source: "device", type: ["read", "write", "report"], required: true },
        },
        {
          ...{ id: "l", name: "L" },
          valueType: {
            type: "array",
            elementType: { type: "string", expands: { maxLength: 8 } },
            expands: { size: 2 },
          },
          expands: { source: "device", type: ["write"] },
        },
      ],
      functions: [
        {
          ...{ id: "s", name: "S", async: false },
          inputs: [
            { id: "m", name: "M", valueType: { type: "enum", elements: [{ value: "1", text: "a" }] } },
          ],
        },
      ],
      events: [
        {
          ...{ id: "e", name: "E", expands: { level: "warn" } },
          valueType: {
            type: "object",
            properties: [
              {
                id: "on",
                name: "On",
                valueType: { type: "boolean", trueText: "y", trueValue: "true", falseValue: "false" },
              },
            ],
          },
        },
      ],
      tags: [],
    },
    notices: [],
  });
});
