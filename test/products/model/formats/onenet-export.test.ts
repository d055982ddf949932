import { expect, test } from "bun:test";
import { writeOnenet } from "../../../../src/products/model/formats/onenet-export.ts";
import { SMALL } from "./exports.ts";

test("writes OneNET's file", () => {
  const own = (functionMode: string, desc = "") => ({ functionType: "u", functionMode, desc });
  const { document, notices } = writeOnenet(SMALL, { productKey: "pk" });
  expect(document).toEqual({
    version: "1.0",
    profile: { industryId: "", sceneId: "", categoryId: "", productId: "pk" },
    properties: [
      {
        ...{ identifier: "t", name: "T", ...own("property", "d"), accessMode: "rw", required: true },
        dataType: { type: "float", specs: { min: "0", max: "9", step: "0.5", unit: "bar" } },
      },
      {
        ...{ identifier: "l", name: "L", ...own("property"), accessMode: "rw", required: false },
        dataType: { type: "array", specs: { length: 2, type: "string", specs: { length: 8 } } },
      },
    ],
    events: [
      {
        ...{ identifier: "e", name: "E", ...own("event"), eventType: "alert" },
        outputData: [
          { identifier: "on", name: "On", dataType: { type: "bool", specs: { true: "y", false: "" } } },
        ],
      },
    ],
    services: [
      {
        ...{ identifier: "s", name: "S", ...own("service"), callType: "s", output: [] },
        input: [{ identifier: "m", name: "M", dataType: { type: "enum", specs: { 1: "a" } } }],
      },
    ],
  });
  expect(notices.map(({ path, code }) => [path, code])).toEqual([["properties[1].accessMode", "becomes"]]);
});
