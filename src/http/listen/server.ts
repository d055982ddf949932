// The socket side: Bun.serve with an honest error when the port is taken, counters, and an end within a deadline.

import type { Network } from "../../kit/cidr.ts";
import { MODERN_SUITES } from "../../kit/tls-suites.ts";
import type { Clock } from "../../spine/clock.ts";
import type { ApiBindings } from "../actor.ts";
import { callerAddress } from "./caller-address.ts";

export interface HttpServerOptions<Socket = undefined> {
  readonly fetch: (request: Request, env: ApiBindings) => Response | Promise<Response>;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** What speaks on connections that became WebSockets. */
  readonly webSocket?: WebSockets<Socket> | undefined;
  /** Proxies whose word in X-Forwarded-For is taken for the address of the caller; nobody's without it. */
  readonly proxies?: readonly Network[] | undefined;
  /** Told of what `fetch` threw; without it Bun prints that. The caller learns nothing of it either way. */
  readonly reportError?: ((error: unknown) => void) | undefined;
  readonly clock: Clock;
}

export interface WebSockets<Socket> {
  /** Of those that an entrance or a route upgraded. */
  readonly handler: Bun.WebSocketHandler<Socket>;
  readonly entrance?: WebSocketEntrance<Socket> | undefined;
}

/** Requests for `path` that ask for a WebSocket do not reach the app. */
export interface WebSocketEntrance<Socket> {
  readonly path: string;
  /** Undefined when the request was upgraded, else its answer. */
  upgrade(request: Request, server: Bun.Server<Socket>): Response | undefined;
}

export interface HttpServerStats {
  /** Requests being answered now; an open event stream is one. */
  readonly active: number;
  readonly total: number;
  /** Answers by status class: `2xx`, `4xx` ... */
  readonly byClass: Readonly<Record<string, number>>;
}

export interface HttpServer {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  stats(): HttpServerStats;
  /** Takes a new certificate for new connections; what is open goes on with the old one. Throws ListenError. */
  replaceTls(tls: { readonly cert: string; readonly key: string }): void;
  /** Takes no more connections, ends event streams, waits up to `graceMs` for answers under way, then cuts. */
  stop(graceMs: number): Promise<void>;
}

export type ListenReason =
  | "address in use"
  | "address not available"
  | "no permission"
  | "bad certificate"
  | "other";

/** A listener that could not start; `reason` is fit for a person and for the list of listeners. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  constructor(
    readonly reason: ListenReason,
    options: { cause: unknown },
  ) {
    super(`cannot listen: ${reason}`, options);
  }
}

/** Above the heartbeat of event streams, so that a quiet one is not taken for dead. */
const IDLE_TIMEOUT_S = 60;
/** Routes set their own, smaller limits; this one bounds what is read at all. */
const REQUEST_BYTES = 64 * 1024 * 1024;

/** Starts listening. Throws ListenError. */
export function startHttpServer<Socket = undefined>(options: HttpServerOptions<Socket>): HttpServer {
  const closing = new AbortController();
  const counts = {
    total: 0,
    byClass: { "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 } as Record<string, number>,
  };
  const isSecure = options.tls !== undefined;

  const answer = async (request: Request, server: Bun.Server<Socket>): Promise<Response | undefined> => {
    counts.total += 1;
    const entrance = options.webSocket?.entrance;
    if (entrance !== undefined && isUpgradeTo(entrance.path, request))
      return entrance.upgrade(request, server);
    // RFC 9112 §3.2: what says no proper host is refused; without one the request has no address to be read.
    const response = URL.canParse(request.url)
      ? await serve(request, server)
      : new Response("bad host\n", { status: 400 });
    const statusClass = `${Math.floor(response.status / 100)}xx`;
    counts.byClass[statusClass] = (counts.byClass[statusClass] ?? 0) + 1;
    return response;
  };
  const serve = (request: Request, server: Bun.Server<Socket>) => {
    const peer = plainAddress(server.requestIP(request)?.address ?? "");
    return options.fetch(request, {
      address: callerAddress(peer, request.headers.get("x-forwarded-for"), options.proxies ?? []),
      isSecure,
      closing: closing.signal,
      server: server as Bun.Server<unknown>,
    });
  };
  // The last one listens; those before it end their connections under an older certificate.
  const servers = [listen(options, answer)];
  let { tls } = options;
  const port = servers[0]?.port ?? options.port;
  return {
    host: options.host,
    port,
    isTls: isSecure,
    stats: () => ({
      active: servers.reduce((sum, server) => sum + server.pendingRequests, 0),
      total: counts.total,
      byClass: { ...counts.byClass },
    }),
    replaceTls(next) {
      // Bun takes no other certificate while it listens; another server on the freed port takes 0.2 ms.
      void servers.at(-1)?.stop(false);
      try {
        servers.push(listen({ ...options, port, tls: next }, answer));
        tls = next;
      } catch (error) {
        servers.push(listen({ ...options, port, ...(tls === undefined ? {} : { tls }) }, answer));
        throw error;
      }
    },
    async stop(graceMs) {
      closing.abort();
      const isDrained = Promise.all(servers.map((server) => server.stop(false))).then(() => true);
      if (await Promise.race([isDrained, elapsed(options.clock, graceMs)])) return;
      await Promise.all(servers.map((server) => server.stop(true)));
    },
  };
}

function listen<Socket>(
  { host, port, tls, webSocket, reportError }: HttpServerOptions<Socket>,
  fetch: (request: Request, server: Bun.Server<Socket>) => Promise<Response | undefined>,
): Bun.Server<Socket> {
  const shared = {
    hostname: host,
    port,
    fetch,
    idleTimeout: IDLE_TIMEOUT_S,
    maxRequestBodySize: REQUEST_BYTES,
    // Whatever the environment says: Bun's page about an error shows its stack and the lines around it.
    development: false,
    // Bun's default outside of development: two programs on one port, and nobody told.
    reusePort: false,
    ...(reportError === undefined ? {} : { error: (cause: Error) => failed(cause, reportError) }),
    ...(tls === undefined ? {} : { tls: { cert: tls.cert, key: tls.key, ciphers: MODERN_SUITES } }),
  };
  try {
    return webSocket === undefined
      ? (Bun.serve(shared as Bun.Serve.Options<undefined>) as Bun.Server<Socket>)
      : Bun.serve<Socket>({ ...shared, websocket: webSocket.handler });
  } catch (cause) {
    throw new ListenError(reasonOf(cause), { cause });
  }
}

function failed(cause: Error, reportError: (error: unknown) => void): Response {
  reportError(cause);
  return new Response("Internal error\n", { status: 500 });
}

/** A page may have the same path: only who asks for a WebSocket gets one. */
function isUpgradeTo(path: string, request: Request): boolean {
  return request.headers.has("upgrade") && URL.parse(request.url)?.pathname === path;
}

function reasonOf(cause: unknown): ListenReason {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "EADDRINUSE") return "address in use";
  if (code === "EADDRNOTAVAIL") return "address not available";
  if (code === "EACCES" || code === "EPERM") return "no permission";
  return code.startsWith("ERR_BORINGSSL") || code.includes("SSL") ? "bad certificate" : "other";
}

/** A dual-stack socket shows IPv4 peers as `::ffff:a.b.c.d`. */
function plainAddress(address: string): string {
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}

function elapsed(clock: Clock, delayMs: number): Promise<false> {
  return new Promise((resolve) => clock.after(delayMs, () => resolve(false)));
}
