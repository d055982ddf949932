// A connection without a socket: what it is given, and whether it still stands.

import type { Conn } from "../../../../src/net/net.ts";
import { BufferPool, Outgoing } from "../../../../src/net/outgoing.ts";

export class FakeConn implements Conn {
  readonly isTls = false;
  readonly isBlocked = false;
  readonly writtenBytes = 0;
  readonly out = new Outgoing(new BufferPool());
  readonly sent: Buffer[] = [];
  isOpen = true;
  /** What the peer does with what it is sent. */
  onSend: ((frame: Buffer) => void) | undefined;

  constructor(readonly address = "10.0.0.9:5000") {}

  touch(): void {
    const frame = Buffer.from(this.out.bytes.subarray(this.out.start, this.out.end));
    this.out.clear();
    this.sent.push(frame);
    this.onSend?.(frame);
  }

  pause(): void {}
  resume(): void {}

  end(): void {
    this.isOpen = false;
  }

  terminate(): void {
    this.isOpen = false;
  }
}
