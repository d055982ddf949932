// A value in words: whatever a device sent in its place, it is a text.

import { expect, test } from "bun:test";
import type { TFunction } from "i18next";
import type { DataType, Json } from "../../../web/src/contract.ts";
import { draftOf, readDraft } from "../../../web/src/devices/control/value-draft.ts";
import { valueText } from "../../../web/src/devices/value-text.ts";
import { twisted } from "../../harness/twisted.ts";

const t = ((key: string) => key) as unknown as TFunction;
const STATE: DataType = { type: "enum", items: { 0: "Off", 1: "On" } };
const STRUCT: DataType = {
  type: "struct",
  fields: [
    { identifier: "state", name: "State", dataType: STATE },
    { identifier: "constructor", name: "Maker", dataType: { type: "text" } },
  ],
};
const TYPES: readonly DataType[] = [
  ...[STATE, STRUCT, { type: "array", size: 3, item: { type: "int" } } as const],
  ...[
    { type: "date" } as const,
    { type: "bool" } as const,
    { type: "text" } as const,
    { type: "long" } as const,
  ],
  ...[{ type: "int" } as const, { type: "double" } as const],
];

test("by its type", () => {
  expect(valueText(1, STATE, t)).toBe("On");
  expect(valueText(7, STATE, t)).toBe("7");
  expect(valueText("constructor", STATE, t)).toBe("constructor");
  expect(valueText({ toString: 1 }, STATE, t)).toBe('{"toString":1}');
  expect(valueText({ toString: 1 }, { type: "date" }, t)).toBe('{"toString":1}');
  expect(valueText({ state: 0 }, STRUCT, t)).toBe("State Off");
  expect(draftOf(STRUCT, { state: 0 })).toEqual({ state: "0", constructor: "" } as never);
});

test("whatever stands in its place is a text, and can be edited", () => {
  const value = { state: 1, constructor: "x", list: [0, { state: 1 }] };
  const others = [...twisted(value, ["toString"])] as Json[];
  for (const type of TYPES)
    for (const other of others) {
      expect(valueText(other, type, t)).toBeString();
      readDraft(type, draftOf(type, other));
    }
});
