// A link to a bus that is kept up: dialled again and again until it stands, and given up when nobody answers on it.

import { type Backoff, makeBackoff } from "../../../kit/backoff.ts";
import type { Clock, Timer } from "../../../spine/clock.ts";
import { Bus, type BusOptions } from "../bus/bus.ts";
import { Exchange } from "../bus/exchange.ts";
import type { Framing } from "../frame/framing.ts";
import type { Outcome } from "../frame/outcome.ts";
import type { Dial, Wire, WireEvents } from "./wire.ts";

export interface LinkOptions {
  readonly clock: Clock;
  /** Where it may be reached, the first one preferred. Empty: it waits to be called (`attach`). */
  readonly dials: readonly Dial[];
  readonly makeFraming: () => Framing;
  readonly bus: Omit<BusOptions, "clock">;
  readonly turnaroundMs: number;
  /** Longest wait between two attempts to dial, ms. */
  readonly maxWaitMs: number;
  /** A link that was dialled is dialled anew when it brought nothing for so long, though it was asked, ms. */
  readonly silenceMs: number;
  readonly onState?: (status: LinkStatus) => void;
  /** Every chunk on the wire, for captures. */
  readonly onBytes?: (direction: "in" | "out", bytes: Uint8Array) => void;
}

export interface LinkStatus {
  readonly state: "down" | "dialling" | "up";
  /** UTC ms. */
  readonly since: number;
  /** Why it is down, or was the last time. */
  readonly reason: string;
  /** How often it stood. */
  readonly connects: number;
}

const FIRST_WAIT_MS = 1_000;

export class Link {
  readonly bus: Bus;
  readonly #backoff: Backoff;
  #status: LinkStatus;
  #wire: Wire | undefined;
  #exchange: Exchange | undefined;
  /** Attempts since it last stood: they take turns with the ways. */
  #dialled = 0;
  #timer: Timer | undefined;
  #isStopped = true;
  /** Rises with every attempt, so that what an older one still does is known for that. */
  #attempt = 0;
  #heardMs = 0;
  #askedMs = 0;

  constructor(readonly options: LinkOptions) {
    const { clock, bus, maxWaitMs } = options;
    this.#backoff = makeBackoff({ firstMs: FIRST_WAIT_MS, maxMs: maxWaitMs, random: clock.random });
    this.#status = { state: "down", since: clock.now(), reason: "", connects: 0 };
    this.bus = new Bus({
      ...bus,
      clock,
      onOutcome: (task, outcome, isForgotten) => {
        if (this.#wire?.rest !== undefined) {
          this.#wire.rest();
          this.#exchange?.restart();
        }
        this.#watch(outcome);
        bus.onOutcome?.(task, outcome, isForgotten);
      },
    });
  }

  get status(): LinkStatus {
    return this.#status;
  }

  start(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#dial();
  }

  stop(): void {
    this.#isStopped = true;
    this.#end("");
  }

  /** Takes a wire that came by itself, in place of the one that stands. */
  attach(makeWire: (events: WireEvents) => Wire): void {
    if (this.#isStopped) return;
    this.#end("replaced");
    const attempt = ++this.#attempt;
    this.#stand(makeWire(this.#eventsOf(attempt)));
  }

  #dial(): void {
    const { dials } = this.options;
    const attempt = ++this.#attempt;
    const dial = dials[this.#dialled++ % Math.max(1, dials.length)];
    if (dial === undefined) return;
    this.#say("dialling", this.#status.reason);
    dial(this.#eventsOf(attempt)).then(
      (wire) => {
        if (attempt === this.#attempt && !this.#isStopped) this.#stand(wire);
        else wire.close();
      },
      (error: unknown) => {
        if (attempt === this.#attempt) this.#fail(error instanceof Error ? error.message : String(error));
      },
    );
  }

  #eventsOf(attempt: number): WireEvents {
    return {
      received: (chunk: Uint8Array) => {
        if (attempt !== this.#attempt) return;
        this.#heardMs = this.options.clock.monotonicMs();
        this.options.onBytes?.("in", chunk);
        this.#exchange?.received(chunk);
        if (this.#exchange?.isBroken) this.#fail("what answers does not speak Modbus");
      },
      lost: (reason: string) => {
        if (attempt === this.#attempt) this.#fail(reason);
      },
    };
  }

  #stand(wire: Wire): void {
    const { clock, makeFraming, turnaroundMs } = this.options;
    this.#wire = wire;
    this.#heardMs = clock.monotonicMs();
    // The next attempt after this one begins with the preferred way again.
    this.#dialled = 0;
    const exchange = new Exchange({
      ...{ clock, turnaroundMs, framing: makeFraming() },
      send: (bytes) => {
        this.#askedMs = clock.monotonicMs();
        this.options.onBytes?.("out", bytes);
        wire.send(bytes);
      },
    });
    this.#exchange = exchange;
    this.#say("up", "");
    this.bus.open(exchange);
  }

  #fail(reason: string): void {
    const hadStood = this.#wire !== undefined;
    this.#end(reason);
    if (this.#isStopped || this.options.dials.length === 0) return;
    // What just stood is likely to stand again.
    if (hadStood) this.#backoff.reset();
    this.#timer = this.options.clock.after(this.#backoff.next(), () => {
      this.#timer = undefined;
      this.#dial();
    });
  }

  #end(reason: string): void {
    this.#attempt++;
    this.#timer?.cancel();
    this.#timer = undefined;
    const wire = this.#wire;
    this.#wire = undefined;
    this.#exchange = undefined;
    wire?.close();
    // First what was read before it went, then that it is gone: else those readings would bring the slave back.
    this.bus.shut();
    this.#say("down", reason);
  }

  /** A cable that was pulled says nothing: who has asked and heard nothing for long dials anew. */
  #watch(outcome: Outcome): void {
    const { clock, silenceMs, dials } = this.options;
    const isAnswered = outcome.ok || outcome.code === "exception";
    if (isAnswered) this.#backoff.reset();
    if (isAnswered || dials.length === 0 || this.#wire === undefined) return;
    const silentMs = clock.monotonicMs() - this.#heardMs;
    if (silentMs < silenceMs || this.#askedMs <= this.#heardMs) return;
    // Not within the bus's own report of an outcome.
    this.#timer ??= clock.after(0, () => {
      this.#timer = undefined;
      this.#fail("no answer");
    });
  }

  #say(state: LinkStatus["state"], reason: string): void {
    const { clock, onState } = this.options;
    const { state: before, connects } = this.#status;
    if (before === state && this.#status.reason === reason) return;
    this.#status = {
      state,
      since: before === state ? this.#status.since : clock.now(),
      reason,
      connects: connects + (state === "up" ? 1 : 0),
    };
    onState?.(this.#status);
  }
}
