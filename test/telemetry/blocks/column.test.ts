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

test("grows, and what is held stays as it was", () => {
  const column = filled(Array.from({ length: 16 }, (_, i) => i));
  column.hold();
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

test("gives its memory back when it is done or grows, but not what someone holds", () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
  const column = filled(numbers(4_096));
  const { times: first } = column;
  column.add(9_000, 4_096, { quality: 0, delay: 9 });
  expect([first.length, column.length, column.times[4_095]]).toEqual([0, 4_097, 5_095]);
  const { times, numbers: values, qualities, delays } = column;
  column.release();
  expect([times, values, qualities, delays].map((array) => array.length)).toEqual([0, 0, 0, 0]);
  const held = filled(numbers(4_096));
  held.hold();
  const { times: kept } = held;
  held.add(9_000, 1, GOOD);
  held.release();
  expect([kept.length, kept[4_095], held.times[4_096]]).toEqual([4_096, 5_095, 9_000]);
});

test("leaves small arrays to the collector", () => {
  const column = filled([1, 2, 3]);
  const { times } = column;
  column.release();
  new Column().release();
  expect(times.length).toBe(16);
});

test("makes room for as many points as are expected, within reason", () => {
  const capacityOf = (expectedPoints: number) => {
    const column = new Column(expectedPoints);
    column.add(1, 1, GOOD);
    return column.times.length;
  };
  expect([0, 10, 900, 1_000_000].map(capacityOf)).toEqual([16, 16, 900, 8_192]);
  expect(new Column(900).times.length).toBe(0);
});
