// Connections that this side opens.

import type { Socket } from "bun";
import type { Clock, Timer } from "../spine/clock.ts";

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  /** Until the connection stands, ms. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

export interface DialEvents {
  /** `chunk` belongs to the receiver. Not called after `close`. */
  received(chunk: Uint8Array): void;
  /** The other side, or the network, ended it. Not called after `close`. */
  lost(reason: string): void;
}

export interface DialledConn {
  /** Takes all of it; more than PENDING_BYTES that the peer does not read ends the connection. */
  write(bytes: Uint8Array): void;
  /** Ends it at once. */
  close(): void;
}

const PENDING_BYTES = 65_536;

/** Opens a TCP connection. Rejects with an Error that says why: refused, unreachable, unknown host, or no answer in time. */
export async function dialTcp(options: DialOptions, events: DialEvents): Promise<DialledConn> {
  const conn = new OutboundConn(events);
  let timer: Timer | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = options.clock.after(options.timeoutMs, () => reject(new Error("no answer")));
  });
  const connecting = Bun.connect<undefined>({
    hostname: options.host,
    port: options.port,
    socket: {
      open: (socket) => {
        socket.setNoDelay(true);
        socket.setKeepAlive(true, 30_000);
      },
      data: (_, chunk) => conn.onData(chunk),
      drain: () => conn.flush(),
      close: (_, error) => conn.onLost(error?.message ?? "closed by the other side"),
      error: (_, error) => conn.onLost(error.message),
      connectError: () => {},
    },
  });
  try {
    conn.start(await Promise.race([connecting, late]));
    return conn;
  } catch (cause) {
    // It may still come to stand, and nobody would close it.
    connecting.then((socket) => socket.terminate()).catch(() => undefined);
    throw cause instanceof Error ? new Error(describe(cause), { cause }) : cause;
  } finally {
    timer?.cancel();
  }
}

/** What the system said, in words that mean something to whoever wires devices. */
function describe(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return REASONS[code] ?? error.message;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  ENOTFOUND: "unknown host",
  ETIMEDOUT: "no answer",
};

class OutboundConn implements DialledConn {
  #socket: Socket<undefined> | undefined;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #isOpen = true;

  constructor(readonly events: DialEvents) {}

  start(socket: Socket<undefined>): void {
    this.#socket = socket;
    // It was lost between standing and being handed over.
    if (!this.#isOpen) throw new Error("closed by the other side");
  }

  write(bytes: Uint8Array): void {
    if (!this.#isOpen) return;
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > PENDING_BYTES) this.onLost("the other side does not read");
    else this.flush();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#pending = [];
    this.#socket?.terminate();
  }

  flush(): void {
    for (let first = this.#pending[0]; first !== undefined && this.#isOpen; first = this.#pending[0]) {
      const written = this.#socket?.write(first) ?? 0;
      if (written < 0) return;
      this.#pendingBytes -= written;
      if (written < first.length) {
        this.#pending[0] = first.subarray(written);
        return;
      }
      this.#pending.shift();
    }
  }

  onData(chunk: Buffer): void {
    if (this.#isOpen) this.events.received(chunk);
  }

  onLost(reason: string): void {
    if (!this.#isOpen) return;
    const hasStood = this.#socket !== undefined;
    this.close();
    if (hasStood) this.events.lost(reason);
  }
}
