// A store of years within minutes: days through the product's own block writer, shared out to threads.

import { join } from "node:path";
import type { SeriesExtent } from "../../src/telemetry/days/series-store.ts";
import {
  type BulkPlan,
  type DayOrder,
  type DayReport,
  type DayWritten,
  obey,
  openBlockWriter,
} from "./bulk-day.ts";

export interface BulkResult {
  readonly points: number;
  readonly days: number;
  readonly seconds: number;
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
  const extents = new Map<number, SeriesExtent>();
  let next = plan.firstDay;
  let points = 0;
  const work = async () => {
    const worker = new Worker(new URL("./bulk.worker.ts", import.meta.url));
    try {
      for (let day = next++; day <= plan.lastDay; day = next++) {
        const written = await askWorker(worker, { plan, day });
        points += written.points;
        for (const extent of written.extents) extents.set(extent.id, widest(extents.get(extent.id), extent));
        const done = day - plan.firstDay + 1;
        if (done % 50 === 0) options.report(`  ${done} of ${days} days written`);
      }
    } finally {
      worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: options.threads }, work));
  // Blocks ever written are only a figure to show; it is not known from here.
  obey(writer, { type: "extents", extents: [...extents.values()] });
  obey(writer, { type: "progress", seq: plan.seq, points, blocks: 0 });
  obey(writer, { type: "close" });
  return { points, days, seconds: (performance.now() - startMs) / 1_000 };
}

/** Days come in any order. */
function widest(known: SeriesExtent | undefined, extent: SeriesExtent): SeriesExtent {
  if (known === undefined) return extent;
  const { id } = extent;
  const { latest } = known.latest.ts > extent.latest.ts ? known : extent;
  return { id, firstTs: Math.min(known.firstTs, extent.firstTs), latest };
}

function askWorker(worker: Worker, order: DayOrder): Promise<DayWritten> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<DayReport>) => {
      if ("failure" in data) reject(new Error(data.failure));
      else resolve(data);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(order);
  });
}

/** The telemetry folder of a data folder. */
export function telemetryDir(dataDir: string): string {
  return join(dataDir, "telemetry");
}
