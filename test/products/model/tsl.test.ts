import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { importTsl, isTsl } from "../../../src/products/model/tsl.ts";
import { exportTsl } from "../../../src/products/model/tsl-export.ts";
import type { ThingModel } from "../../../src/spine/model.ts";
import { anyModel } from "../../harness/thing-models.ts";

/** Every type as Alibaba's console writes it, with the features it generates by itself. */
const FILE = {
  schema: "https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json",
  profile: { productKey: "a1h88DsZIaY" },
  properties: [
    {
      identifier: "count",
      name: "Count",
      accessMode: "r",
      required: true,
      dataType: { type: "int", specs: { min: "0", max: "100", step: "1", unit: "pcs", unitName: "pieces" } },
    },
    {
      identifier: "temp",
      name: "Temperature",
      accessMode: "rw",
      required: false,
      desc: "at the nozzle",
      dataType: { type: "float", specs: { min: "-40.5", max: "1e3", step: "0.1", unitName: "°C" } },
    },
    {
      identifier: "flow",
      name: "Flow",
      accessMode: "r",
      dataType: { type: "double", specs: { min: "", max: "" } },
    },
    {
      identifier: "label",
      name: "",
      accessMode: "rw",
      dataType: { type: "text", specs: { length: "2048" } },
    },
    { identifier: "made", name: "Made", accessMode: "r", dataType: { type: "date", specs: {} } },
    {
      identifier: "on",
      name: "On",
      accessMode: "rw",
      dataType: { type: "bool", specs: { 0: "off", 1: "on" } },
    },
    {
      identifier: "mode",
      name: "Mode",
      accessMode: "rw",
      dataType: { type: "enum", specs: { 0: "auto", 1: "manual" } },
    },
    {
      identifier: "pos",
      name: "Position",
      accessMode: "r",
      dataType: {
        type: "struct",
        specs: [{ identifier: "x", name: "X", dataType: { type: "double", specs: { min: "0", max: "9" } } }],
      },
    },
    {
      identifier: "raw",
      name: "Raw",
      accessMode: "r",
      dataType: { type: "array", specs: { size: "128", item: { type: "int" } } },
    },
    {
      identifier: "spots",
      name: "Spots",
      accessMode: "r",
      dataType: {
        type: "array",
        specs: {
          size: "4",
          item: {
            type: "struct",
            specs: [{ identifier: "d", name: "D", dataType: { type: "bool", specs: {} } }],
          },
        },
      },
    },
  ],
  events: [
    {
      identifier: "post",
      name: "post",
      type: "info",
      required: true,
      method: "thing.event.property.post",
      outputData: [],
    },
    {
      identifier: "jam",
      name: "Jam",
      type: "error",
      method: "thing.event.jam.post",
      outputData: [{ identifier: "code", name: "Code", dataType: { type: "int", specs: {} } }],
    },
  ],
  services: [
    {
      identifier: "set",
      name: "set",
      required: true,
      callType: "async",
      method: "thing.service.property.set",
      inputData: [],
      outputData: [],
    },
    {
      identifier: "get",
      name: "get",
      required: true,
      callType: "async",
      method: "thing.service.property.get",
      inputData: ["count"],
      outputData: [],
    },
    {
      identifier: "reset",
      name: "Reset",
      callType: "sync",
      method: "thing.service.reset",
      inputData: [
        { identifier: "hard", name: "Hard", dataType: { type: "bool", specs: { 0: "no", 1: "yes" } } },
      ],
      outputData: [],
    },
  ],
  functionBlocks: [],
};

