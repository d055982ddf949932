// A thing model and a register map that uses every field, for the tests of files.

import * as v from "valibot";
import { type ThingModel, ThingModelSchema } from "../../../src/spine/model.ts";
import { type RegisterMap, RegisterMapSchema } from "../../../src/spine/register-map.ts";

export const MODEL: ThingModel = v.parse(ThingModelSchema, {
  properties: [
    ["voltage", "电压", "r", "double"],
    ["power", "Power", "rw", "double"],
    ["energy", "Energy", "r", "double"],
    ["relay", "Relay", "rw", "bool"],
    ["alarm", "Alarm", "r", "bool"],
    ["serial", "Serial", "r", "text"],
    ["setPoint", "Set point", "rw", "double"],
    ["mode", "Mode", "rw", "int"],
  ].map(([identifier, name, accessMode, type]) => ({
    ...{ identifier, name, accessMode, dataType: { type } },
  })),
  events: [],
  services: [],
});

export const FULL: RegisterMap = v.parse(RegisterMapSchema, {
  unit: { id: 3, order: "CDAB" },
  groups: [
    { name: "fast", periodMs: 500, report: "change", heartbeatMs: 60_000 },
    { name: "slow", periodMs: 60_000, isAligned: true },
  ],
  points: [
    {
      ...{ identifier: "voltage", area: "input", address: 0, shownAs: "0x2006", type: "uint16", scale: 0.1 },
      ...{
        offset: -5,
        decimals: 1,
        validRange: { min: 0, max: 500 },
        absent: ["ffff", "8000"],
        group: "fast",
      },
      ...{ deadband: { by: 1, unit: "percent" }, order: "BA", isSignMagnitude: true, note: 'a, "b"; =c' },
    },
    {
      ...{ identifier: "power", area: "holding", address: 18, type: "float32", order: "DCBA", group: "fast" },
      ...{
        formula: "x*2",
        writeFormula: "x/2",
        exponentAddress: 30,
        access: "rw",
        deadband: { by: 0.5, unit: "value" },
      },
      write: { function: "10", address: 40, min: -1, max: 50.5, step: 0.5, isVerified: true },
    },
    { identifier: "energy", area: "holding", address: 20, type: "int64", scale: 10, group: "slow" },
    {
      identifier: "relay",
      area: "coil",
      address: 7,
      type: "bool",
      isInverted: true,
      access: "rw",
      group: null,
    },
    { identifier: "alarm", area: "holding", address: 4, type: "bit", bit: 3, group: "slow" },
    {
      ...{ identifier: "serial", area: "holding", address: 100, type: "string", registers: 8, group: "slow" },
      ...{ packing: "lowFirst", encoding: "gbk" },
    },
    {
      identifier: "setPoint",
      area: "holding",
      address: 60,
      type: "bcd",
      registers: 2,
      order: "ABCD",
      group: "fast",
    },
    {
      ...{
        identifier: "mode",
        area: "holding",
        address: 61,
        type: "bits",
        bit: 4,
        length: 3,
        isSigned: true,
      },
      ...{ values: { "0": 1, "1": true, "-1": "off" }, group: "slow" },
    },
  ],
});
