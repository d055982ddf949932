import { expect, test } from "bun:test";
import { fieldText } from "../../../web/src/products/versions/field-text.ts";

test("types are told by their words, absence by a dash", () => {
  const struct = { type: "struct", fields: [{ identifier: "x", name: "X", dataType: { type: "int" } }] };
  expect(
    [
      null,
      "",
      true,
      { type: "float", min: -40, max: 90, unit: "°C" },
      { type: "int", max: 9 },
      { type: "text", length: 64 },
      { type: "enum", items: { 0: "off", 1: "on" } },
      { type: "array", size: 4, item: struct },
      [{ identifier: "code", name: "Code", dataType: { type: "int" } }],
      { 0: "off" },
    ].map(fieldText),
  ).toEqual([
    "–",
    "“”",
    "true",
    "float -40 … 90 °C",
    "int  … 9",
    "text ≤ 64 B",
    "enum 0=off 1=on",
    "array [4] struct {x: int}",
    "code: int",
    '{"0":"off"}',
  ]);
});
