import { expect, test } from "bun:test";
import { readItems, rowsOf } from "../../../../src/products/model/tables/rows.ts";
import { SMALL } from "../formats/exports.ts";

test("a feature is a row, its parts are rows behind it", () => {
  expect(rowsOf(SMALL)).toEqual([
    {
      ...{ kind: "property", identifier: "t", name: "T", description: "d", access: "rw", required: "yes" },
      ...{ type: "float", min: 0, max: 9, step: 0.5, unit: "bar" },
    },
    {
      kind: "property",
      identifier: "l",
      name: "L",
      access: "w",
      type: "array",
      item: "text",
      size: 2,
      length: 8,
    },
    { kind: "event", identifier: "e", name: "E", level: "alert" },
    { kind: "output", identifier: "e.on", name: "On", type: "bool", items: "1=y" },
    { kind: "service", identifier: "s", name: "S", call: "sync" },
    { kind: "input", identifier: "s.m", name: "M", type: "enum", items: "1=a" },
  ]);
});

test("values are read as people write them", () => {
  const expected = { 0: "off", 1: "on, really" };
  for (const text of [
    "0=off;1=on, really",
    "0 = off\n1：on, really",
    "0:off,1:on, really",
    "0=off； 1=on, really;",
  ])
    expect(readItems(text)).toEqual(expected);
  expect(readItems("1=a\\;b\\\\;2=x\\n")).toEqual({ 1: "a;b\\", 2: "x" });
  expect(readItems("on")).toEqual({ on: "" });
});
