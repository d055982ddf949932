import { formatAddress, plainIp } from "./address.ts";
import type { Conn, ConnContext, ConnEvents } from "./conn.ts";
import type { AcceptOptions } from "./listener.ts";
import { WebSocketConn, type WebSocketPeer } from "./websocket-conn.ts";

/** The part of Bun's server that an upgrade needs. */
export interface UpgradingServer {
  requestIP(request: Request): { readonly address: string; readonly port: number } | null;
  upgrade(request: Request, options: { data: WebSocketPeer; headers: Record<string, string> }): boolean;
}

/** Messages of this size are taken; one may hold many packets. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
/** A peer that says nothing and answers no ping for this long is gone. */
const IDLE_TIMEOUT_S = 120;

/** One for all sockets of a server, whatever door they came through. */
export const webSocketHandler: Bun.WebSocketHandler<WebSocketPeer> = {
  open: (socket) => socket.data.opened(socket),
  message: (socket, message) => socket.data.received(message),
  drain: (socket) => socket.data.drained(),
  close: (socket, code) => socket.data.closed(code),
  error: (error, socket) => socket.data.failed(error),
  maxPayloadLength: MAX_MESSAGE_BYTES,
  // The bound is ConnContext.maxOutputBytes; what Bun holds beyond is at most one message.
  backpressureLimit: 0,
  idleTimeout: IDLE_TIMEOUT_S,
  sendPings: true,
  perMessageDeflate: false,
};

/** Where WebSocket connections come in: through a server of its own or through one that serves other things too. */
export interface WebSocketDoor {
  /** Whether the server through which they come speaks TLS. */
  readonly isTls: boolean;
  /** Takes connections from now on, and counts them in `context`. */
  open(options: AcceptOptions, context: ConnContext, accept: (conn: Conn) => ConnEvents): void;
  /** Takes none any more; open connections stay. */
  shut(): void;
  /** Upgrades the request, or says why not. Undefined when it was upgraded. */
  upgrade(request: Request, server: UpgradingServer): Response | undefined;
}

/** `protocols` are the names that a client may ask for (Sec-WebSocket-Protocol), the best first. */
export function makeWebSocketDoor(protocols: readonly string[], isTls = false): WebSocketDoor {
  return new Door(protocols, isTls);
}

class Door implements WebSocketDoor {
  #options: AcceptOptions | undefined;
  #accept: ((conn: Conn) => ConnEvents) | undefined;
  #context: ConnContext | undefined;

  constructor(
    readonly protocols: readonly string[],
    readonly isTls: boolean,
  ) {}

  open(options: AcceptOptions, context: ConnContext, accept: (conn: Conn) => ConnEvents): void {
    this.#options = options;
    this.#context = context;
    this.#accept = accept;
  }

  shut(): void {
    this.#accept = undefined;
  }

  upgrade(request: Request, server: UpgradingServer): Response | undefined {
    const [options, accept, context] = [this.#options, this.#accept, this.#context];
    if (!isUpgrade(request)) return say(426, "This address takes WebSocket connections.", UPGRADE);
    if (options === undefined || accept === undefined || context === undefined) return say(503, "Not open.");
    const asked = listOf(request.headers.get("sec-websocket-protocol"));
    const protocol = this.protocols.find((known) => asked.includes(known));
    // [MQTT-6.0.0-3], [MQTT-6.0.0-4]: the client names it, and the server chooses it.
    if (protocol === undefined) {
      return say(400, `Sec-WebSocket-Protocol must name one of: ${this.protocols.join(", ")}.`);
    }
    const peer = server.requestIP(request);
    const address = formatAddress(peer?.address ?? "", peer?.port ?? 0);
    if (options.isAdmitted?.(plainIp(peer?.address ?? "")) === false)
      return say(429, "Too many connections.");
    if (context.connections >= options.maxConnections) {
      options.onRefused?.(address);
      return say(503, "Too many connections.");
    }
    const data = new WebSocketConn(address, context, accept);
    const isDone = server.upgrade(request, { data, headers: { "Sec-WebSocket-Protocol": protocol } });
    return isDone ? undefined : say(400, "This is no WebSocket handshake.");
  }
}

const UPGRADE = { Upgrade: "websocket", Connection: "Upgrade" };

function isUpgrade(request: Request): boolean {
  return request.method === "GET" && request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

function listOf(header: string | null): string[] {
  return (header ?? "").split(",").map((name) => name.trim());
}

function say(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, { status, headers });
}
