// The main thread's end of the writer Worker.

import type { WriterOrder, WriterReport } from "./chunk-writer.ts";

export interface Writer {
  /** One order at a time; the next one only after the report on this one. */
  send(order: WriterOrder): void;
  /** Ends the thread at once. */
  stop(): void;
}

export interface WriterEnds {
  readonly onReport: (report: WriterReport) => void;
  /** The thread is gone or could not start; no report will come any more. */
  readonly onDeath: (reason: string) => void;
}

export type OpenWriter = (ends: WriterEnds) => Writer;

/** Starts the Worker. */
export function openWriter(ends: WriterEnds): Writer {
  // A small heap: what it works on is brought to it and leaves again.
  const worker = new Worker(new URL("./writer.worker.ts", import.meta.url), { smol: true });
  let isStopped = false;
  const die = (reason: string) => {
    if (isStopped) return;
    isStopped = true;
    worker.terminate();
    ends.onDeath(reason);
  };
  worker.onmessage = (message: MessageEvent<WriterReport>) => ends.onReport(message.data);
  // Without onerror a Worker that fails to load fails silently.
  worker.onerror = (event) => die(`the writer thread failed: ${event.message}`);
  worker.addEventListener("close", () => die("the writer thread ended"));
  return {
    send: (order) => worker.postMessage(order, "buffer" in order ? [order.buffer] : []),
    stop() {
      isStopped = true;
      worker.terminate();
    },
  };
}
