// A wire whose connection stands only while something is asked: for units that take one client at a time.

import type { Dial, Wire, WireEvents } from "./wire.ts";

/** The first connection is made at once, so that a unit that cannot be reached is known for that. */
export function makeResting(dial: Dial): Dial {
  return async (events) => {
    const wire = new RestingWire(dial, events);
    await wire.connect();
    return wire;
  };
}

class RestingWire implements Wire {
  #conn: Wire | undefined;
  /** Rises with each connection, so that what an older one still says is known for that. */
  #turn = 0;
  #isAsked = false;
  #isClosed = false;

  constructor(
    readonly dial: Dial,
    readonly events: WireEvents,
  ) {}

  async connect(): Promise<void> {
    const turn = ++this.#turn;
    const conn = await this.dial({
      received: (chunk) => {
        if (turn === this.#turn && this.#isAsked) this.events.received(chunk);
      },
      lost: (reason) => {
        if (turn !== this.#turn) return;
        this.#conn = undefined;
        // A unit that hangs up when it has answered does what is wanted of it.
        if (this.#isAsked) this.events.lost(reason);
      },
    });
    if (turn === this.#turn && !this.#isClosed) this.#conn = conn;
    else conn.close();
  }

  send(bytes: Uint8Array): void {
    this.#isAsked = true;
    if (this.#conn !== undefined) {
      this.#conn.send(bytes);
      return;
    }
    // A copy: these bytes are the encoder's (and slice of a Buffer copies nothing).
    const kept = new Uint8Array(bytes);
    this.connect().then(
      () => this.#conn?.send(kept),
      (error: unknown) => {
        if (!this.#isClosed && this.#isAsked)
          this.events.lost(error instanceof Error ? error.message : String(error));
      },
    );
  }

  rest(): void {
    this.#isAsked = false;
    this.#turn++;
    this.#conn?.close();
    this.#conn = undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.rest();
  }
}