const MODEL: ThingModel = {
  properties: [
    {
      identifier: "count",
      name: "Count",
      accessMode: "r",
      required: true,
      dataType: { type: "int", min: 0, max: 100, step: 1, unit: "pcs" },
    },
    {
      identifier: "temp",
      name: "Temperature",
      description: "at the nozzle",
      accessMode: "rw",
      required: false,
      dataType: { type: "float", min: -40.5, max: 1_000, step: 0.1, unit: "°C" },
    },
    {
      identifier: "flow",
      name: "Flow",
      accessMode: "r",
      required: false,
      dataType: { type: "double" },
    },
    {
      identifier: "label",
      name: "label",
      accessMode: "rw",
      required: false,
      dataType: { type: "text", length: 2048 },
    },
    { identifier: "made", name: "Made", accessMode: "r", required: false, dataType: { type: "date" } },
    {
      identifier: "on",
      name: "On",
      accessMode: "rw",
      required: false,
      dataType: { type: "bool", falseText: "off", trueText: "on" },
    },
    {
      identifier: "mode",
      name: "Mode",
      accessMode: "rw",
      required: false,
      dataType: { type: "enum", items: { 0: "auto", 1: "manual" } },
    },
    {
      identifier: "pos",
      name: "Position",
      accessMode: "r",
      required: false,
      dataType: {
        type: "struct",
        fields: [{ identifier: "x", name: "X", dataType: { type: "double", min: 0, max: 9 } }],
      },
    },
    {
      identifier: "raw",
      name: "Raw",
      accessMode: "r",
      required: false,
      dataType: { type: "array", size: 128, item: { type: "int" } },
    },
    {
      identifier: "spots",
      name: "Spots",
      accessMode: "r",
      required: false,
      dataType: {
        type: "array",
        size: 4,
        item: { type: "struct", fields: [{ identifier: "d", name: "D", dataType: { type: "bool" } }] },
      },
    },
  ],
  events: [
    {
      identifier: "jam",
      name: "Jam",
      level: "error",
      output: [{ identifier: "code", name: "Code", dataType: { type: "int" } }],
    },
  ],
  services: [
    {
      identifier: "reset",
      name: "Reset",
      callType: "sync",
      input: [
        {
          identifier: "hard",
          name: "Hard",
          dataType: { type: "bool", falseText: "no", trueText: "yes" },
        },
      ],
      output: [],
    },
  ],
};

describe("import", () => {
  test("takes every type and drops what is generated", () => {
    expect(importTsl(FILE)).toEqual({ model: MODEL, problems: [] });
  });

  test("names the place in the file, in the file's own words", () => {
    const broken = {
      properties: [
        { identifier: "a", name: "A", dataType: { type: "int", specs: { min: "low" } } },
        { identifier: "b c", name: "B", dataType: { type: "string", specs: {} } },
        {
          identifier: "d",
          name: "D",
          dataType: {
            type: "struct",
            specs: [{ identifier: "x", name: "X", dataType: { type: "text", specs: { length: "0" } } }],
          },
        },
        {
          identifier: "e",
          name: "E",
          dataType: { type: "array", specs: { size: "9999", item: { type: "int", specs: {} } } },
        },
        { identifier: "f", name: "F", desc: 3, dataType: { type: "enum", specs: { one: "x" } } },
        7,
      ],
      events: [
        { identifier: "post", method: "thing.event.property.post" },
        { identifier: "jam", name: "Jam", type: "fatal", outputData: "none" },
      ],
      services: {},
      functionBlocks: [
        { functionBlockId: "left side", properties: [] },
        { functionBlockId: "right", properties: [{ identifier: "x y", dataType: { type: "date" } }] },
        { functionBlockName: "nameless" },
      ],
    };
    expect(importTsl(broken).problems).toEqual([
      { path: "properties[0].dataType.specs.min", message: "must be number" },
      {
        path: "properties[1].identifier",
        message: "1 to 50 letters, digits or _, behind `module:` in a module",
      },
      {
        path: "properties[1].dataType.type",
        message: "must be one of int, float, double, long, text, date, bool, enum, struct, array",
      },
      { path: "properties[2].dataType.specs[0].dataType.specs.length", message: "value must be >=1" },
      { path: "properties[3].dataType.specs.size", message: "value must be <=512" },
      { path: "properties[4].desc", message: "must be string" },
      { path: "properties[4].dataType.specs.one", message: "format must be /^-?\\d{1,9}$/" },
      { path: "properties[5]", message: "must be Object" },
      { path: "events[1].type", message: "must be one of info, alert, error" },
      { path: "events[1].outputData", message: "must be Array" },
      { path: "services", message: "must be Array" },
      { path: "functionBlocks[0].functionBlockId", message: "1 to 50 letters, digits or _" },
      {
        path: "functionBlocks[1].properties[0].identifier",
        message: "1 to 50 letters, digits or _, behind `module:` in a module",
      },
      { path: "functionBlocks[2].functionBlockId", message: "is missing" },
    ]);
  });

  test("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(
        fc.object({
          maxDepth: 5,
          key: fc.constantFrom(
            "properties",
            "events",
            "services",
            "dataType",
            "specs",
            "item",
            "type",
            "identifier",
          ),
        }),
        (document) => {
          importTsl(document);
        },
      ),
    );
  });
});

