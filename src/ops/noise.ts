// Which devices send the most, without counting every device: a hundred thousand of them cost as much as a thousand.

import type { Clock, Timer } from "../spine/clock.ts";
import type { LogEvent } from "../spine/event.ts";

export interface NoisyDevice {
  readonly productKey: string;
  readonly deviceName: string;
  readonly eventsPerMin: number;
}

type Sender = Pick<LogEvent, "deviceId" | "productKey" | "deviceName">;
interface Counter {
  events: number;
  readonly productKey: string;
  readonly deviceName: string;
}

const WINDOW_MS = 60_000;
/** A device that sends more than one in this many events is never missed (Misra and Gries, 1982). */
const COUNTERS = 1_024;
/** What counts: what devices send, be it stored or refused; not what we note about them. */
const SENT: ReadonlySet<LogEvent["kind"]> = new Set(["property", "event", "reply", "refused"]);

/** The heavy hitters of one stream of events. Counts are too low by at most events / counters. */
export class HeavyHitters {
  readonly counts = new Map<number, Counter>();

  constructor(readonly counters = COUNTERS) {}

  add({ deviceId, productKey, deviceName }: Sender): void {
    const known = this.counts.get(deviceId);
    if (known !== undefined) known.events += 1;
    else if (this.counts.size < this.counters) {
      this.counts.set(deviceId, { events: 1, productKey, deviceName });
    }
    // Each such pass takes back one of every counter, so they are paid for by the events counted before.
    else this.#takeBack();
  }

  #takeBack(): void {
    for (const [deviceId, counter] of this.counts) {
      counter.events -= 1;
      if (counter.events === 0) this.counts.delete(deviceId);
    }
  }
}

/** Follows what became durable; tells of the last one to two minutes. */
export class Noise {
  #now = new HeavyHitters();
  #before = new HeavyHitters();
  #startMs: number;
  #beforeMs = 0;
  readonly #timer: Timer;
  readonly #leave: () => void;

  constructor(
    readonly clock: Clock,
    onDurable: (listener: (events: readonly LogEvent[]) => void) => () => void,
  ) {
    this.#startMs = clock.monotonicMs();
    this.#timer = clock.every(WINDOW_MS, () => this.#turn());
    this.#leave = onDurable((events) => {
      for (const event of events) if (event.deviceId > 0 && SENT.has(event.kind)) this.#now.add(event);
    });
  }

  /** The `count` loudest, loudest first. */
  top(count: number): NoisyDevice[] {
    const spanMs = this.#beforeMs + (this.clock.monotonicMs() - this.#startMs);
    if (spanMs <= 0) return [];
    const sums = new Map(this.#before.counts);
    for (const [deviceId, counter] of this.#now.counts) {
      const events = counter.events + (sums.get(deviceId)?.events ?? 0);
      sums.set(deviceId, { ...counter, events });
    }
    return [...sums.values()]
      .sort((a, b) => b.events - a.events)
      .slice(0, count)
      .map(({ events, productKey, deviceName }) => ({
        ...{ productKey, deviceName },
        eventsPerMin: Math.round((events * WINDOW_MS * 10) / spanMs) / 10,
      }));
  }

  stop(): void {
    this.#timer.cancel();
    this.#leave();
  }

  #turn(): void {
    const nowMs = this.clock.monotonicMs();
    this.#beforeMs = nowMs - this.#startMs;
    this.#startMs = nowMs;
    this.#before = this.#now;
    this.#now = new HeavyHitters();
  }
}
