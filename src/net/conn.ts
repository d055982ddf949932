import type { Socket } from "bun";
import type { Clock, Timer } from "../spine/clock.ts";
import { formatAddress } from "./address.ts";
import { type BufferPool, Outgoing } from "./outgoing.ts";

/** One connection. */
export interface Conn {
  /** Remote `ip:port`. */
  readonly address: string;
  readonly isTls: boolean;
  /**
   * Common name of the peer's certificate, where the listener asks for one and its authority vouches for it; known
   * before the first byte is received. Never on a WebSocket.
   */
  readonly peerCertificateName?: string | undefined;
  /** SHA-256 of the certificate that the peer showed and has the key of, lower-case hex, whoever vouches for it. */
  readonly peerFingerprint?: string | undefined;
  /** Waiting output. After filling it call `touch`. */
  readonly out: Outgoing;
  readonly isOpen: boolean;
  /** Bytes that the socket has taken; a peer that does not read makes it stand still. */
  readonly writtenBytes: number;
  /** The socket took less than it was given; `ConnEvents.drained` will say when it takes more. */
  readonly isBlocked: boolean;
  /** Schedules the flush of `out` at the end of the current turn (a microtask), with all other touched connections. */
  touch(): void;
  /** Stops reading; what the peer sends waits in the kernel and then at the peer. */
  pause(): void;
  resume(): void;
  /** Writes what is waiting, says farewell (FIN), discards input, and closes when the peer does or after the linger time. */
  end(): void;
  /** Closes at once; waiting output is lost. */
  terminate(): void;
}

export type CloseCause = "peer" | "ended" | "terminated" | "overflow" | "error";

export interface ConnEvents {
  /** `chunk` belongs to the receiver. Not called after `end` or `terminate`. */
  received(chunk: Buffer): void;
  /** Everything that waited has been written. */
  drained(): void;
  /** Once, when the connection is gone by whatever cause. */
  closed(cause: CloseCause, error: Error | undefined): void;
}

/** What the connections of one listener share. */
export interface ConnContext {
  readonly clock: Clock;
  readonly pool: BufferPool;
  readonly maxOutputBytes: number;
  readonly lingerMs: number;
  readonly isTls: boolean;
  /** Connections with output that this turn has not written yet. */
  dirty: Flushable[];
  isFlushQueued: boolean;
  connections: number;
  connectionsTotal: number;
  bytesIn: number;
  bytesOut: number;
}

/** Something with output that is written at the end of a turn. */
interface Flushable {
  flush(): void;
}

/** Flushes `conn` at the end of the current turn, with all others that are due. */
export function flushLater(context: ConnContext, conn: Flushable): void {
  context.dirty.push(conn);
  if (context.isFlushQueued) return;
  context.isFlushQueued = true;
  queueMicrotask(() => flushDirty(context));
}

/** Writes every touched connection's output, one write each. */
function flushDirty(context: ConnContext): void {
  context.isFlushQueued = false;
  const dirty = context.dirty;
  context.dirty = [];
  for (const conn of dirty) conn.flush();
}

/** A Conn over one accepted Bun socket (plain or TLS). */
export class TcpConn implements Conn {
  readonly address: string;
  readonly isTls: boolean;
  readonly out: Outgoing;
  peerCertificateName: string | undefined;
  peerFingerprint: string | undefined;
  isBlocked = false;
  writtenBytes = 0;
  readonly #socket: Socket<TcpConn | undefined>;
  readonly #context: ConnContext;
  #events: ConnEvents | undefined;
  #state: "open" | "ending" | "closed" = "open";
  #isDirty = false;
  #isPaused = false;
  #linger: Timer | undefined;
  #cause: CloseCause = "peer";
  #error: Error | undefined;

  constructor(socket: Socket<TcpConn | undefined>, context: ConnContext) {
    this.#socket = socket;
    this.#context = context;
    // A peer that has gone by now has no address any more, whatever the types say.
    this.address = formatAddress(socket.remoteAddress ?? "", socket.remotePort ?? 0);
    this.isTls = context.isTls;
    this.out = new Outgoing(context.pool);
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  start(events: ConnEvents): void {
    this.#context.connections++;
    this.#context.connectionsTotal++;
    this.#events = events;
  }

  touch(): void {
    if (this.#isDirty || this.isBlocked || this.#state === "closed") return;
    this.#isDirty = true;
    flushLater(this.#context, this);
  }

  pause(): void {
    if (this.#isPaused || this.#state !== "open") return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#isPaused || this.#state === "closed") return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  end(): void {
    if (this.#state !== "open") return;
    // Input must be read and thrown away from here on: a close with unread input becomes a reset, which
    // destroys our last packet on its way to the peer.
    this.resume();
    this.#state = "ending";
    this.#cause = "ended";
    this.#linger = this.#context.clock.after(this.#context.lingerMs, () => this.terminate());
    this.flush();
  }

  terminate(): void {
    if (this.#state === "closed") return;
    if (this.#state === "open") this.#cause = "terminated";
    this.#socket.terminate();
    this.onClose(undefined);
  }

  /** Gives the socket as much as it takes; the rest waits for `onDrain`. */
  flush(): void {
    this.#isDirty = false;
    if (this.isBlocked || this.#state === "closed") return;
    const out = this.out;
    const sizeBytes = out.end - out.start;
    if (sizeBytes > 0) {
      const written = this.#socket.write(out.bytes, out.start, sizeBytes);
      if (written < 0) return; // closed: `onClose` follows
      this.#context.bytesOut += written;
      this.writtenBytes += written;
      out.consume(written);
      if (written < sizeBytes) {
        this.isBlocked = true;
        if (out.sizeBytes > this.#context.maxOutputBytes) this.#overflow();
        return;
      }
    }
    if (this.#state === "ending") this.#socket.shutdown();
  }

  onData(chunk: Buffer): void {
    this.#context.bytesIn += chunk.length;
    if (this.#state === "open") this.#events?.received(chunk);
  }

  onDrain(): void {
    if (!this.isBlocked) return;
    this.isBlocked = false;
    this.flush();
    if (!this.isBlocked && this.#state === "open") this.#events?.drained();
  }

  onError(error: Error): void {
    // Bun brings exceptions of our own callbacks here too; either way this connection is beyond use.
    this.#error = error;
    if (this.#state === "closed") return;
    this.#cause = "error";
    this.#state = "ending";
    this.terminate();
  }

  onClose(error: Error | undefined): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#linger?.cancel();
    this.#context.connections--;
    this.out.clear();
    this.#events?.closed(this.#cause, this.#error ?? error);
  }

  #overflow(): void {
    this.#cause = "overflow";
    this.#state = "ending";
    this.terminate();
  }
}
