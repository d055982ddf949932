import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import type { Value } from "../../../src/spine/point.ts";
import { BlockError, type BlockPoints, openBlock, sealBlock } from "../../../src/telemetry/blocks/block.ts";
import { Column } from "../../../src/telemetry/blocks/column.ts";
import { inOrder, pointAt, pointsOf } from "../../../src/telemetry/blocks/points.ts";
import { anyValue } from "../../log/any-event.ts";

const T0 = 1_700_000_000_000;
const GOLDEN = `${import.meta.dir}/../../golden/telemetry`;

function columns(
  values: readonly Value[],
  times = values.map((_, i) => T0 + i * 1_000),
  delays: readonly number[] = [20, 1_000, 0, 35],
): BlockPoints {
  const column = new Column();
  for (const [i, value] of values.entries())
    column.add(times[i] ?? 0, value, { quality: (i % 5) as 0, delay: delays[i % delays.length] ?? 0 });
  return inOrder(pointsOf(column, column.length, { fromMs: -9e15, toMs: 9e15 }));
}

const listed = (points: BlockPoints) => Array.from(points.times, (_, i) => pointAt(points, i));

/** One of each form on the disk; must stay as they are, for the golden files. */
const FORMS: Record<string, Value[]> = {
  double: [Math.PI, -1e300, 0.1 + 0.2],
  milli: [21.5, 21.501, -3.25, 0.1],
  whole: [1, -5, 2_000_000_000, 0],
  bool: [true, false, true, true, false, true, false, false, true],
  long: [9_007_199_254_740_993n, 5, -9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
  text: ["", "烤箱", "x".repeat(300)],
  any: [{ a: 1, b: [true, "x", 2n ** 62n] }, [1, 2.5], 7, "mixed", false],
};

describe("block", () => {
  test("every form of values is read back as it was", () => {
    for (const values of Object.values(FORMS)) {
      const points = columns(values);
      expect(listed(openBlock(sealBlock(points)))).toEqual(listed(points));
    }
  });

  test("whatever the values and times are, they are read back", () => {
    const time = fc.oneof(
      fc.integer({ min: T0, max: T0 + 1e6 }),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true }).map((ts) => ts + 0),
    );
    const delay = fc.oneof(fc.integer({ min: -50, max: 9_000 }), fc.constant(Number.NaN), fc.integer(), time);
    const anyDelays = fc.oneof(
      fc.array(delay, { minLength: 1, maxLength: 9 }),
      fc.tuple(delay),
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 20, maxLength: 40 }),
    );
    const list = fc.oneof(
      fc.array(fc.double(), { minLength: 1 }),
      fc.array(fc.integer(), { minLength: 1 }),
      fc.array(fc.boolean(), { minLength: 1 }),
      fc.array(anyValue, { minLength: 1 }),
    );
    fc.assert(
      fc.property(
        list,
        fc.array(time, { minLength: 100, maxLength: 100 }),
        anyDelays,
        (values, times, delays) => {
          const points = columns(values, times, delays);
          expect(listed(openBlock(sealBlock(points)))).toEqual(listed(points));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("any changed byte is noticed", () => {
    const body = sealBlock(columns([1, 2, 3]));
    for (let at = 0; at < body.length; at++) {
      const broken = body.map((byte, i) => (i === at ? byte ^ 0x41 : byte));
      expect(() => openBlock(broken)).toThrow(BlockError);
    }
    expect(() => openBlock(new Uint8Array(0))).toThrow(BlockError);
  });

  test("a sensor at a steady pace takes few bytes a point", () => {
    const values = Array.from(
      { length: 10_000 },
      (_, i) => Math.round(2_000 + 500 * Math.sin(i / 500)) / 100,
    );
    expect(sealBlock(columns(values)).length / values.length).toBeLessThan(1);
  });

  // Blocks as they lie on disks in the field: they must be readable for ever. Version 1 had no receive times.
  for (const [form, values] of Object.entries(FORMS)) {
    test(`golden: versions 1 and 2, ${form}`, () => {
      const golden = (version: number) => readFileSync(`${GOLDEN}/block-v${version}-${form}.bin`);
      expect(listed(openBlock(golden(1)))).toEqual(listed({ ...columns(values), delays: Number.NaN }));
      expect(listed(openBlock(golden(2)))).toEqual(listed(columns(values)));
    });
  }
});
