// The newest frames of a link, as they were on the wire: for the live view, and to send to a maker's support.
// A few are always kept, so that what just went wrong can be looked at; many while somebody looks.

export interface CapturedFrame {
  /** Rises by one with each frame of the link. */
  readonly id: number;
  /** UTC ms. */
  readonly ts: number;
  readonly direction: "in" | "out";
  readonly bytes: Uint8Array;
}

/** Most frames, and most bytes of them, that are kept of one link. */
const BOUNDS = {
  watched: { frames: 2_000, sizeBytes: 256 * 1024 },
  alone: { frames: 100, sizeBytes: 16 * 1024 },
} as const;
/** For so long after the last look somebody counts as looking. */
const WATCHED_MS = 5 * 60_000;

export class Capture {
  #frames: CapturedFrame[] = [];
  #bytes = 0;
  #nextId = 1;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** `ts` is UTC ms. */
  note(direction: "in" | "out", bytes: Uint8Array, ts: number): void {
    this.#frames.push({ id: this.#nextId++, ts, direction, bytes: new Uint8Array(bytes) });
    this.#bytes += bytes.length;
    const { frames, sizeBytes } = ts - this.#lookedAt < WATCHED_MS ? BOUNDS.watched : BOUNDS.alone;
    let gone = 0;
    while (this.#frames.length - gone > frames || this.#bytes > sizeBytes)
      this.#bytes -= this.#frames[gone++]?.bytes.length ?? 0;
    if (gone > 0) this.#frames = this.#frames.slice(gone);
  }

  /** Frames after this id, oldest first; undefined: the newest. `now` is UTC ms. */
  after(id: number | undefined, { limit, now }: { limit: number; now: number }): readonly CapturedFrame[] {
    this.#lookedAt = now;
    if (id === undefined) return this.#frames.slice(-limit);
    const start = this.#frames.findIndex((frame) => frame.id > id);
    return start < 0 ? [] : this.#frames.slice(start, start + limit);
  }

  /** A line a frame: time, direction, bytes. */
  toText(): string {
    return this.#frames
      .map(
        ({ ts, direction, bytes }) =>
          `${new Date(ts).toISOString()} ${direction === "in" ? "<" : ">"} ${hexPairs(bytes)}\n`,
      )
      .join("");
  }
}

/** `01 03 00 0a`. */
export function hexPairs(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
