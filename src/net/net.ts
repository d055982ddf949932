// Sockets as Conn: what an adapter sees of TCP, TLS and WebSocket; connections that we dial, and serial ports.
// Owns: listening sockets, connections, serial lines, their output buffers and the flush of what is dirty.
// Promises: one write per connection and flush; output is bounded; the last bytes before a close arrive.
// Must never: know a protocol, or buffer input (a paused Conn makes the peer wait).

import type { Socket, TCPSocketListener } from "bun";
import { formatAddress, plainIp } from "./address.ts";
import { type Conn, type ConnEvents, TcpConn } from "./conn.ts";
import { type AcceptOptions, CountingListener, type NetListener } from "./listener.ts";
import { fingerprintOf, type PeerCertificate, peerNameOf, readTlsFiles, type TlsFiles } from "./tls-files.ts";
import type { WebSocketDoor } from "./websocket-door.ts";
import { WebSocketListener, type WebSocketListenOptions } from "./websocket-listener.ts";

export type { CloseCause, Conn, ConnEvents } from "./conn.ts";
export { type DialEvents, type DialledConn, type DialOptions, dialTcp } from "./dial.ts";
export type { AcceptOptions, NetListener } from "./listener.ts";
export { deviceOfPort, isPortName, openSerial, type PortNames, portNames } from "./serial/open-serial.ts";
export { listSerialPorts } from "./serial/port-list.ts";
export {
  SerialError,
  type SerialEvents,
  type SerialPort,
  type SerialPortEntry,
} from "./serial/serial-port.ts";
export type { SerialSettings } from "./serial/termios.ts";
export type { TlsFiles } from "./tls-files.ts";
export type { WebSocketPeer } from "./websocket-conn.ts";
export { makeWebSocketDoor, type WebSocketDoor, webSocketHandler } from "./websocket-door.ts";
export type { WebSocketListenOptions } from "./websocket-listener.ts";

export interface ListenOptions extends AcceptOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly tls?: TlsFiles | undefined;
}

/** Where the other server listens. */
export interface BehindOptions extends AcceptOptions {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** Binds and listens. Throws (`EADDRINUSE`, `EACCES` ...) when the address cannot be had. */
export function listen(options: ListenOptions, accept: (conn: Conn) => ConnEvents): NetListener {
  return new BunListener(options, accept);
}

/** The same for WebSocket connections on a port of their own. */
export function listenWebSocket(
  options: WebSocketListenOptions,
  accept: (conn: Conn) => ConnEvents,
): NetListener {
  return new WebSocketListener(options, accept);
}

/** The same for WebSocket connections that come through a server which serves other things too. */
export function listenBehind(
  door: WebSocketDoor,
  options: BehindOptions,
  accept: (conn: Conn) => ConnEvents,
): NetListener {
  return new BehindListener(door, options, accept);
}

class BehindListener extends CountingListener {
  readonly #door: WebSocketDoor;
  readonly #options: BehindOptions;

  constructor(door: WebSocketDoor, options: BehindOptions, accept: (conn: Conn) => ConnEvents) {
    super(options, options.isTls);
    this.#door = door;
    this.#options = options;
    door.open(options, this.context, accept);
  }

  get host(): string {
    return this.#options.host;
  }
  get port(): number {
    return this.#options.port;
  }
  /** The certificate is the other server's. */
  replaceTls(): void {}
  stop(): void {
    this.#door.shut();
  }
}

class BunListener extends CountingListener {
  readonly #options: ListenOptions;
  readonly #accept: (conn: Conn) => ConnEvents;
  #tls: TlsFiles | undefined;
  #server: TCPSocketListener<TcpConn | undefined>;

  constructor(options: ListenOptions, accept: (conn: Conn) => ConnEvents) {
    super(options, options.tls !== undefined);
    this.#options = options;
    this.#accept = accept;
    this.#tls = options.tls;
    this.#server = this.#bind(options.port, options.tls);
  }

  get host(): string {
    return this.#options.host;
  }
  get port(): number {
    return this.#server.port;
  }

  replaceTls(files: TlsFiles): void {
    // Bun ignores reload({tls}); a second listener on the freed port takes 0.2 ms and leaves open connections alone.
    const port = this.port;
    // Whom the listener asks for certificates stays as it was, unless the new files say otherwise.
    const tls = { ...this.#tls, ...files };
    readTlsFiles(tls);
    this.#server.stop(false);
    try {
      this.#server = this.#bind(port, tls);
      this.#tls = tls;
    } catch (error) {
      this.#server = this.#bind(port, this.#tls);
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
          if (!isDone) socket.data?.onError(error ?? new Error("the TLS handshake failed"));
          else if (tls?.ca !== undefined) this.#identify(socket, tls, error);
        },
        data: (socket, chunk) => socket.data?.onData(chunk),
        drain: (socket) => socket.data?.onDrain(),
        close: (socket, error) => socket.data?.onClose(error),
        error: (socket, error) => socket.data?.onError(error),
      },
    });
  }

  /**
   * `error` is also set where a certificate is missing, and the handshake is "done" with one of a foreign CA: where
   * certificates are optional that one has no name, and is known by its fingerprint or not at all.
   */
  #identify(socket: Socket<TcpConn | undefined>, tls: TlsFiles, error: Error | null): void {
    const certificate = socket.getPeerCertificate() as PeerCertificate | undefined;
    const isAbsent = certificate?.subject === undefined;
    if (isAbsent && tls.isPeerCertOptional) return;
    if (isAbsent || (error !== null && tls.isPeerCertOptional !== true)) {
      socket.data?.onError(error ?? new Error("the peer has no certificate"));
    } else if (socket.data !== undefined) {
      socket.data.peerFingerprint = fingerprintOf(certificate);
      if (error === null) socket.data.peerCertificateName = peerNameOf(certificate);
    }
  }

  #open(socket: Socket<TcpConn | undefined>): void {
    const context = this.context;
    const { maxConnections, isAdmitted, onRefused } = this.#options;
    const isFull = context.connections >= maxConnections;
    if (isFull || isAdmitted?.(plainIp(socket.remoteAddress ?? "")) === false) {
      if (isFull) onRefused?.(formatAddress(socket.remoteAddress ?? "", socket.remotePort ?? 0));
      socket.data = undefined;
      socket.terminate();
      return;
    }
    const conn = new TcpConn(socket, context);
    // A peer that vanished without a word is found by the kernel even where the protocol has no keep-alive.
    socket.setKeepAlive(true, 60_000);
    socket.setNoDelay(true);
    socket.data = conn;
    conn.start(this.#accept(conn));
  }
}
