import { expect, test } from "bun:test";
import * as fc from "fast-check";
import type { Value } from "../../../src/spine/point.ts";
import { Column } from "../../../src/telemetry/blocks/column.ts";
import { pointsOf } from "../../../src/telemetry/blocks/points.ts";
import { Downsampler } from "../../../src/telemetry/query/downsample.ts";

function sample(values: readonly Value[], maxPoints: number, step = 10) {
  const column = new Column();
  for (const [i, value] of values.entries()) column.add(i * step, value, { quality: 0, delay: 0 });
  const sampler = new Downsampler(0, (values.length - 1) * step, maxPoints);
  const half = Math.floor(values.length / 2) * step;
  sampler.add(pointsOf(column, column.length, { fromMs: 0, toMs: half - 1 }));
  sampler.add(pointsOf(column, column.length, { fromMs: half, toMs: 9e15 }));
  return sampler.points().map(({ ts, value }) => [ts, value] as const);
}

test("a spike of one point stays, at its time", () => {
  const values = Array.from({ length: 10_000 }, (_, i) =>
    i === 6_543 ? 99 : i === 7_777 ? -99 : Math.sin(i),
  );
  const points = sample(values, 100);
  expect(points.length).toBeLessThanOrEqual(100);
  expect(points).toContainEqual([65_430, 99]);
  expect(points).toContainEqual([77_770, -99]);
});

test("lowest, highest, first and last survive; points rise and are real ones; never too many", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 4, max: 100 }),
      (values, max) => {
        const points = sample(values, max);
        const kept = points.map(([, value]) => value as number);
        expect(points.length).toBeLessThanOrEqual(max);
        expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...values), Math.max(...values)]);
        expect([kept[0], kept.at(-1)]).toEqual([values[0], values.at(-1)]);
        for (const [ts, value] of points) expect(values[ts / 10]).toBe(value as number);
        const times = points.map(([ts]) => ts);
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      },
    ),
  );
});

test("of other values the last of each span of time stays", () => {
  expect(sample(["a", "b", "c", "d"], 8)).toEqual([
    [10, "b"],
    [30, "d"],
  ]);
  expect(sample([true, false, true, false], 4)).toEqual([[30, false]]);
  expect(sample([1, 9, 2, "end"], 4)).toEqual([
    [0, 1],
    [10, 9],
    [30, "end"],
  ]);
});

test("a bad point shows, though it is no extreme", () => {
  const column = new Column();
  for (let i = 0; i < 40; i++) column.add(i, i % 5, { quality: i === 12 ? 2 : i === 33 ? 3 : 0, delay: 0 });
  const sampler = new Downsampler(0, 39, 16);
  sampler.add(pointsOf(column, 40, { fromMs: 0, toMs: 39 }));
  const qualities = (from: number) => [
    ...new Set(sampler.points().flatMap(({ ts, quality }) => (ts >= from && ts < from + 9 ? [quality] : []))),
  ];
  expect([0, 10, 20, 30].map(qualities)).toEqual([[0], [2], [0], [3]]);
});
