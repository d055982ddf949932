// Sockets as Conn: what an adapter sees of TCP and TLS.
// Owns: listening sockets, accepted connections, their output buffers and the flush of what is dirty.
// Promises: one write per connection and flush; output is bounded; the last bytes before a close arrive.
// Must never: know a protocol, or buffer input (a paused Conn makes the peer wait).

import type { Socket, TCPSocketListener } from "bun";
import type { Clock } from "../spine/clock.ts";
import { type Conn, type ConnContext, type ConnEvents, TcpConn } from "./conn.ts";
import { BufferPool } from "./outgoing.ts";
import { readTlsFiles, type TlsFiles } from "./tls-files.ts";

export type { CloseCause, Conn, ConnEvents } from "./conn.ts";
export type { TlsFiles } from "./tls-files.ts";

export interface ListenOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly tls?: TlsFiles | undefined;
  readonly clock: Clock;
  readonly maxConnections: number;
  /** A connection whose waiting output passes this is terminated (`overflow`). */
  readonly maxOutputBytes: number;
  /** Longest wait between `end` and the close. */
  readonly lingerMs: number;
  /** Called for each connection beyond `maxConnections`, which is closed at once. */
  readonly onRefused?: (address: string) => void;
}

export interface NetListener {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly connections: number;
  readonly connectionsTotal: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Takes new certificate files for new connections; open ones stay. Throws when they cannot be used. */
  replaceTls(tls: TlsFiles): void;
  /** Accepts no more; open connections stay. */
  stop(): void;
}

/** Binds and listens. Throws (`EADDRINUSE`, `EACCES` ...) when the address cannot be had. */
export function listen(options: ListenOptions, accept: (conn: Conn) => ConnEvents): NetListener {
  return new BunListener(options, accept);
}

class BunListener implements NetListener {
  readonly isTls: boolean;
  readonly #options: ListenOptions;
  readonly #accept: (conn: Conn) => ConnEvents;
  readonly #context: ConnContext;
  #server: TCPSocketListener<TcpConn | undefined>;

  constructor(options: ListenOptions, accept: (conn: Conn) => ConnEvents) {
    this.#options = options;
    this.#accept = accept;
    this.isTls = options.tls !== undefined;
    this.#context = {
      clock: options.clock,
      pool: new BufferPool(),
      maxOutputBytes: options.maxOutputBytes,
      lingerMs: options.lingerMs,
      isTls: this.isTls,
      dirty: [],
      isFlushQueued: false,
      connections: 0,
      connectionsTotal: 0,
      bytesIn: 0,
      bytesOut: 0,
    };
    this.#server = this.#bind(options.port, options.tls);
  }

  get host(): string {
    return this.#options.host;
  }
  get port(): number {
    return this.#server.port;
  }
  get connections(): number {
    return this.#context.connections;
  }
  get connectionsTotal(): number {
    return this.#context.connectionsTotal;
  }
  get bytesIn(): number {
    return this.#context.bytesIn;
  }
  get bytesOut(): number {
    return this.#context.bytesOut;
  }

  replaceTls(tls: TlsFiles): void {
    // Bun ignores reload({tls}); a second listener on the freed port takes 0.2 ms and leaves open connections alone.
    const port = this.port;
    readTlsFiles(tls);
    this.#server.stop(false);
    try {
      this.#server = this.#bind(port, tls);
    } catch (error) {
      this.#server = this.#bind(port, this.#options.tls);
      throw error;
    }
  }

  stop(): void {
    this.#server.stop(false);
  }

  #bind(port: number, tls: TlsFiles | undefined): TCPSocketListener<TcpConn | undefined> {
    return Bun.listen<TcpConn | undefined>({
      hostname: this.#options.host,
      port,
      ...(tls ? { tls: readTlsFiles(tls) } : {}),
      socket: {
        open: (socket) => this.#open(socket),
        // With this handler `open` comes before the handshake: without it a peer that never finishes one would be
        // counted by nobody and closed by nobody.
        handshake: (socket, isDone, error) => {
          // `isDone` is true for a certificate of a foreign CA; without `ca` the missing certificate is the "error".
          if (!isDone || (tls?.ca !== undefined && error !== null)) {
            socket.data?.onError(error ?? new Error("the TLS handshake failed"));
          }
        },
        data: (socket, chunk) => socket.data?.onData(chunk),
        drain: (socket) => socket.data?.onDrain(),
        close: (socket, error) => socket.data?.onClose(error),
        error: (socket, error) => socket.data?.onError(error),
      },
    });
  }

  #open(socket: Socket<TcpConn | undefined>): void {
    const context = this.#context;
    const conn = new TcpConn(socket, context);
    if (context.connections >= this.#options.maxConnections) {
      socket.data = undefined;
      socket.terminate();
      this.#options.onRefused?.(conn.address);
      return;
    }
    // A peer that vanished without a word is found by the kernel even where the protocol has no keep-alive.
    socket.setKeepAlive(true, 60_000);
    socket.setNoDelay(true);
    socket.data = conn;
    conn.start(this.#accept(conn));
  }
}
