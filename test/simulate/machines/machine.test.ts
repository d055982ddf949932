import { expect, test } from "bun:test";
import {
  boolFeature,
  enumFeature,
  floatFeature,
  longFeature,
  type MachineProduct,
  makeThingModel,
  numberWithin,
  relax,
  round,
  switchState,
  writable,
} from "../../../src/simulate/machines/machine.ts";

const PRODUCT: MachineProduct = {
  kind: "tank",
  productKey: "pk",
  devicePrefix: "P",
  text: ["Tank", "水箱"],
  properties: [
    floatFeature("level", ["Level", "液位"], { unit: "%", min: 0, max: 100, isWritable: true }),
    longFeature("count", ["Count", "计数"], "pcs"),
    boolFeature(
      "isOpen",
      ["Valve", "阀"],
      [
        ["Closed", "关"],
        ["Open", "开"],
      ],
    ),
    writable(enumFeature("mode", ["Mode", "模式"], [["Automatic", "自动"]])),
  ],
  events: [
    {
      identifier: "low",
      text: ["Low", "低"],
      level: "alert",
      output: [floatFeature("level", ["Level", "液位"])],
    },
  ],
  services: [{ identifier: "reset", text: ["Reset", "复位"] }],
};

test("a thing model has its names in one language and the other language as description", () => {
  const named = (identifier: string, name: string, description: string) => ({
    identifier,
    name,
    description,
  });
  expect(makeThingModel(PRODUCT, "zh-CN")).toEqual({
    properties: [
      {
        ...named("level", "液位", "Level"),
        accessMode: "rw",
        required: false,
        dataType: { type: "float", unit: "%", min: 0, max: 100 },
      },
      {
        ...named("count", "计数", "Count"),
        accessMode: "r",
        required: false,
        dataType: { type: "long", min: "0", unit: "pcs" },
      },
      {
        ...named("isOpen", "阀", "Valve"),
        accessMode: "r",
        required: false,
        dataType: { type: "bool", falseText: "关", trueText: "开" },
      },
      {
        ...named("mode", "模式", "Mode"),
        accessMode: "rw",
        required: false,
        dataType: { type: "enum", items: { "0": "自动" } },
      },
    ],
    events: [
      {
        ...named("low", "低", "Low"),
        level: "alert",
        output: [{ identifier: "level", name: "液位", dataType: { type: "float" } }],
      },
    ],
    services: [{ ...named("reset", "复位", "Reset"), callType: "async", input: [], output: [] }],
  });
});

test("a lag reaches 63 % after its time constant, in one step or in many", () => {
  const once = relax(0, 100, { dtS: 10, tauS: 10 });
  let often = 0;
  for (let i = 0; i < 100; i++) often = relax(often, 100, { dtS: 0.1, tauS: 10 });
  expect(once).toBeCloseTo(63.2, 1);
  expect(often).toBeCloseTo(once, 6);
  expect(relax(0, 100, { dtS: 1e9, tauS: 1 })).toBe(100);
});

test("values from outside are taken only in their form and range", () => {
  expect([0, 5, 10, 10.1, "5", null].map((value) => numberWithin(value, 0, 10))).toEqual([
    ...[0, 5, 10],
    ...[undefined, undefined, undefined],
  ]);
  expect([true, 1, false, 0, 2, "on"].map(switchState)).toEqual([
    true,
    true,
    false,
    false,
    undefined,
    undefined,
  ]);
  expect([round(1.2345, 2), round(-0.05, 1)]).toEqual([1.23, -0]);
});
