import { expect, test } from "bun:test";
import type { Value } from "../../../src/spine/point.ts";
import { Column } from "../../../src/telemetry/blocks/column.ts";

const GOOD = { quality: 0, delay: 0 } as const;

function filled(values: readonly Value[]): Column {
  const column = new Column();
  for (const [i, value] of values.entries()) column.add(1_000 + i, value, GOOD);
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
  for (let i = 16; i < 1_000; i++) column.add(1_000 + i, i, { quality: 3, delay: 7 });
  expect([length, times[15], numbers[15]]).toEqual([16, 1_015, 15]);
  expect([column.times[999], column.valueAt(999), column.qualities[999]]).toEqual([1_999, 999, 3]);
});

test("knows its extent and whether times rose", () => {
  const column = filled([1, 2, 3]);
  expect([column.minTs, column.maxTs, column.isSorted]).toEqual([1_000, 1_002, true]);
  column.add(1_002, 4, GOOD);
  column.add(5, 5, GOOD);
  expect([column.minTs, column.maxTs, column.isSorted]).toEqual([5, 1_002, false]);
});

test("keeps one delay for all points until one differs", () => {
  const column = new Column();
  for (let i = 0; i < 40; i++) column.add(i, i, { quality: 0, delay: 50 });
  expect([column.delay, column.delays.length]).toEqual([50, 0]);
  for (let i = 40; i < 100; i++) column.add(i, i, { quality: 0, delay: i });
  const expected = Array.from({ length: 100 }, (_, i) => (i < 40 ? 50 : i));
  expect([...column.delays.subarray(0, 100)]).toEqual(expected);
});
