// How busy a bus was in the last minute.

const SECONDS = 60;
/** What is noted may reach a little beyond now: the pause that a line needs after a frame. */
const SLOTS = 2 * SECONDS;

export class BusLoad {
  /** Busy ms of each second; a slot is its second modulo SLOTS. */
  readonly #busyMs = new Float64Array(SLOTS);
  readonly #seconds = new Float64Array(SLOTS).fill(-1);
  #sinceMs: number;

  /** `nowMs` is monotonic, as are all times here. */
  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** Nothing else could be sent between these times. */
  note(startMs: number, endMs: number): void {
    for (let atMs = startMs; atMs < endMs; ) {
      const second = Math.floor(atMs / 1_000);
      const untilMs = Math.min(endMs, (second + 1) * 1_000);
      const slot = second % SLOTS;
      if (this.#seconds[slot] !== second) {
        this.#seconds[slot] = second;
        this.#busyMs[slot] = 0;
      }
      this.#busyMs[slot] = (this.#busyMs[slot] ?? 0) + untilMs - atMs;
      atMs = untilMs;
    }
  }

  /** Share of the last minute, or of the time since the start where that is less, 0 to 1. */
  at(nowMs: number): number {
    const now = Math.floor(nowMs / 1_000);
    let busyMs = 0;
    for (let slot = 0; slot < SLOTS; slot++) {
      const second = this.#seconds[slot] ?? -1;
      if (second > now - SECONDS && second <= now) busyMs += this.#busyMs[slot] ?? 0;
    }
    const spanMs = Math.min(nowMs - this.#sinceMs, (SECONDS - 1) * 1_000 + (nowMs % 1_000));
    return spanMs <= 0 ? 0 : Math.min(1, busyMs / spanMs);
  }
}
