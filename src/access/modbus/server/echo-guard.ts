// What a line gives back of what we say: an adapter with local echo, or a transceiver that hears itself.

interface Spoken {
  readonly bytes: Uint8Array;
  /** How much of it came back so far. */
  heardBytes: number;
  /** The last byte leaves the line then; nobody else can speak before. Monotonic ms. */
  readonly endsAtMs: number;
  /** The reply to a single write or a mask is its request over again: a master may send just this once more. */
  readonly isLikeRequest: boolean;
}

/** Drivers hand over what came back so much later. */
const DELAY_MS = 30;
/** So many times in a row a master does not repeat itself within that time. */
const REPEATS = 2;
const LIKE_REQUEST: ReadonlySet<number> = new Set([5, 6, 8, 22]);
const NOTHING = new Uint8Array();

export class EchoGuard {
  #spoken: Spoken | undefined;
  #isEcho = false;
  #repeats = 0;

  /** `bytes` are on their way, for `spokenMs`. */
  noteSent(
    bytes: Uint8Array,
    { nowMs, spokenMs }: { readonly nowMs: number; readonly spokenMs: number },
  ): void {
    const code = bytes[1] ?? 0;
    const isLikeRequest = LIKE_REQUEST.has(code);
    this.#spoken = { bytes, heardBytes: 0, endsAtMs: nowMs + spokenMs, isLikeRequest };
  }

  /** What of `chunk`, and of what was held back before it, others said. */
  strip(chunk: Uint8Array, nowMs: number): Uint8Array {
    const spoken = this.#spoken;
    if (spoken === undefined) return chunk;
    const { bytes, heardBytes } = spoken;
    const heard = heardBytes === 0 ? chunk : Buffer.concat([bytes.subarray(0, heardBytes), chunk]);
    const common = Math.min(heard.length, bytes.length);
    const isLate = nowMs > spoken.endsAtMs + DELAY_MS;
    if (isLate || Buffer.compare(heard.subarray(0, common), bytes.subarray(0, common)) !== 0) {
      this.#note(spoken, false);
      return heard;
    }
    if (heard.length < bytes.length) {
      spoken.heardBytes = heard.length;
      return NOTHING;
    }
    return this.#isItself(spoken, nowMs) ? heard.subarray(bytes.length) : heard;
  }

  #isItself(spoken: Spoken, nowMs: number): boolean {
    if (!spoken.isLikeRequest || this.#isEcho || nowMs <= spoken.endsAtMs) {
      this.#note(spoken, true);
      return true;
    }
    this.#spoken = undefined;
    this.#repeats++;
    // Served over and over a line's echo of a write would never end.
    this.#isEcho = this.#repeats >= REPEATS;
    return this.#isEcho;
  }

  #note({ isLikeRequest }: Spoken, isEcho: boolean): void {
    this.#spoken = undefined;
    this.#repeats = 0;
    // Only what cannot be a request says whether the line gives back.
    if (!isLikeRequest) this.#isEcho = isEcho;
  }
}
