import { expect, test } from "bun:test";
import { isOnenet, readOnenet } from "../../../../src/products/model/formats/onenet.ts";
import sample from "../samples/onenet.json";

const said = { accessMode: "r", required: false } as const;

test("a file as OneNET Studio exports it", () => {
  const { model, problems, notices } = readOnenet(sample);
  expect(problems).toEqual([]);
  expect(model?.properties).toEqual([
    {
      ...said,
      identifier: "temp",
      name: "机油温度",
      dataType: { type: "float", min: -20.5, max: 150, step: 0.1, unit: "°C" },
    },
    {
      ...said,
      identifier: "runtime",
      name: "累计运行",
      dataType: { type: "long", min: "0", max: "9007199254740993", unit: "s" },
    },
    {
      ...said,
      identifier: "serial",
      name: "序列号",
      accessMode: "rw",
      description: "铭牌",
      dataType: { type: "text", length: 64 },
    },
    {
      ...said,
      identifier: "run",
      name: "运行",
      accessMode: "rw",
      dataType: { type: "bool", falseText: "停", trueText: "启" },
    },
    {
      ...said,
      identifier: "mode",
      name: "模式",
      accessMode: "rw",
      dataType: { type: "enum", items: { 1: "手动", 2: "自动" } },
    },
    { ...said, identifier: "faults", name: "故障位", dataType: { type: "int" } },
    {
      ...{ ...said, identifier: "cells", name: "单体电压" },
      dataType: { type: "array", size: 16, item: { type: "double", min: 0, max: 5, step: 0.001, unit: "V" } },
    },
    {
      ...{ ...said, identifier: "_OneNET_LBS", name: "基站定位" },
      dataType: {
        ...{ type: "array", size: 10 },
        item: {
          type: "struct",
          fields: [{ identifier: "cid", name: "cellId", dataType: { type: "int", min: 0, max: 2147483647 } }],
        },
      },
    },
  ]);
  expect(notices.map(({ path, code, text }) => [path, code, text.zh])).toEqual([
    ["properties[5].dataType", "type_becomes", "类型 bitMap (0=过压 1=过流) 没有对应类型，按 int 处理。"],
    [
      "properties[7].identifier",
      "renamed",
      "$OneNET_LBS 不能作为标识符，已改为 _OneNET_LBS，设备需使用新标识符。",
    ],
  ]);
});

test("events and services of such a file", () => {
  const { model } = readOnenet(sample);
  expect(model?.events).toEqual([
    {
      identifier: "overheat",
      name: "过热",
      level: "alert",
      output: [{ identifier: "at", name: "时间", dataType: { type: "date" } }],
    },
  ]);
  expect(model?.services).toEqual([
    {
      ...{ identifier: "restart", name: "重启", callType: "sync", output: [] },
      input: [
        {
          identifier: "delay",
          name: "延时",
          dataType: { type: "int", min: 0, max: 60, step: 1, unit: "m / s" },
        },
      ],
    },
  ]);
});

test("is known by its profile, its kinds of functions or its types, and tells places in its own words", () => {
  expect(
    [sample, { profile: { productId: "x" } }, { services: [{ callType: "a" }] }, { properties: [] }].map(
      isOnenet,
    ),
  ).toEqual([...[true, true, true, false]]);
  const broken = {
    properties: [{ identifier: "a", dataType: { type: "int32", specs: { min: "low" } } }],
    events: {},
  };
  expect(readOnenet(broken).problems).toEqual([
    { path: "properties[0].dataType.specs.min", message: "must be number" },
    { path: "events", message: "must be Array" },
  ]);
});
