// Hands the events of a cursor to a target, over and over until it takes them; one that it never will is put aside.

import { type Backoff, makeBackoff } from "../../kit/backoff.ts";
import { nextTurn } from "../../kit/next-turn.ts";
import type { Clock } from "../../spine/clock.ts";
import type { LogEvent } from "../../spine/event.ts";
import type { Cursor, LogBatch } from "../contract.ts";
import type { Attempt, DeadLetters, Delivery, DeliveryLimits, DeliveryStats, Send } from "./contract.ts";

export interface DeliveryOptions {
  /** Name under which dead letters are kept; must stay the same over restarts. */
  readonly target: string;
  /** Named when the log is to keep the place; else `send` and `onProgress` see to it. */
  readonly cursor: Cursor;
  readonly deadLetters: Pick<DeadLetters, "put" | "attach">;
  readonly clock: Clock;
  readonly send: Send;
  readonly limits?: Partial<DeliveryLimits>;
  /** Everything up to `seq` is delivered, put aside or not wanted. */
  readonly onProgress?: (seq: number) => void;
}

const DEFAULT_LIMITS: DeliveryLimits = {
  batchEvents: 500,
  attempts: 5,
  firstWaitMs: 1_000,
  lastWaitMs: 60_000,
  gatherMs: 0,
};

/**
 * Begins to deliver. At least once: events may come again after a crash, with the same `seq`.
 * Order is kept but for dead letters: a batch that is refused is halved until the event that is why stands alone.
 */
export function openDelivery(options: DeliveryOptions): Delivery {
  return new CursorDelivery(options);
}

class CursorDelivery implements Delivery {
  readonly #options: DeliveryOptions;
  readonly #limits: DeliveryLimits;
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;
  readonly #detach: () => void;
  #delivered = 0;
  #deadLettered = 0;
  #failures = 0;
  #lostEvents = 0;
  #failure: string | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#detach = options.deadLetters.attach(options.target, options.send);
    this.#running = this.#run();
  }

  stats(): DeliveryStats {
    return {
      delivered: this.#delivered,
      deadLettered: this.#deadLettered,
      failures: this.#failures,
      lag: this.#options.cursor.lag(),
      lostEvents: this.#lostEvents,
      failure: this.#failure,
    };
  }

  async stop(): Promise<void> {
    this.#detach();
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { cursor } = this.#options;
    for (;;) {
      const batch = await cursor.next(this.#abort.signal);
      if (batch === undefined) return;
      if (batch.gap) this.#lostEvents += batch.gap.missed;
      if (batch.events.length === 0) this.#advance(batch.lastSeq);
      else if (!(await this.#deliverBatch(batch))) return;
      if (batch.events.length === 0 || this.#limits.gatherMs === 0) continue;
      // A pause lets a few events come together; with many waiting there is no time for it.
      if (cursor.lag() < this.#limits.batchEvents) await this.#pause(this.#limits.gatherMs);
    }
  }

  async #deliverBatch({ events, lastSeq }: LogBatch): Promise<boolean> {
    const { batchEvents } = this.#limits;
    for (let at = 0; at < events.length; at += batchEvents) {
      if (at > 0) await nextTurn();
      const part = events.slice(at, at + batchEvents);
      const isLast = at + batchEvents >= events.length;
      if (!(await this.#deliver(part, isLast ? lastSeq : seqOf(part)))) return false;
    }
    return true;
  }

  /** Until they are taken or put aside; false when stopped before. */
  async #deliver(events: readonly LogEvent[], lastSeq: number): Promise<boolean> {
    const backoff = this.#makeBackoff();
    for (let refusals = 0; !this.#abort.signal.aborted; ) {
      const attempt = await this.#attempt(events, lastSeq);
      if (attempt.kind === "done") {
        this.#delivered += events.length;
        this.#failure = undefined;
        this.#advance(lastSeq);
        return true;
      }
      this.#failures++;
      this.#failure = attempt.reason;
      if (attempt.kind === "refused") {
        if (events.length > 1) return this.#deliverHalves(events, lastSeq);
        if (++refusals >= this.#limits.attempts) return this.#putAside(events, lastSeq, refusals);
      }
      await this.#pause(backoff.next());
    }
    return false;
  }

  async #deliverHalves(events: readonly LogEvent[], lastSeq: number): Promise<boolean> {
    const middle = events.length >> 1;
    const first = events.slice(0, middle);
    await nextTurn();
    return (await this.#deliver(first, seqOf(first))) && (await this.#deliver(events.slice(middle), lastSeq));
  }

  /** The place in the log moves only once the letter is on the disk: nothing is lost, however long that takes. */
  async #putAside(events: readonly LogEvent[], lastSeq: number, attempts: number): Promise<boolean> {
    const { target, deadLetters } = this.#options;
    const reason = this.#failure ?? "";
    const backoff = this.#makeBackoff();
    while (!this.#abort.signal.aborted) {
      try {
        deadLetters.put(events.map((event) => ({ target, event, reason, attempts })));
        this.#deadLettered += events.length;
        this.#failure = undefined;
        this.#advance(lastSeq);
        return true;
      } catch (cause) {
        this.#failure = textOf(cause);
      }
      await this.#pause(backoff.next());
    }
    return false;
  }

  async #attempt(events: readonly LogEvent[], lastSeq: number): Promise<Attempt> {
    try {
      return await this.#options.send(events, { lastSeq, signal: this.#abort.signal, isReplay: false });
    } catch (cause) {
      return { kind: "refused", reason: textOf(cause) };
    }
  }

  #advance(seq: number): void {
    this.#options.cursor.commit(seq);
    this.#options.onProgress?.(seq);
  }

  #makeBackoff(): Backoff {
    const { firstWaitMs: firstMs, lastWaitMs: maxMs } = this.#limits;
    return makeBackoff({ firstMs, maxMs, random: () => this.#options.clock.random() });
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#abort;
    return new Promise((resolve) => {
      const done = () => {
        timer.cancel();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = this.#options.clock.after(ms, done);
      signal.addEventListener("abort", done);
      if (signal.aborted) done();
    });
  }
}

function seqOf(events: readonly LogEvent[]): number {
  return events.at(-1)?.seq ?? 0;
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
