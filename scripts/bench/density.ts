// Bytes on disk per point: messages through the product's memory, flush and day files, as often as it would write.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { PropertyEvent } from "../../src/spine/event.ts";
import { DAY_MS, dayOf } from "../../src/telemetry/days/day.ts";
import { Memory } from "../../src/telemetry/memory.ts";
import { DEFAULT_TELEMETRY_LIMITS } from "../../src/telemetry/telemetry.ts";
import { flush } from "../../src/telemetry/writer/flush.ts";
import type { Writer } from "../../src/telemetry/writer/writer.ts";
import { makeTempFolder } from "../../test/harness/temp-folder.ts";
import { compactDay, obey, openBlockWriter } from "./bulk-day.ts";
import { round } from "./proc.ts";
import { simulated, walking } from "./readings.ts";

export interface Density {
  readonly name: string;
  readonly points: number;
  /** All files of the telemetry folder once the day is over and compacted: indexes, rollups and bookkeeping included. */
  readonly bytes: number;
  readonly bytesPerPoint: number;
  /** The same while the day is not over: smaller blocks, and no rollups. */
  readonly writtenBytesPerPoint: number;
}

/** What the files of a folder really take: room that is only set aside does not count. */
export function fileBytes(dir: string): number {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false }))
    .reduce((sum, file) => sum + (file?.blocks ?? 0) * 512, 0);
}

/** Stores the messages as Gantry would that receives them in time: a flush every million points or quarter of an hour. */
export async function store(dir: string, events: Iterable<PropertyEvent>): Promise<number> {
  const blocks = openBlockWriter({ dir, logId: "bench" });
  const writer: Writer = {
    ask: async (order) => obey(blocks, order),
    stop: () => {},
  };
  const memory = new Memory(1);
  let points = 0;
  let seq = 0;
  let flushedMs = 0;
  const flushAll = async () => {
    points += memory.points;
    const series = memory.freeze();
    await flush({ writer, series, seq, recovered: 0, blockPoints: DEFAULT_TELEMETRY_LIMITS.blockPoints });
    for (const one of series) one.frozen = undefined;
  };
  for (const event of events) {
    seq++;
    flushedMs ||= event.ts;
    memory.add(event, undefined);
    const isDue = event.ts - flushedMs >= DEFAULT_TELEMETRY_LIMITS.flushMs;
    if (!isDue && memory.points < DEFAULT_TELEMETRY_LIMITS.flushPoints) continue;
    flushedMs = event.ts;
    await flushAll();
  }
  await flushAll();
  obey(blocks, { type: "close" });
  return points;
}

async function measure(name: string, day: number, events: Iterable<PropertyEvent>): Promise<Density> {
  using folder = makeTempFolder("density");
  const points = await store(folder.path, events);
  const perPoint = () => round(fileBytes(folder.path) / points, 3);
  const writtenBytesPerPoint = perPoint();
  const blocks = openBlockWriter({ dir: folder.path, logId: "bench" });
  compactDay(blocks, day);
  obey(blocks, { type: "close" });
  const bytes = fileBytes(folder.path);
  return { name, points, bytes, bytesPerPoint: perPoint(), writtenBytesPerPoint };
}

/** The simulator's line and the random walks over the first `hours` of a day at 1 Hz. */
export async function measureDensity(hours: number): Promise<{ simulator: Density; walk: Density }> {
  const day = dayOf(Date.now()) - 1;
  const startMs = day * DAY_MS;
  const seconds = hours * 3_600;
  return {
    simulator: await measure("the simulator's line", day, simulated(startMs, seconds)),
    walk: await measure("random walk of doubles", day, walking(startMs, seconds)),
  };
}
