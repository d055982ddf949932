import { expect, test } from "bun:test";
import { wireValues } from "../../../src/codec/command/wire.ts";

const TYPES = [
  { identifier: "on", dataType: { type: "bool" } },
  { identifier: "at", dataType: { type: "date" } },
  {
    identifier: "list",
    dataType: {
      type: "array",
      size: 2,
      item: {
        type: "struct",
        fields: [{ identifier: "on", name: "On", dataType: { type: "bool" } }],
      },
    },
  },
] as const;

test("Alibaba's bools and dates, at every depth; what the model does not know goes as it is", () => {
  const values = { list: [{ on: true }], at: 5, on: false, other: true };
  const types = structuredClone(TYPES) as unknown as Parameters<typeof wireValues>[1];
  expect(wireValues(values, types, "alink")).toEqual({ list: [{ on: 1 }], at: "5", on: 0, other: true });
  expect(wireValues(values, types, "json")).toEqual(values);
});
