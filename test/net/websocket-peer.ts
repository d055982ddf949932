import {
  type CloseCause,
  type Conn,
  type ConnEvents,
  listenWebSocket,
  type WebSocketListenOptions,
} from "../../src/net/net.ts";
import { systemClock } from "../../src/spine/clock.ts";

/** The server's side of one upgraded connection, with a record of what happened to it. */
export interface AcceptedSocket {
  readonly conn: Conn;
  readonly chunks: Buffer[];
  closedBy: CloseCause | undefined;
  drains: number;
}

/** Answers what `listen` takes as its accept function, and the list that it fills. */
export function recordAccepted() {
  const accepted: AcceptedSocket[] = [];
  const accept = (conn: Conn): ConnEvents => {
    const one: AcceptedSocket = { conn, chunks: [], closedBy: undefined, drains: 0 };
    accepted.push(one);
    return {
      received: (chunk) => one.chunks.push(chunk),
      drained: () => one.drains++,
      closed: (cause) => {
        one.closedBy = cause;
      },
    };
  };
  return { accepted, accept };
}

export const ACCEPT_OPTIONS = {
  clock: systemClock,
  maxConnections: 100,
  maxOutputBytes: 8 * 1_024 * 1_024,
  lingerMs: 2_000,
};

export function startWebSocketListener(options: Partial<WebSocketListenOptions> = {}) {
  const { accepted, accept } = recordAccepted();
  const refused: string[] = [];
  const listener = listenWebSocket(
    {
      ...ACCEPT_OPTIONS,
      host: "127.0.0.1",
      port: 0,
      protocols: ["mqtt", "mqttv3.1"],
      paths: ["/mqtt", "/"],
      onRefused: (address) => refused.push(address),
      ...options,
    },
    accept,
  );
  const address = (path = "/mqtt") =>
    `${listener.isTls ? "wss://localhost" : "ws://127.0.0.1"}:${listener.port}${path}`;
  return {
    listener,
    accepted,
    refused,
    address,
    text: (index = 0) => Buffer.concat(accepted[index]?.chunks ?? []).toString(),
    [Symbol.asyncDispose]: async () => {
      listener.stop();
      for (const { conn } of accepted) conn.terminate();
    },
  };
}

/** What Bun's client can do beyond the browser's. */
type BunSocket = WebSocket & { ping(): void; terminate(): void };

/** A client: resolves when it is open, rejects when it was refused. */
export async function connectWebSocket(
  address: string,
  { protocols = ["mqtt"], ca }: { protocols?: string[]; ca?: string } = {},
) {
  const tls = ca === undefined ? {} : { tls: { ca } };
  const socket = new WebSocket(address, { protocols, ...tls } as unknown as string[]) as BunSocket;
  socket.binaryType = "nodebuffer" as BinaryType;
  const received: Buffer[] = [];
  const state = { code: undefined as number | undefined };
  socket.onmessage = ({ data }) => void received.push(data as Buffer);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onclose = ({ code }) => {
      state.code = code;
      reject(new Error("closed before it was open"));
    };
    socket.onerror = () => reject(new Error("refused"));
  });
  return {
    socket,
    received,
    text: () => Buffer.concat(received).toString(),
    closeCode: () => state.code,
    [Symbol.asyncDispose]: async () => socket.terminate(),
  };
}

/** Puts `text` into a connection's output. */
export function write(conn: Conn | undefined, text: string | Buffer): void {
  if (conn === undefined) throw new Error("no connection");
  const bytes = Buffer.from(text);
  const at = conn.out.reserve(bytes.length);
  conn.out.bytes.set(bytes, at);
  conn.touch();
}
