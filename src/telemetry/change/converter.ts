// Rewriting stored values to another type: the main thread's side of it.

import { convertValue } from "../../spine/value-conversion.ts";
import type { ConvertQuery } from "../contract.ts";
import type { Memory } from "../memory.ts";
import type { BlockOrder, BlockReport } from "../writer/block-writer.ts";
import { addCounts, type ConversionCounts, NOTHING_CONVERTED } from "./conversion.ts";

export type { ConversionCounts } from "./conversion.ts";

/** Flushes wait for an order: a day of so many series that report each second is about a second's work. */
const SERIES_AT_ONCE = 8;

export interface ConverterPorts {
  readonly memory: Pick<Memory, "find">;
  /** Days that have files. */
  readonly days: readonly number[];
  readonly ask: (order: BlockOrder) => Promise<BlockReport>;
}

/** What is in memory must have been flushed; what comes meanwhile is of the new type already. */
export async function convertSeries(
  { deviceIds, property, dataType }: ConvertQuery,
  { memory, days, ask }: ConverterPorts,
): Promise<ConversionCounts> {
  const series = deviceIds.flatMap((deviceId) => memory.find(deviceId, property) ?? []);
  let counts = NOTHING_CONVERTED;
  for (let at = 0; at < series.length; at += SERIES_AT_ONCE) {
    const some = series.slice(at, at + SERIES_AT_ONCE);
    const ids = some.map((one) => one.id);
    for (const day of days) {
      const report = await ask({ type: "convert", day, series: ids, dataType });
      counts = addCounts(counts, report.counts ?? NOTHING_CONVERTED);
    }
    for (const one of some) one.latestValue = convertValue(one.latestValue, dataType) ?? one.latestValue;
    const extents = some.flatMap((one) => {
      const latest = one.latest();
      return latest ? [{ id: one.id, firstTs: one.firstTs, latest }] : [];
    });
    await ask({ type: "extents", extents });
  }
  return counts;
}
