// The bytes of a link, whatever carries them.

export interface Wire {
  send(bytes: Uint8Array): void;
  /** Of a wire that stands only while something is asked: the exchange is over. */
  rest?(): void;
  /** Ends it; no event comes afterwards. */
  close(): void;
}

export interface WireEvents {
  received(chunk: Uint8Array): void;
  /** It ended by itself. */
  lost(reason: string): void;
}

/** Opens a wire. Rejects with an Error whose message says why. */
export type Dial = (events: WireEvents) => Promise<Wire>;
