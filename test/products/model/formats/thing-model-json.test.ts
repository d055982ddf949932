import { expect, test } from "bun:test";
import {
  isThingModelJson,
  readThingModelJson,
} from "../../../../src/products/model/formats/thing-model-json.ts";
import sample from "../samples/thing-model-json.json";
import yudao from "../samples/yudao.json";

const said = { accessMode: "r", required: false } as const;

test("a model as Alibaba's API gives it", () => {
  const { model, problems, notices } = readThingModelJson(sample);
  expect(problems).toEqual([]);
  expect(model).toEqual({
    properties: [
      {
        ...{ ...said, identifier: "Temperature", name: "温度", required: true },
        dataType: { type: "float", min: -40, max: 120, step: 0.1, unit: "°C" },
      },
      {
        ...said,
        identifier: "PowerSwitch",
        name: "电源开关",
        accessMode: "rw",
        dataType: { type: "bool", falseText: "关闭", trueText: "开启" },
      },
      {
        ...said,
        identifier: "Mode",
        name: "模式",
        accessMode: "w",
        dataType: { type: "enum", items: { 0: "自动", 1: "手动" } },
      },
      {
        ...{ ...said, identifier: "GeoLocation", name: "位置" },
        dataType: {
          type: "struct",
          fields: [
            {
              identifier: "Longitude",
              name: "经度",
              dataType: { type: "double", min: -180, max: 180, step: 0.01, unit: "°" },
            },
            { identifier: "System", name: "坐标系", dataType: { type: "enum", items: { 1: "WGS84" } } },
          ],
        },
      },
      {
        ...said,
        identifier: "Voltages",
        name: "电压",
        dataType: { type: "array", size: 16, item: { type: "int" } },
      },
    ],
    events: [
      {
        ...{ identifier: "OverHeat", name: "过热", level: "alert" },
        output: [{ identifier: "Message", name: "信息", dataType: { type: "text", length: 512 } }],
      },
    ],
    services: [
      {
        ...{ identifier: "Reset", name: "复位", callType: "sync", output: [] },
        input: [{ identifier: "At", name: "时间", dataType: { type: "date" } }],
      },
    ],
  } as never);
  expect(notices.map(({ path, text }) => [path, text.en])).toEqual([
    ["properties[0].dataSpecs", "defaultValue (25) has no place there and is left out."],
  ]);
});

test("yudao's small letters", () => {
  expect(readThingModelJson(yudao.data)).toEqual({
    model: {
      properties: [
        {
          ...said,
          identifier: "power",
          name: "功率",
          dataType: { type: "int", min: 0, max: 1200, step: 1, unit: "kW·h" },
        },
      ],
      events: [
        {
          ...{ identifier: "overload", name: "过载", level: "error" },
          output: [
            { identifier: "value", name: "值", dataType: { type: "double", min: 0, max: 10, step: 0.1 } },
          ],
        },
      ],
      services: [
        {
          ...{ identifier: "close", name: "关闭插座", callType: "sync", output: [] },
          input: [
            {
              identifier: "status",
              name: "开关状态",
              dataType: { type: "bool", falseText: "关", trueText: "开" },
            },
          ],
        },
      ],
    },
    problems: [],
    notices: [],
  } as never);
});

test("is known by types that are words, and tells places in its own words", () => {
  expect(
    [sample, yudao.data, { services: [{ serviceName: "x" }] }, { properties: [] }].map(isThingModelJson),
  ).toEqual([...[true, true, true, false]]);
  const broken = {
    properties: [{ identifier: "a", dataType: "INT", dataSpecs: { max: "high" }, rwFlag: "NEVER" }],
  };
  expect(readThingModelJson(broken).problems).toEqual([
    { path: "properties[0].rwFlag", message: "must be one of r, rw, w" },
    { path: "properties[0].dataSpecs.max", message: "must be number" },
  ]);
});
