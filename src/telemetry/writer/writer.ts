// The main thread's end of telemetry's Worker.

import type { BlockOrder, BlockReport } from "./block-writer.ts";

export interface Writer {
  /** Resolves when the order is done. Rejects with the reason when it failed or the thread is gone. */
  ask(order: BlockOrder): Promise<BlockReport>;
  /** Ends the thread at once. */
  stop(): void;
}

export type OpenWriter = () => Writer;

interface Asked {
  readonly resolve: (report: BlockReport) => void;
  readonly reject: (reason: Error) => void;
}

/** Starts the Worker. */
export function openWriter(): Writer {
  // A small heap: what it works on is brought to it and leaves again.
  const worker = new Worker(new URL("./block.worker.ts", import.meta.url), { smol: true });
  const asked: Asked[] = [];
  let death: Error | undefined;
  const die = (reason: string) => {
    if (death) return;
    death = new Error(reason);
    worker.terminate();
    for (const { reject } of asked.splice(0)) reject(death);
  };
  worker.onmessage = (message: MessageEvent<BlockReport>) => {
    const { failure } = message.data;
    const next = asked.shift();
    if (failure === undefined) next?.resolve(message.data);
    else next?.reject(new Error(failure));
  };
  // Without onerror a Worker that fails to load fails silently.
  worker.onerror = (event) => die(`the telemetry thread failed: ${event.message}`);
  worker.addEventListener("close", () => die("the telemetry thread ended"));
  return {
    ask(order) {
      if (death) return Promise.reject(death);
      return new Promise((resolve, reject) => {
        asked.push({ resolve, reject });
        worker.postMessage(order, transferOf(order));
      });
    },
    stop: () => die("stopped"),
  };
}

function transferOf(order: BlockOrder): ArrayBuffer[] {
  if (order.type !== "points") return [];
  const { times, numbers, qualities, delays } = order.parcel;
  return [times.buffer, numbers.buffer, qualities.buffer, delays.buffer];
}
