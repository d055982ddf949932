// A store of years within minutes: days through the product's own block writer, shared out to threads.

import { join } from "node:path";
import { DAY_MS } from "../../src/telemetry/days/day.ts";
import type { SeriesExtent } from "../../src/telemetry/days/series-store.ts";
import { DEFAULT_TELEMETRY_LIMITS } from "../../src/telemetry/telemetry.ts";
import {
  type BulkPlan,
  type DayOrder,
  type DayReport,
  obey,
  openBlockWriter,
  pointsPerDay,
} from "./bulk-day.ts";

export interface BulkResult {
  readonly points: number;
  readonly blocks: number;
  readonly days: number;
  readonly seconds: number;
}

function countBlocks({ series, firstDay, lastDay }: BulkPlan): number {
  const { blockPoints } = DEFAULT_TELEMETRY_LIMITS;
  const perDay = series.reduce(
    (sum, { intervalMs }) => sum + Math.ceil(Math.floor(DAY_MS / intervalMs) / blockPoints),
    0,
  );
  return perDay * (lastDay - firstDay + 1);
}

/** Fills every day of the plan with as many threads as `threads`, then registers the series. */
export async function fillStore(
  plan: BulkPlan,
  options: { threads: number; report: (line: string) => void },
): Promise<BulkResult> {
  const startMs = performance.now();
  const days = plan.lastDay - plan.firstDay + 1;
  const writer = openBlockWriter(plan);
  const added = plan.series.map(({ id, deviceId, property }) => ({ id, deviceId, property }));
  obey(writer, { type: "series", added });
  let next = plan.firstDay;
  let extents: readonly SeriesExtent[] = [];
  const work = async () => {
    const worker = new Worker(new URL("./bulk.worker.ts", import.meta.url));
    try {
      for (let day = next++; day <= plan.lastDay; day = next++) {
        const written = await askWorker(worker, { plan, day });
        if (day === plan.lastDay) extents = written;
        const done = day - plan.firstDay + 1;
        if (done % 50 === 0) options.report(`  ${done} of ${days} days written`);
      }
    } finally {
      worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: options.threads }, work));
  const points = pointsPerDay(plan.series) * days;
  const blocks = countBlocks(plan);
  const firstMs = (days - 1) * DAY_MS;
  const sinceFirst = extents.map((extent) => ({ ...extent, firstTs: extent.firstTs - firstMs }));
  obey(writer, { type: "progress", seq: plan.seq, points, blocks, extents: sinceFirst });
  obey(writer, { type: "close" });
  return { points, blocks, days, seconds: (performance.now() - startMs) / 1_000 };
}

function askWorker(worker: Worker, order: DayOrder): Promise<readonly SeriesExtent[]> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<DayReport>) => {
      if ("failure" in data) reject(new Error(data.failure));
      else resolve(data.extents);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(order);
  });
}

/** The telemetry folder of a data folder. */
export function telemetryDir(dataDir: string): string {
  return join(dataDir, "telemetry");
}
