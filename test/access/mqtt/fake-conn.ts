import type { CloseCause, Conn, ConnEvents } from "../../../src/net/net.ts";
import { BufferPool, Outgoing } from "../../../src/net/outgoing.ts";

/** A Conn without a socket: what is written is kept, and the test plays the peer. */
export class FakeConn implements Conn {
  readonly address = "192.0.2.7:40000";
  readonly isTls = false;
  readonly out = new Outgoing(new BufferPool());
  isOpen = true;
  isBlocked = false;
  writtenBytes = 0;
  isPaused = false;
  /** How it was closed by our side. */
  farewell: "end" | "terminate" | undefined;
  events: ConnEvents | undefined;
  readonly #written: Buffer[] = [];

  touch(): void {}

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  end(): void {
    this.#finish("end", "ended");
  }

  terminate(): void {
    this.#finish("terminate", "terminated");
  }

  /** Everything written since the last call. */
  takeWritten(): Buffer {
    this.#collect();
    return Buffer.concat(this.#written.splice(0));
  }

  /** The peer goes away. */
  hangUp(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.events?.closed("peer", undefined);
  }

  #collect(): void {
    if (this.out.sizeBytes === 0) return;
    this.#written.push(Buffer.from(this.out.bytes.subarray(this.out.start, this.out.end)));
    this.out.consume(this.out.sizeBytes);
  }

  #finish(farewell: "end" | "terminate", cause: CloseCause): void {
    if (!this.isOpen) return;
    this.#collect();
    this.isOpen = false;
    this.farewell = farewell;
    this.events?.closed(cause, undefined);
  }
}
