import { expect, test } from "bun:test";
import {
  COLUMNS,
  columnOf,
  headingOf,
  kindOf,
  widthOf,
} from "../../../../src/products/model/tables/columns.ts";

test("every heading means its column, in both languages", () => {
  for (const column of COLUMNS) {
    expect([
      columnOf(headingOf(column, "en")),
      columnOf(headingOf(column, "zh-CN")),
      columnOf(column),
    ]).toEqual([...[column, column, column]]);
    expect(widthOf(column)).toBeGreaterThan(0);
  }
  expect([" ACCESSMODE ", "读写类型", "colour"].map(columnOf)).toEqual(["access", "access", undefined]);
  expect(["属性", "Output", "站"].map(kindOf)).toEqual(["property", "output", undefined]);
});
