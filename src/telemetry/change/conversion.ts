// Stored values of series rewritten to another type, a day at a time. In the Worker.

import type { DataType } from "../../spine/model.ts";
import type { Value } from "../../spine/point.ts";
import { QUALITY } from "../../spine/point.ts";
import { convertValue } from "../../spine/value-conversion.ts";
import { type BlockPoints, openBlock, sealBlock } from "../blocks/block.ts";
import { valueAt } from "../blocks/points.ts";
import type { CompactorOptions } from "../writer/compactor.ts";

export interface ConversionCounts {
  /** All that were looked at. */
  readonly points: number;
  /** Have another value now. */
  readonly converted: number;
  /** Have no meaning in the new type: they stay as they were, with the quality bad. */
  readonly failed: number;
  /** Blocks that cannot be read; they stay where they are. */
  readonly damaged: number;
}

export const NOTHING_CONVERTED: ConversionCounts = { points: 0, converted: 0, failed: 0, damaged: 0 };

export function addCounts(a: ConversionCounts, b: ConversionCounts): ConversionCounts {
  return {
    points: a.points + b.points,
    converted: a.converted + b.converted,
    failed: a.failed + b.failed,
    damaged: a.damaged + b.damaged,
  };
}

/** Converts the blocks of `series` of a day, in one transaction. Their rollups are made again when that is done. */
export function convertDay(
  series: readonly number[],
  type: DataType,
  { day, store, rollups }: CompactorOptions,
): ConversionCounts {
  const state = rollups.stateOf(day);
  // The rollups are all that is left of it, and they say nothing of single values.
  if (state?.isShed) return NOTHING_CONVERTED;
  const withBlocks = series.filter((one) => store.heads(one).length > 0);
  if (withBlocks.length === 0) return NOTHING_CONVERTED;
  // Marked before the values are durable: rollups are never trusted that are of others.
  if (state) rollups.mark(day, withBlocks);
  let counts = NOTHING_CONVERTED;
  store.transaction(() => {
    for (const one of withBlocks) {
      for (const { id } of store.heads(one)) {
        const before = readBlock(store.body(id));
        if (before === undefined) {
          counts = addCounts(counts, { ...NOTHING_CONVERTED, damaged: 1 });
          continue;
        }
        const { points, ...block } = convertBlock(before, type);
        // The number stays: of blocks with the same time the later one wins.
        if (points !== undefined) store.replaceBody(id, sealBlock(points));
        counts = addCounts(counts, { ...block, points: before.times.length, damaged: 0 });
      }
    }
  });
  return counts;
}

function readBlock(body: Uint8Array): BlockPoints | undefined {
  try {
    return openBlock(body);
  } catch {
    return undefined;
  }
}

/** `points` is undefined when all stays as it is. */
export function convertBlock(
  before: BlockPoints,
  type: DataType,
): { points: BlockPoints | undefined; converted: number; failed: number } {
  const count = before.times.length;
  const values: Value[] = [];
  const qualities = Uint8Array.from(before.qualities);
  let converted = 0;
  let failed = 0;
  for (let i = 0; i < count; i++) {
    const value = valueAt(before, i);
    const now = convertValue(value, type);
    if (now === undefined) {
      failed++;
      qualities[i] = QUALITY.bad;
    } else if (!Bun.deepEquals(now, value)) converted++;
    values.push(now ?? value);
  }
  if (converted === 0 && failed === 0) return { points: undefined, converted, failed };
  return { points: { ...before, qualities, ...columnOf(values) }, converted, failed };
}

function columnOf(values: readonly Value[]): Pick<BlockPoints, "kind" | "numbers" | "others"> {
  if (values.every((value) => typeof value === "number"))
    return { kind: "number", numbers: Float64Array.from(values as number[]), others: [] };
  if (values.every((value) => typeof value === "boolean"))
    return { kind: "bool", numbers: Float64Array.from(values, Number), others: [] };
  return { kind: "any", numbers: new Float64Array(0), others: values };
}
