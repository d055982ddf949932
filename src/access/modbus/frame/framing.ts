// How replies are cut out of the bytes of a link: the part that serial lines and TCP do differently.

import type { Failed } from "./outcome.ts";

/** What one request waits for. */
export interface Expected {
  readonly unit: number;
  readonly functionCode: number;
  /** Of the reply as an RTU frame, when all is well; 0 where only the reply says it. */
  readonly sizeBytes: number;
  /** The request as it was sent: some lines give it back. */
  readonly sent: Uint8Array;
}

export interface Framing {
  /** The bytes to send for a request in RTU form; remembers what is needed to know its reply. */
  wrap(rtu: Uint8Array): Uint8Array;
  /** Takes bytes as they come, in whatever pieces. */
  feed(chunk: Uint8Array): void;
  /** The reply as a checked RTU frame; undefined while it is not there. */
  take(expected: Expected): Uint8Array | undefined;
  /** Why there was no reply, now that the time is over: what came instead of it. */
  blame(expected: Expected): Failed;
  /** Forgets what came, before the next request. */
  reset(): void;
  /** Forgets all that came: the next bytes are the first of a new connection. */
  restart(): void;
  /** Bytes that belonged to nothing came with the last reply. */
  readonly hasStray: boolean;
  /** Whether `chunk`, which came while nothing was asked, belongs to nothing. */
  isStray(chunk: Uint8Array): boolean;
  /** The line gives back what is sent on it. */
  readonly isEcho: boolean;
  /** What came is of another protocol: nothing that follows can be understood. */
  readonly isBroken: boolean;
}
