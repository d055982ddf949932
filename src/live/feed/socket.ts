// A reader of the feed over a WebSocket: each message is one text frame of JSON.

import type { ServerWebSocket } from "bun";
import type { WatchRights } from "../../http/http.ts";
import type { WebSocketPeer } from "../../net/net.ts";
import type { Clock, Timer } from "../../spine/clock.ts";

/** RFC 6455 §7.4.1. */
const NORMAL = 1000;
const GOING_AWAY = 1001;
const POLICY = 1008;
/** As often as event streams ask whether their reader may still be here. */
const CHECK_MS = 15_000;

export interface FeedSocketOptions {
  readonly clock: Clock;
  readonly isStillSignedIn: () => Promise<boolean>;
  readonly onRightsChange: WatchRights;
  /** Aborted when the server stops. */
  readonly closing: AbortSignal | undefined;
  /** The socket stands; gives back what to undo when it ends. */
  readonly open: (socket: FeedSocket) => () => void;
}

export class FeedSocket implements WebSocketPeer {
  #socket: ServerWebSocket<WebSocketPeer> | undefined;
  #undo = () => {};
  #check: Timer | undefined;
  #unwatch = () => {};
  #isClosed = false;

  constructor(readonly options: FeedSocketOptions) {}

  opened(socket: ServerWebSocket<WebSocketPeer>): void {
    const { clock, closing, open } = this.options;
    this.#socket = socket;
    closing?.addEventListener("abort", this.#goAway);
    this.#unwatch = this.options.onRightsChange(() => void this.#checkCaller());
    this.#check = clock.every(CHECK_MS, () => void this.#checkCaller());
    this.#undo = open(this);
    if (this.#isClosed) this.#undo();
  }

  /** The feed goes one way. */
  received(): void {}

  drained(): void {}

  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.options.closing?.removeEventListener("abort", this.#goAway);
    this.#check?.cancel();
    this.#unwatch();
    this.#undo();
  }

  failed(): void {
    this.#socket?.terminate();
    this.closed();
  }

  /** False when the reader is gone. */
  send(name: string, data: unknown, position: string): boolean {
    if (this.#isClosed || this.#socket === undefined) return false;
    const text = JSON.stringify({ name, position, data }, (_, value) =>
      typeof value === "bigint" ? String(value) : value,
    );
    // 0: dropped, because the socket is gone or keeps no more.
    return this.#socket.sendText(text) !== 0;
  }

  backlogBytes(): number {
    return this.#isClosed ? 0 : (this.#socket?.getBufferedAmount() ?? 0);
  }

  close(code = NORMAL): void {
    if (this.#isClosed) return;
    this.#socket?.close(code);
    this.closed();
  }

  readonly #goAway = () => this.close(GOING_AWAY);

  async #checkCaller(): Promise<void> {
    const isWelcome = await this.options.isStillSignedIn().catch(() => false);
    if (!isWelcome) this.close(POLICY);
  }
}
