// The main thread's end of the shelf's Worker.

import type { RecordOrder, RecordReport } from "./record-writer.ts";

export interface RecordThread {
  /** One order at a time; the next one only after the report on this one. */
  send(order: RecordOrder): void;
  /** Ends the thread at once. */
  stop(): void;
}

export interface RecordThreadEnds {
  readonly onReport: (report: RecordReport) => void;
  /** The thread is gone or could not start; no report will come any more. */
  readonly onDeath: (reason: string) => void;
}

export type OpenRecordThread = (ends: RecordThreadEnds) => RecordThread;

/** Starts the Worker. */
export function openRecordThread(ends: RecordThreadEnds): RecordThread {
  const worker = new Worker(new URL("./record.worker.ts", import.meta.url));
  let isStopped = false;
  const die = (reason: string) => {
    if (isStopped) return;
    isStopped = true;
    worker.terminate();
    ends.onDeath(reason);
  };
  worker.onmessage = (message: MessageEvent<RecordReport>) => ends.onReport(message.data);
  // Without onerror a Worker that fails to load fails silently.
  worker.onerror = (event) => die(`the shelf's thread failed: ${event.message}`);
  worker.addEventListener("close", () => die("the shelf's thread ended"));
  return {
    send: (order) => worker.postMessage(order, "buffer" in order ? [order.buffer] : []),
    stop() {
      isStopped = true;
      worker.terminate();
    },
  };
}
