// Registers for all properties of a device at once.

import { expect, test } from "bun:test";
import * as v from "valibot";
import { ThingModelSchema } from "../../../src/spine/model.ts";
import { findOverlaps } from "../../../src/spine/register-fit.ts";
import { type LayoutPlan, layOut } from "../../../web/src/fieldbus/server/whole/device-layout.ts";

const { properties } = v.parse(ThingModelSchema, {
  properties: [
    { identifier: "mode", name: "Mode", accessMode: "rw", dataType: { type: "enum", items: { 0: "A" } } },
    { identifier: "power", name: "Power", dataType: { type: "float" } },
    { identifier: "on", name: "On", accessMode: "rw", dataType: { type: "bool" } },
    { identifier: "total", name: "Total", dataType: { type: "long" } },
    { identifier: "place", name: "Place", dataType: { type: "array", size: 2, item: { type: "int" } } },
    { identifier: "serial", name: "Serial", dataType: { type: "text", length: 7 } },
    { identifier: "alarm", name: "Alarm", dataType: { type: "bool" } },
  ],
});
const PLAN: LayoutPlan = { area: "holding", firstRegister: 10, firstBit: 4, isWritable: false };
const shown = (plan: Partial<LayoutPlan>) => {
  const { points, end, leftOut } = layOut(properties, { ...PLAN, ...plan });
  expect(findOverlaps({ points: [...points] })).toEqual([]);
  return {
    points: points.map((p) => `${p.identifier} ${p.area} ${p.address} ${p.type} ${p.access}`),
    end,
    leftOut,
  };
};

test("one behind the other, wide ones at even addresses, lists left out", () => {
  expect(shown({})).toEqual({
    points: [
      "mode holding 10 int16 r",
      "power holding 12 float32 r",
      "on coil 4 bool r",
      "total holding 14 int64 r",
      "serial holding 18 string r",
      "alarm coil 5 bool r",
    ],
    ...{ end: 22, leftOut: 1 },
  });
});

test("what may be set may be written, where it is asked for and where there is a way", () => {
  const isWritable = true;
  expect(shown({ isWritable }).points.filter((line) => line.endsWith("rw"))).toEqual([
    "mode holding 10 int16 rw",
    "on coil 4 bool rw",
  ]);
  expect(shown({ isWritable, area: "input" }).points.slice(0, 3)).toEqual([
    "mode input 10 int16 r",
    "power input 12 float32 r",
    "on discrete 4 bool r",
  ]);
});

test("what has no room is left out", () => {
  expect(shown({ firstRegister: 65_534 })).toMatchObject({ leftOut: 4, end: 65_535 });
});
