import { expect, test } from "bun:test";
import type { Value } from "../../../src/spine/point.ts";
import { Column } from "../../../src/telemetry/blocks/column.ts";

function filled(values: readonly Value[]): Column {
  const column = new Column();
  for (const [i, value] of values.entries()) column.add(1_000 + i, value, 0);
  return column;
}

const valuesOf = (column: Column) => Array.from({ length: column.length }, (_, i) => column.valueAt(i));

test("holds each type as it came, and goes over to a list when types mix", () => {
  const cases: [Value[], Column["kind"]][] = [
    [[1, 2.5, -0], "number"],
    [[true, false], "bool"],
    [["a", { b: 1 }, [1]], "any"],
    [[1, 2, "x", 3], "any"],
    [[true, 1, false], "any"],
    [[1, true], "any"],
    [[1, 2n ** 60n], "any"],
  ];
  for (const [values, kind] of cases) {
    const column = filled(values);
    expect([valuesOf(column), column.kind]).toEqual([values, kind]);
  }
});

test("grows, and what was held before stays as it was", () => {
  const column = filled(Array.from({ length: 16 }, (_, i) => i));
  const { times, numbers, length } = column;
  for (let i = 16; i < 1_000; i++) column.add(1_000 + i, i, 3);
  expect([length, times[15], numbers[15]]).toEqual([16, 1_015, 15]);
  expect(column.pointAt(999)).toEqual({ ts: 1_999, value: 999, quality: 3 });
});

test("knows its extent and whether times rose", () => {
  const column = filled([1, 2, 3]);
  expect([column.minTs, column.maxTs, column.isSorted]).toEqual([1_000, 1_002, true]);
  column.add(1_002, 4, 0);
  column.add(5, 5, 0);
  expect([column.minTs, column.maxTs, column.isSorted]).toEqual([5, 1_002, false]);
});
