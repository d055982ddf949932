import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import type { Quality, Value } from "../../../src/spine/point.ts";
import { Column } from "../../../src/telemetry/blocks/column.ts";
import { inOrder, pointsOf } from "../../../src/telemetry/blocks/points.ts";
import { Roller, type RollupRow } from "../../../src/telemetry/rollups/rollup.ts";
import { openRollups, RollupError, sealRollups } from "../../../src/telemetry/rollups/rollup-codec.ts";
import { anyValue } from "../../log/any-event.ts";

const MINUTE = 60_000;
const T0 = 1_700_000_000_000;
const QUALITIES: readonly Quality[] = [0, 0, 2, 3, 1];

function rowsOf(values: readonly Value[], times: readonly number[]): RollupRow[] {
  const column = new Column();
  for (const [i, value] of values.entries())
    column.add(times[i % times.length] ?? 0, value, { quality: QUALITIES[i % 5] ?? 0, delay: 0 });
  const roller = new Roller(MINUTE);
  roller.add(inOrder(pointsOf(column, column.length, { fromMs: -9e15, toMs: 9e15 })));
  return roller.rows;
}

test("whatever was added up is read back", () => {
  const time = fc.oneof(fc.integer({ min: T0, max: T0 + 1e7 }), fc.integer({ min: -1e12, max: 4e12 }));
  const values = fc.oneof(
    fc.array(fc.integer(), { maxLength: 50 }),
    fc.array(fc.double(), { maxLength: 50 }),
    fc.array(fc.boolean(), { maxLength: 50 }),
    fc.array(anyValue, { maxLength: 50 }),
  );
  fc.assert(
    fc.property(values, fc.array(time, { minLength: 60, maxLength: 60 }), (list, times) => {
      const rows = rowsOf(list, times);
      const expected = rows.map((row) => (row.numbers > 0 ? row : expect.objectContaining(endsOf(row))));
      expect(openRollups(sealRollups(rows, MINUTE))).toEqual(expected as RollupRow[]);
    }),
    { numRuns: 300 },
  );
});

function endsOf({ startMs, count, numbers, first, firstTs, last, lastTs, quality }: RollupRow) {
  return { startMs, count, numbers, first, firstTs, last, lastTs, quality };
}

test("only rows that are wanted are given", () => {
  const times = Array.from({ length: 40 }, (_, i) => T0 + i * 25_000);
  const values = times.map((_, i) => (i % 3 === 0 ? "text" : i));
  const rows = rowsOf(values, times);
  const isWanted = (startMs: number) => (startMs / MINUTE) % 4 === 1;
  const expected = openRollups(sealRollups(rows, MINUTE)).filter(({ startMs }) => isWanted(startMs));
  expect(openRollups(sealRollups(rows, MINUTE), isWanted)).toEqual(expected);
  expect(expected.length).toBeGreaterThan(2);
});

test("any changed byte is noticed", () => {
  const body = sealRollups(rowsOf([1, 2, 3], [T0, T0 + 1, T0 + MINUTE]), MINUTE);
  for (let at = 0; at < body.length; at++) {
    const broken = body.map((byte, i) => (i === at ? byte ^ 0x41 : byte));
    expect(() => openRollups(broken)).toThrow(RollupError);
  }
  expect(() => openRollups(new Uint8Array(0))).toThrow(RollupError);
});

test("an hour of a sensor takes little", () => {
  const times = Array.from({ length: 86_400 }, (_, i) => T0 + i * 1_000);
  const rows = rowsOf(
    times.map((_, i) => Math.round((20 + 5 * Math.sin(i / 5_000)) * 100) / 100),
    times,
  );
  expect(rows.length).toBe(1_441);
  expect(sealRollups(rows, MINUTE).length / rows.length).toBeLessThan(14);
});

const GOLDEN: Record<string, readonly Value[]> = {
  number: [21.5, 21.75, -3, 1e9, 0.125, 7],
  bool: [true, false, true],
  mixed: ["on", 5, { a: 1 }, 2n ** 60n, true],
};

for (const [name, values] of Object.entries(GOLDEN)) {
  test(`golden: versions 1 and 2, ${name}`, () => {
    const golden = (version: number) =>
      openRollups(readFileSync(`${import.meta.dir}/../../golden/telemetry/rollup-v${version}-${name}.bin`));
    const rows = rowsOf(
      values,
      values.map((_, i) => T0 + i * 25_000),
    );
    const listed = (list: readonly RollupRow[]) =>
      list.map((row) => (row.numbers > 0 ? row : expect.objectContaining(endsOf(row)))) as RollupRow[];
    expect(golden(2)).toEqual(listed(rows));
    // Version 1 had no qualities.
    expect(golden(1)).toEqual(listed(rows.map((row) => ({ ...row, quality: 0 }))));
  });
}
