// Series whose history goes on under another name, from a place in the log on: what came before and what came after
// never mix, whatever crashes when.

import type { LogBatch } from "../../log/log.ts";
import type { Clock } from "../../spine/clock.ts";
import type { Separation } from "../contract.ts";
import type { Memory, Series } from "../memory.ts";
import { rest } from "../rest.ts";
import type { Writer } from "../writer/writer.ts";

export interface SeparationsOptions {
  readonly memory: Pick<Memory, "find" | "rename">;
  readonly writer: () => Writer;
  /** Writes what is in memory: a series has all that came before the cut, on the disk, when it is renamed. */
  readonly flush: () => Promise<void>;
  readonly clock: Clock;
  readonly retryMs: number;
  readonly signal: AbortSignal;
  readonly onFailure: (cause: unknown) => void;
}

/** Those that are not done yet; of the others the end is told now. */
export function leftOver(
  separations: readonly Separation[],
  store: { isSeparated(id: string): boolean },
): Separation[] {
  return separations.filter(({ id, onDone }) => {
    const isDone = store.isSeparated(id);
    if (isDone) onDone();
    return !isDone;
  });
}

export class Separations {
  readonly #options: SeparationsOptions;
  /** By rising place. */
  #pending: Separation[] = [];
  #running: Promise<void> | undefined;

  constructor(pending: readonly Separation[], options: SeparationsOptions) {
    this.#options = options;
    for (const separation of pending) this.add(separation);
  }

  add(separation: Separation): void {
    this.#pending = [...this.#pending, separation].sort((a, b) => a.afterSeq - b.afterSeq);
  }

  #isDue(seq: number): boolean {
    const [next] = this.#pending;
    return next !== undefined && next.afterSeq <= seq;
  }

  /** The batch, cut where a separation is to be done. */
  parts(batch: LogBatch): LogBatch[] {
    const cuts = this.#pending.filter(({ afterSeq }) => afterSeq < batch.lastSeq);
    if (cuts.length === 0) return [batch];
    const parts: LogBatch[] = [];
    let { events, gap } = batch;
    for (const lastSeq of [...new Set(cuts.map(({ afterSeq }) => afterSeq)), batch.lastSeq]) {
      const isAfter = events.findIndex((event) => event.seq > lastSeq);
      const count = isAfter < 0 ? events.length : isAfter;
      parts.push({ events: events.slice(0, count), lastSeq, gap });
      events = events.slice(count);
      gap = undefined;
    }
    return parts;
  }

  /**
   * Does all that are to be done before anything behind `seq` is taken; tries again until it succeeds or telemetry
   * closes. Undefined when there is none.
   */
  runDue(seq: number): Promise<void> | undefined {
    if (!this.#isDue(seq)) return undefined;
    this.#running ??= this.#run(seq).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(seq: number): Promise<void> {
    const { clock, retryMs, signal, onFailure } = this.#options;
    while (this.#isDue(seq) && !signal.aborted) {
      const [next] = this.#pending;
      if (next === undefined) return;
      try {
        await this.#separate(next);
        this.#pending = this.#pending.filter((one) => one !== next);
        next.onDone();
      } catch (cause) {
        onFailure(cause);
        await rest(clock, retryMs, signal);
      }
    }
  }

  async #separate({ id, property, into, deviceIds }: Separation): Promise<void> {
    const { memory, writer, flush } = this.#options;
    await flush();
    const series: Series[] = [];
    for (const deviceId of deviceIds()) {
      const found = memory.find(deviceId, property);
      if (found?.isStored && memory.find(deviceId, into) === undefined) series.push(found);
    }
    await writer().ask({ type: "rename", id, into, series: series.map((one) => one.id) });
    for (const one of series) memory.rename(one, into);
  }
}
