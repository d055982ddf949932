import type { Clock, Timer } from "../spine/clock.ts";

export interface WheelOptions<T> {
  readonly clock: Clock;
  /** Resolution; a deadline is met at most this much late. */
  readonly tickMs: number;
  /** A longer delay is cut to `slots * tickMs`: `onDue` looks at its own deadline and asks again. */
  readonly slots: number;
  /** The item's time has come: answers the delay in ms until it wants to be asked again, or undefined for never. */
  readonly onDue: (item: T) => number | undefined;
}

/** Slot number of an item whose round is being worked off. */
const DUE = -1;

/** Many coarse deadlines behind one timer: keep-alives of thousands of connections. Ticks only while it holds items. */
export class TimerWheel<T extends object> {
  readonly #options: WheelOptions<T>;
  readonly #slots: Set<T>[];
  readonly #slotOf = new Map<T, number>();
  #timer: Timer | undefined;
  /** Number of the last tick that was worked off, counted from the clock's start. */
  #lastTick = 0;

  constructor(options: WheelOptions<T>) {
    this.#options = options;
    this.#slots = Array.from({ length: options.slots }, () => new Set<T>());
  }

  get size(): number {
    return this.#slotOf.size;
  }

  /** Asks for `item` in `delayMs`, instead of whenever it was due before. */
  schedule(item: T, delayMs: number): void {
    this.#remove(item);
    this.#start();
    const ticks = Math.ceil((this.#options.clock.monotonicMs() + delayMs) / this.#options.tickMs);
    const ahead = Math.min(Math.max(1, ticks - this.#lastTick), this.#options.slots);
    const slot = (this.#lastTick + ahead) % this.#options.slots;
    this.#slots[slot]?.add(item);
    this.#slotOf.set(item, slot);
  }

  cancel(item: T): void {
    this.#remove(item);
    if (this.#slotOf.size === 0) this.#stop();
  }

  #remove(item: T): void {
    const slot = this.#slotOf.get(item);
    if (slot === undefined) return;
    this.#slots[slot]?.delete(item);
    this.#slotOf.delete(item);
  }

  #start(): void {
    if (this.#timer !== undefined) return;
    this.#lastTick = this.#tickNow();
    this.#timer = this.#options.clock.every(this.#options.tickMs, () => this.#turn());
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #tickNow(): number {
    return Math.floor(this.#options.clock.monotonicMs() / this.#options.tickMs);
  }

  #turn(): void {
    const now = this.#tickNow();
    // After a long sleep of the machine every slot is due once, not once per missed tick.
    if (now - this.#lastTick > this.#options.slots) this.#lastTick = now - this.#options.slots;
    while (this.#lastTick < now) {
      this.#lastTick++;
      this.#empty(this.#lastTick % this.#options.slots);
    }
    if (this.#slotOf.size === 0) this.#stop();
  }

  #empty(slot: number): void {
    const due = this.#slots[slot];
    if (due === undefined || due.size === 0) return;
    this.#slots[slot] = new Set();
    for (const item of due) this.#slotOf.set(item, DUE);
    for (const item of due) {
      // An earlier one of this round may have cancelled or rescheduled it.
      if (this.#slotOf.get(item) !== DUE) continue;
      this.#slotOf.delete(item);
      const again = this.#options.onDue(item);
      if (again !== undefined) this.schedule(item, again);
    }
  }
}
