// The newest frames of a link, as they were on the wire: for the live view, and to send to a maker's support.

export interface CapturedFrame {
  /** Rises by one with each frame of the link. */
  readonly id: number;
  /** UTC ms. */
  readonly ts: number;
  readonly direction: "in" | "out";
  readonly bytes: Uint8Array;
}

/** Most frames, and most bytes of them, that are kept of one link. */
const FRAMES = 2_000;
const BYTES = 256 * 1024;

export class Capture {
  readonly #frames: CapturedFrame[] = [];
  #bytes = 0;
  #nextId = 1;

  note(direction: "in" | "out", bytes: Uint8Array, ts: number): void {
    this.#frames.push({ id: this.#nextId++, ts, direction, bytes: bytes.slice() });
    this.#bytes += bytes.length;
    while (this.#frames.length > FRAMES || this.#bytes > BYTES)
      this.#bytes -= this.#frames.shift()?.bytes.length ?? 0;
  }

  /** Frames after this id, oldest first. */
  after(id: number, limit: number): readonly CapturedFrame[] {
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
