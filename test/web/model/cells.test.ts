import { describe, expect, test } from "bun:test";
import { draftFeature } from "../../../web/src/products/model/draft/feature-draft.ts";
import { readFeature } from "../../../web/src/products/model/draft/reading.ts";
import {
  CELLS,
  type CellKey,
  cellErrors,
  cellText,
  cellUse,
  readItems,
  withCell,
} from "../../../web/src/products/model/grid/cells.ts";

const put = (cells: Partial<Record<CellKey, string>>) =>
  Object.entries(cells).reduce(
    (draft, [cell, text]) => withCell(draft, cell as CellKey, text),
    draftFeature(undefined),
  );
const read = (cells: Partial<Record<CellKey, string>>) =>
  readFeature("properties", put(cells), new Set()).feature;
const head = { identifier: "x", name: "X" };

describe("cells of a property", () => {
  test("make the property that they say", () => {
    expect(
      read({
        ...head,
        type: "int",
        unit: "rpm",
        min: "0",
        max: "30",
        accessMode: "rw",
        required: "1",
        description: "d",
      }),
    ).toEqual({
      ...{ identifier: "x", name: "X", description: "d", accessMode: "rw", required: true },
      dataType: { type: "int", min: 0, max: 30, unit: "rpm" },
    });
    expect(read({ ...head, type: "bool", spec: "Off / On" })).toMatchObject({
      dataType: { type: "bool", falseText: "Off", trueText: "On" },
    });
    expect(read({ ...head, type: "enum", spec: "0=停, 1：开；2-自动" })).toMatchObject({
      dataType: { type: "enum", items: { 0: "停", 1: "开", 2: "自动" } },
    });
    expect(read({ ...head, type: "text", spec: "64" })).toMatchObject({
      dataType: { type: "text", length: 64 },
    });
    expect(read({ ...head, type: "array" })).toMatchObject({
      dataType: { type: "array", size: 10, item: { type: "float" } },
    });
  });

  test("give back what was typed into them", () => {
    const typed = { ...head, type: "enum", spec: "0=Off, 1=On", accessMode: "w", required: "1" } as const;
    const draft = put(typed);
    expect(Object.keys(typed).map((cell) => cellText(draft, cell as CellKey))).toEqual(Object.values(typed));
  });

  test("that a type does not have are closed, and what they held comes back with the type", () => {
    const limited = put({ ...head, min: "1", max: "2" });
    const text = withCell(limited, "type", "text");
    expect(CELLS.properties.filter((cell) => cellUse(text, cell) === "none")).toEqual([
      "unit",
      "min",
      "max",
      "step",
    ]);
    expect(cellText(text, "min")).toBe("");
    expect(cellText(withCell(text, "type", "double"), "min")).toBe("1");
    expect([cellUse(withCell(limited, "type", "struct"), "spec"), cellUse(limited, "input")]).toEqual([
      "form",
      "form",
    ]);
  });

  test("take no choice that there is not, and are the same draft then", () => {
    const draft = put(head);
    expect(withCell(draft, "type", "tensor")).toBe(draft);
    expect(withCell(draft, "name", "X")).toBe(draft);
  });
});

test("items are read in the ways that people write them", () => {
  expect(readItems("0=Off, 1=On")).toEqual([
    { key: "0", text: "Off" },
    { key: "1", text: "On" },
  ]);
  expect(readItems("-1:坏；2 好、3")).toEqual([
    { key: "-1", text: "坏" },
    { key: "2", text: "好" },
    { key: "3", text: "" },
  ]);
  expect(readItems("")).toEqual([]);
});

test("errors stand in the cell that they are of", () => {
  expect(
    cellErrors({
      identifier: "taken",
      "dataType.max": "order",
      "dataType.items.0.key": "enumKey",
      "output.0.name": "name",
    }),
  ).toEqual({ identifier: "taken", max: "order", spec: "enumKey", output: "name" });
  expect(cellErrors(undefined)).toEqual({});
});
