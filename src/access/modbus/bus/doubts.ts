// Replies that may still come although nobody waits for them any more. Where replies do not name their request, such a
// one would be taken for the reply to another request of the same unit and size: that one has to wait meanwhile.

import { type ModbusRequest, replySizeOf } from "../frame/request.ts";

interface Doubt {
  readonly request: ModbusRequest;
  /** Monotonic ms. */
  readonly untilMs: number;
}

export class Doubts {
  /** By what their replies look like. */
  readonly #found = new Map<string, Doubt>();

  /** A reply to `request` may come until then, monotonic ms. */
  note(request: ModbusRequest, untilMs: number): void {
    this.#found.set(shapeOf(request), { request, untilMs });
  }

  /** Whether a reply to this very request may still come. */
  has(request: ModbusRequest, nowMs: number): boolean {
    const doubt = this.#doubtOf(request, nowMs);
    return doubt !== undefined && isSame(doubt.request, request);
  }

  /** Whether what comes can only be the reply to `request`, or to the same one sent before. */
  mayAsk(request: ModbusRequest, nowMs: number): boolean {
    const doubt = this.#doubtOf(request, nowMs);
    return doubt === undefined || isSame(doubt.request, request);
  }

  /** When the next of them is over, monotonic ms; undefined when there is none. */
  nextEndMs(nowMs: number): number | undefined {
    const ends = [...this.#found.values()].map(({ untilMs }) => untilMs).filter((untilMs) => untilMs > nowMs);
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  clear(): void {
    this.#found.clear();
  }

  #doubtOf(request: ModbusRequest, nowMs: number): Doubt | undefined {
    if (this.#found.size === 0) return undefined;
    const shape = shapeOf(request);
    const doubt = this.#found.get(shape);
    if (doubt === undefined || doubt.untilMs > nowMs) return doubt;
    this.#found.delete(shape);
    return undefined;
  }
}

function shapeOf(request: ModbusRequest): string {
  return `${request.unit} ${request.functionCode} ${replySizeOf(request)}`;
}

function isSame(a: ModbusRequest, b: ModbusRequest): boolean {
  return a === b || Bun.deepEquals(a, b);
}
