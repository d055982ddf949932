import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { Value } from "../../../src/spine/point.ts";
import { Column } from "../../../src/telemetry/blocks/column.ts";
import { pointsOf, slice } from "../../../src/telemetry/blocks/points.ts";
import { addPoints, emptyRollup, mergeRollup, Roller, widen } from "../../../src/telemetry/rollups/rollup.ts";

function columns(values: readonly Value[], stepMs = 10) {
  const column = new Column();
  for (const [i, value] of values.entries()) column.add(i * stepMs, value, { quality: 0, delay: 0 });
  return pointsOf(column, column.length, { fromMs: -1, toMs: 9e15 });
}

function rollupOf(values: readonly Value[]) {
  const points = columns(values);
  const rollup = emptyRollup();
  addPoints(rollup, points, { start: 0, end: values.length });
  return rollup;
}

describe("a rollup", () => {
  test("counts all, and adds up what is a number", () => {
    expect(rollupOf(["off", 3, true, 2n ** 60n, -1, 3])).toEqual({
      ...{ count: 6, numbers: 4, sum: 2 ** 60 + 5 },
      ...{ min: -1, minTs: 40, max: 2 ** 60, maxTs: 30 },
      ...{ first: "off", firstTs: 0, last: 3, lastTs: 50, quality: 0 },
    });
  });

  test("adds tenths to whole numbers, keeps the earlier of equal extremes, and lets infinity be", () => {
    expect(rollupOf(new Array(10).fill(0.1))).toMatchObject({ sum: 1, minTs: 0, maxTs: 0 });
    expect(rollupOf([1, Number.POSITIVE_INFINITY])).toMatchObject({ sum: Number.POSITIVE_INFINITY });
    expect(rollupOf([1, Number.NaN])).toMatchObject({ count: 2, numbers: 1, sum: 1 });
  });

  test("of parts is that of the whole", () => {
    const anyValue = fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: -1e6, max: 1e6 }) },
      fc.boolean(),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(anyValue), fc.nat(30), (values, cut) => {
        const points = columns(values);
        const at = Math.min(cut, values.length);
        const [one, other] = [emptyRollup(), emptyRollup()];
        addPoints(one, points, { start: 0, end: at });
        addPoints(other, points, { start: at, end: values.length });
        const joined = emptyRollup();
        mergeRollup(joined, other);
        mergeRollup(joined, one);
        expect(joined).toEqual(rollupOf(values));
      }),
    );
  });
});

test("rows of minutes widen to those of hours, whatever runs the points came in", () => {
  const points = columns(
    Array.from({ length: 400 }, (_, i) => (i * 7919) % 1000),
    30_000,
  );
  const minutes = new Roller(60_000);
  for (let at = 0; at < 400; at += 37) minutes.add(slice(points, at, Math.min(400, at + 37)));
  const hours = new Roller(3_600_000);
  hours.add(points);
  expect(minutes.rows.length).toBe(200);
  expect(widen(minutes.rows, 3_600_000)).toEqual(hours.rows);
});
