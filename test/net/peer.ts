import type { Socket } from "bun";
import {
  type CloseCause,
  type Conn,
  type ConnEvents,
  type ListenOptions,
  listen,
  type NetListener,
} from "../../src/net/net.ts";
import { systemClock } from "../../src/spine/clock.ts";

/** The server's side of one accepted connection, with a record of what happened to it. */
export interface Accepted {
  readonly conn: Conn;
  readonly chunks: Buffer[];
  closedBy: CloseCause | undefined;
  drains: number;
}

export interface TestListener extends AsyncDisposable {
  readonly listener: NetListener;
  readonly accepted: Accepted[];
  readonly refused: string[];
  receivedBytes(): number;
}

export function startListener(options: Partial<ListenOptions> = {}): TestListener {
  const accepted: Accepted[] = [];
  const refused: string[] = [];
  const listener = listen(
    {
      host: "127.0.0.1",
      port: 0,
      clock: systemClock,
      maxConnections: 100,
      maxOutputBytes: 64 * 1_024 * 1_024,
      lingerMs: 2_000,
      onRefused: (address) => refused.push(address),
      ...options,
    },
    (conn): ConnEvents => {
      const one: Accepted = { conn, chunks: [], closedBy: undefined, drains: 0 };
      accepted.push(one);
      return {
        received: (chunk) => one.chunks.push(chunk),
        drained: () => one.drains++,
        closed: (cause) => {
          one.closedBy = cause;
        },
      };
    },
  );
  return {
    listener,
    accepted,
    refused,
    receivedBytes: () => accepted.reduce((sum, { chunks }) => sum + Buffer.concat(chunks).length, 0),
    [Symbol.asyncDispose]: async () => {
      listener.stop();
      for (const { conn } of accepted) conn.terminate();
    },
  };
}

/** The client's side. */
export interface Peer extends AsyncDisposable {
  readonly socket: Socket<undefined>;
  received: Buffer[];
  isEnded: boolean;
  isClosed: boolean;
  text(): string;
}

export async function connectPeer(
  port: number,
  ca?: string,
  own?: { cert: string; key: string },
): Promise<Peer> {
  const received: Buffer[] = [];
  const state = { isEnded: false, isClosed: false };
  const { promise: whenReady, resolve, reject } = Promise.withResolvers<void>();
  const socket = await Bun.connect<undefined>({
    hostname: ca === undefined ? "127.0.0.1" : "localhost",
    port,
    allowHalfOpen: true,
    ...(ca === undefined ? {} : { tls: { ca, ...own } }),
    socket: {
      data: (_, chunk) => {
        received.push(Buffer.from(chunk));
      },
      open: () => {
        if (ca === undefined) resolve();
      },
      handshake: (_, __, error) => (error ? reject(error) : resolve()),
      end: () => {
        state.isEnded = true;
      },
      close: () => {
        state.isClosed = true;
        reject(new Error("closed before it was ready"));
      },
      error: () => {},
      drain: () => {},
    },
  });
  await whenReady;
  return {
    socket,
    received,
    get isEnded() {
      return state.isEnded;
    },
    get isClosed() {
      return state.isClosed;
    },
    text: () => Buffer.concat(received).toString(),
    [Symbol.asyncDispose]: async () => {
      socket.terminate();
    },
  };
}
