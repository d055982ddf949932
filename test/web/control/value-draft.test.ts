// A value while it is typed: what is shown of a reported one, and what is sent of the text.

import { expect, test } from "bun:test";
import { draftOf, emptyDraft, readDraft } from "../../../web/src/devices/control/value-draft.ts";

const STRUCT = {
  type: "struct",
  fields: [
    { identifier: "on", name: "On", dataType: { type: "bool" } },
    { identifier: "level", name: "Level", dataType: { type: "int", min: 0, max: 9 } },
  ],
} as Parameters<typeof emptyDraft>[0];

test("what is typed is read by its type; what is none of it is not sent", () => {
  const read = (type: object, text: string) => readDraft(type as typeof STRUCT, text);
  expect([
    read({ type: "int" }, "12"),
    read({ type: "int" }, "1.5"),
    read({ type: "float", min: 0, max: 5 }, "4.25"),
    read({ type: "float", min: 0, max: 5 }, "6"),
    read({ type: "float" }, ""),
    read({ type: "long" }, "9007199254740993"),
    read({ type: "bool" }, "0"),
    read({ type: "enum", items: { 2: "two" } }, "2"),
    read({ type: "text" }, ""),
    read({ type: "array", size: 3, item: { type: "int" } }, "[1, 2]"),
    read({ type: "array", size: 3, item: { type: "int" } }, "1, 2"),
    read({ type: "date" }, "2026-01-02T03:04:05"),
  ]).toEqual([
    ...[12, undefined, 4.25, undefined, undefined, "9007199254740993", false, 2, "", [1, 2], undefined],
    new Date(2026, 0, 2, 3, 4, 5).getTime(),
  ]);
});

test("a struct starts from what was reported, and is whole before it is sent", () => {
  expect(emptyDraft(STRUCT)).toEqual({ on: "", level: "" });
  const draft = draftOf(STRUCT, { on: true, level: 3 });
  expect(draft).toEqual({ on: "1", level: "3" });
  expect(readDraft(STRUCT, draft)).toEqual({ on: true, level: 3 });
  expect(readDraft(STRUCT, { on: "1", level: "" })).toBeUndefined();
});