describe("modules", () => {
  const feature = { identifier: "level", name: "Level", dataType: { type: "int", specs: {} } };
  const property = (identifier: string) => ({
    ...{ identifier, name: "Level", accessMode: "r" as const, required: false },
    dataType: { type: "int" as const },
  });

  test("stand in front of the identifiers of their features", () => {
    const file = {
      properties: [feature],
      functionBlocks: [
        {
          functionBlockId: "Battery",
          functionBlockName: "Battery pack",
          description: "48 V",
          productKey: "pk",
          properties: [feature],
          events: [
            { identifier: "post", type: "info", method: "thing.event.property.post" },
            { identifier: "low", name: "Low", type: "alert", method: "thing.event.Battery:low.post" },
          ],
          services: [{ identifier: "Battery:test", name: "Test", callType: "sync" }],
        },
        { functionBlockId: "Lamp", productKey: "pk" },
      ],
    };
    const model: ThingModel = {
      properties: [property("level"), property("Battery:level")],
      events: [{ identifier: "Battery:low", name: "Low", level: "alert", output: [] }],
      services: [{ identifier: "Battery:test", name: "Test", callType: "sync", input: [], output: [] }],
      modules: [
        { identifier: "Battery", name: "Battery pack", description: "48 V" },
        { identifier: "Lamp", name: "Lamp" },
      ],
    };
    expect(importTsl(file)).toEqual({ model, problems: [] });
    expect(importTsl(JSON.parse(JSON.stringify(exportTsl(model, { productKey: "pk", version: 1 }))))).toEqual(
      {
        model,
        problems: [],
      },
    );
  });

  test("a module's own file says whose it is", () => {
    const file = { functionBlockId: "Battery", functionBlockName: "Pack", properties: [feature] };
    expect(importTsl(file)).toEqual({
      model: {
        properties: [property("Battery:level")],
        events: [],
        services: [],
        modules: [{ identifier: "Battery", name: "Pack" }],
      },
      problems: [],
    });
  });
});

test("a TSL file is told from our own form", () => {
  expect(
    [FILE, { profile: {} }, { properties: FILE.properties }, { services: FILE.services }].map(isTsl),
  ).toEqual([true, true, true, true]);
  const own = {
    properties: [{ identifier: "a", name: "A", dataType: { type: "int", min: 0 } }],
    events: [{ identifier: "e", name: "E", output: [] }],
  };
  expect([own, {}, [], null, "x"].map(isTsl)).toEqual([false, false, false, false, false]);
});

test("what is exported comes back the same", () => {
  fc.assert(
    fc.property(anyModel, (model) => {
      const text = JSON.stringify(exportTsl(model, { productKey: "pk", version: 3 }));
      expect(importTsl(JSON.parse(text))).toEqual({ model, problems: [] });
    }),
    { numRuns: 200 },
  );
});
