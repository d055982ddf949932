// A thread that fills days of a bulk-made store.

import type { BlockWriter } from "../../src/telemetry/writer/block-writer.ts";
import { compactDay, type DayOrder, type DayReport, obey, openBlockWriter, writeDay } from "./bulk-day.ts";

declare const self: Worker;

let writer: BlockWriter | undefined;

self.onmessage = ({ data }: MessageEvent<DayOrder>) => {
  try {
    writer ??= openBlockWriter(data.plan);
    const written = writeDay(writer, data.plan, data.day);
    compactDay(writer, data.day);
    // The last day that a thread wrote must be settled as the ones before it are.
    obey(writer, { type: "close" });
    self.postMessage(written satisfies DayReport);
  } catch (cause) {
    self.postMessage({ failure: cause instanceof Error ? cause.message : String(cause) } satisfies DayReport);
  }
};
