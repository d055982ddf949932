import { expect, test } from "bun:test";
import * as fc from "fast-check";
import type { Value } from "../../../src/spine/point.ts";
import { Column } from "../../../src/telemetry/blocks/column.ts";
import { inOrder, join, pointsOf, slice, valueAt, within } from "../../../src/telemetry/blocks/points.ts";

const EVER = { fromMs: -9e15, toMs: 9e15 };

function column(pairs: readonly (readonly [ts: number, value: Value])[]): Column {
  const made = new Column();
  for (const [ts, value] of pairs) made.add(ts, value, { quality: 0, delay: ts % 3 });
  return made;
}

const listed = (points: ReturnType<typeof inOrder>) =>
  Array.from(points.times, (ts, i) => [ts, valueAt(points, i)] as const);
const all = (made: Column) => pointsOf(made, made.length, EVER);

test("inOrder sorts by time and keeps the last of each", () => {
  const value = fc.oneof(fc.integer(), fc.boolean(), fc.string());
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), value), { minLength: 1 });
  fc.assert(
    fc.property(pairs, (given) => {
      const expected = [...new Map(given)].sort(([a], [b]) => a - b);
      expect(listed(inOrder(all(column(given))))).toEqual(expected);
    }),
  );
});

test("pointsOf takes a range, sorted or not, and only what was there", () => {
  const rising = column([
    [1, "a"],
    [2, "b"],
    [3, "c"],
  ]);
  expect(listed(pointsOf(rising, 3, { fromMs: 2, toMs: 2 }))).toEqual([[2, "b"]]);
  expect(listed(pointsOf(rising, 2, EVER))).toEqual([
    [1, "a"],
    [2, "b"],
  ]);
  const mixed = column([
    [3, 1],
    [1, 2],
    [2, 3],
  ]);
  expect(listed(pointsOf(mixed, 3, { fromMs: 2, toMs: 9 }))).toEqual([
    [3, 1],
    [2, 3],
  ]);
});

test("within cuts at both ends, which belong to it", () => {
  const points = all(
    column([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]),
  );
  expect(listed(within(points, { fromMs: 2, toMs: 3 }))).toEqual([
    [2, 2],
    [3, 3],
  ]);
  expect(listed(within(points, { fromMs: 5, toMs: 9 }))).toEqual([]);
  expect(within(points, EVER)).toBe(points);
  expect(listed(slice(points, 1, 2))).toEqual([[2, 2]]);
});

test("join keeps types, also where they differ", () => {
  const numbers = all(column([[1, 1]]));
  const bools = all(column([[2, true]]));
  const texts = all(column([[3, "x"]]));
  expect(listed(join([numbers, numbers]))).toEqual([
    [1, 1],
    [1, 1],
  ]);
  expect(join([numbers, numbers]).kind).toBe("number");
  expect(listed(join([numbers, bools, texts]))).toEqual([
    [1, 1],
    [2, true],
    [3, "x"],
  ]);
  expect(listed(join([]))).toEqual([]);
});
