import { expect, test } from "bun:test";
import { isJetlinks, readJetlinks } from "../../../../src/products/model/formats/jetlinks.ts";
import sample from "../samples/jetlinks.json";

const said = { accessMode: "r", required: false } as const;

test("metadata as JetLinks has it", () => {
  const { model, problems, notices } = readJetlinks(sample);
  expect(problems).toEqual([]);
  expect(model).toEqual({
    properties: [
      {
        ...said,
        identifier: "temperature",
        name: "温度",
        dataType: { type: "float", min: -40, max: 125, unit: "celsiusDegrees" },
      },
      {
        ...said,
        identifier: "switch",
        name: "开关",
        accessMode: "rw",
        dataType: { type: "bool", trueText: "开", falseText: "关" },
      },
      { ...said, identifier: "level", name: "档位", dataType: { type: "enum", items: { 1: "低", 2: "高" } } },
      { ...said, identifier: "color", name: "颜色", accessMode: "rw", dataType: { type: "text" } },
      { ...said, identifier: "sn", name: "SN", accessMode: "w", dataType: { type: "text", length: 32 } },
      {
        ...{ ...said, identifier: "position", name: "位置", accessMode: "rw" },
        dataType: {
          type: "struct",
          fields: ["lon", "lat"].map((one) => ({ identifier: one, name: one, dataType: { type: "double" } })),
        },
      },
      {
        ...said,
        identifier: "samples",
        name: "采样",
        accessMode: "rw",
        dataType: { type: "array", size: 512, item: { type: "int" } },
      },
    ],
    events: [
      {
        ...{ identifier: "fire_alarm", name: "火警", level: "error" },
        output: [
          { identifier: "a_name", name: "区域", dataType: { type: "text" } },
          { identifier: "lnt", name: "经度", dataType: { type: "double" } },
        ],
      },
    ],
    services: [
      {
        ...{ identifier: "get_log", name: "获取日志", callType: "sync" },
        input: [{ identifier: "start_date", name: "开始", dataType: { type: "date" } }],
        output: [{ identifier: "output", name: "output", dataType: { type: "text" } }],
      },
    ],
  } as never);
  expect(notices.map(({ path, code }) => [path, code])).toEqual([
    ["properties[3].valueType", "type_becomes"],
    ["properties[5].valueType", "type_becomes"],
    ["properties[6].valueType", "assumed"],
    ["functions[0].id", "renamed"],
    ["tags", "tags_left_out"],
  ]);
});

test("is known by its functions or its ids, and tells places in its own words", () => {
  expect([sample, { functions: [] }, { events: [{ id: "a" }] }, { properties: [] }].map(isJetlinks)).toEqual([
    ...[true, true, true, false],
  ]);
  const broken = {
    properties: [{ id: "a", valueType: { type: "int", min: "low" } }],
    functions: [{ id: "f", inputs: 3 }],
  };
  expect(readJetlinks(broken).problems).toEqual([
    { path: "properties[0].valueType.min", message: "must be number" },
    { path: "functions[0].inputs", message: "must be Array" },
  ]);
});
