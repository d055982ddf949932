import { expect, test } from "bun:test";
import { exportTsl } from "../../../src/products/model/tsl-export.ts";
import type { ThingModel } from "../../../src/spine/model.ts";

const MODEL: ThingModel = {
  properties: [
    {
      identifier: "temp",
      name: "Temperature",
      description: "at the nozzle",
      accessMode: "rw",
      required: true,
      dataType: { type: "float", min: -40, max: 120.5, step: 0.1, unit: "°C" },
    },
    {
      identifier: "on",
      name: "On",
      accessMode: "r",
      required: false,
      dataType: { type: "bool", falseText: "off", trueText: "on" },
    },
    {
      identifier: "total",
      name: "Total",
      accessMode: "r",
      required: false,
      dataType: { type: "long", min: "0" },
    },
    {
      identifier: "raw",
      name: "Raw",
      accessMode: "r",
      required: false,
      dataType: {
        type: "array",
        size: 8,
        item: { type: "struct", fields: [{ identifier: "x", name: "X", dataType: { type: "date" } }] },
      },
    },
  ],
  events: [{ identifier: "jam", name: "Jam", level: "alert", output: [] }],
  services: [{ identifier: "reset", name: "Reset", callType: "sync", input: [], output: [] }],
};

const temp = {
  identifier: "temp",
  name: "Temperature",
  dataType: { type: "float", specs: { min: "-40", max: "120.5", step: "0.1", unit: "°C", unitName: "°C" } },
};
const on = { identifier: "on", name: "On", dataType: { type: "bool", specs: { 0: "off", 1: "on" } } };
const total = { identifier: "total", name: "Total", dataType: { type: "long", specs: { min: "0" } } };
const item = {
  type: "struct",
  specs: [{ identifier: "x", name: "X", dataType: { type: "date", specs: {} } }],
};
const raw = { identifier: "raw", name: "Raw", dataType: { type: "array", specs: { size: "8", item } } };
const all = [temp, on, total, raw];

const FILE = {
  schema: "https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json",
  profile: { productKey: "pk", version: "3" },
  properties: [
    { ...temp, desc: "at the nozzle", accessMode: "rw", required: true },
    { ...on, accessMode: "r", required: false },
    { ...total, accessMode: "r", required: false },
    { ...raw, accessMode: "r", required: false },
  ],
  events: [
    {
      identifier: "post",
      name: "post",
      desc: "属性上报",
      type: "info",
      required: true,
      method: "thing.event.property.post",
      outputData: all,
    },
    {
      identifier: "jam",
      name: "Jam",
      type: "alert",
      required: false,
      method: "thing.event.jam.post",
      outputData: [],
    },
  ],
  services: [
    {
      identifier: "set",
      name: "set",
      desc: "属性设置",
      required: true,
      callType: "async",
      method: "thing.service.property.set",
      inputData: [temp],
      outputData: [],
    },
    {
      identifier: "get",
      name: "get",
      desc: "属性获取",
      required: true,
      callType: "async",
      method: "thing.service.property.get",
      inputData: ["temp", "on", "total", "raw"],
      outputData: all,
    },
    {
      identifier: "reset",
      name: "Reset",
      required: false,
      callType: "sync",
      method: "thing.service.reset",
      inputData: [],
      outputData: [],
    },
  ],
};

test("writes text specs and the three generated features, as Alibaba's console does", () => {
  expect<unknown>(exportTsl(MODEL, { productKey: "pk", version: 3 })).toEqual(FILE);
});
