import type { Conn, ConnEvents } from "./conn.ts";
import { type AcceptOptions, CountingListener } from "./listener.ts";
import { readTlsFiles, type TlsFiles } from "./tls-files.ts";
import type { WebSocketPeer } from "./websocket-conn.ts";
import { makeWebSocketDoor, type WebSocketDoor, webSocketHandler } from "./websocket-door.ts";

export interface WebSocketListenOptions extends AcceptOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly tls?: TlsFiles | undefined;
  /** Names that a client may ask for (Sec-WebSocket-Protocol), the best first. */
  readonly protocols: readonly string[];
  /** Paths that lead in. */
  readonly paths: readonly string[];
}

/** A request that does not become a WebSocket is cut after this long. */
const REQUEST_TIMEOUT_S = 10;
/** Nobody sends a body here. */
const REQUEST_BYTES = 1_024;

/** A server of its own for WebSocket connections. */
export class WebSocketListener extends CountingListener {
  readonly #options: WebSocketListenOptions;
  readonly #door: WebSocketDoor;
  #tls: TlsFiles | undefined;
  #server: Bun.Server<WebSocketPeer>;

  constructor(options: WebSocketListenOptions, accept: (conn: Conn) => ConnEvents) {
    super(options, options.tls !== undefined);
    this.#options = options;
    this.#door = makeWebSocketDoor(options.protocols);
    this.#door.open(options, this.context, accept);
    this.#tls = options.tls;
    this.#server = this.#bind(options.port, options.tls);
  }

  get host(): string {
    return this.#options.host;
  }
  get port(): number {
    return this.#server.port ?? this.#options.port;
  }

  /** As of NetListener: another server on the same port, while open connections go on in the old one. */
  replaceTls(files: TlsFiles): void {
    const port = this.port;
    // Whom the listener asks for certificates stays as it was, unless the new files say otherwise.
    const tls = { ...this.#tls, ...files };
    readTlsFiles(tls);
    void this.#server.stop(false);
    try {
      this.#server = this.#bind(port, tls);
      this.#tls = tls;
    } catch (error) {
      this.#server = this.#bind(port, this.#tls);
      throw error;
    }
  }

  stop(): void {
    this.#door.shut();
    void this.#server.stop(false);
  }

  #bind(port: number, tls: TlsFiles | undefined): Bun.Server<WebSocketPeer> {
    const { host, paths } = this.#options;
    return Bun.serve<WebSocketPeer>({
      hostname: host,
      port,
      ...(tls === undefined ? {} : { tls: readTlsFiles(tls) }),
      idleTimeout: REQUEST_TIMEOUT_S,
      maxRequestBodySize: REQUEST_BYTES,
      fetch: (request, server) => {
        // A host that is none leaves no address to be read.
        const path = URL.parse(request.url)?.pathname ?? "";
        if (paths.includes(path)) return this.#door.upgrade(request, server);
        return new Response("Nothing here.\n", { status: 404 });
      },
      websocket: webSocketHandler,
    });
  }
}
