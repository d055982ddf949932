import type { ServerWebSocket } from "bun";
import type { Timer } from "../spine/clock.ts";
import { type CloseCause, type Conn, type ConnContext, type ConnEvents, flushLater } from "./conn.ts";
import { Outgoing } from "./outgoing.ts";

/** What travels with one upgraded connection; the server's socket handler calls its methods. */
export interface WebSocketPeer {
  opened(socket: ServerWebSocket<WebSocketPeer>): void;
  received(message: string | Buffer<ArrayBuffer>): void;
  drained(): void;
  closed(code: number): void;
  failed(error: Error): void;
}

/** RFC 6455 section 7.4.1. */
const NORMAL = 1000;
const UNSUPPORTED = 1003;
const TOO_SLOW = 1008;

/** A Conn over one WebSocket: the bytes of binary messages, wherever the messages begin and end. */
export class WebSocketConn implements Conn, WebSocketPeer {
  readonly isTls: boolean;
  readonly out: Outgoing;
  isBlocked = false;
  readonly #context: ConnContext;
  readonly #accept: (conn: Conn) => ConnEvents;
  #socket: ServerWebSocket<WebSocketPeer> | undefined;
  #events: ConnEvents | undefined;
  #state: "open" | "ending" | "closed" = "open";
  #isDirty = false;
  #isPaused = false;
  #givenBytes = 0;
  #linger: Timer | undefined;
  #cause: CloseCause = "peer";
  #error: Error | undefined;

  constructor(
    readonly address: string,
    context: ConnContext,
    accept: (conn: Conn) => ConnEvents,
  ) {
    this.#context = context;
    this.#accept = accept;
    this.isTls = context.isTls;
    this.out = new Outgoing(context.pool);
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Bun takes a whole message and keeps what the kernel does not: that part is not written yet. */
  get writtenBytes(): number {
    return this.#givenBytes - (this.isBlocked ? (this.#socket?.getBufferedAmount() ?? 0) : 0);
  }

  opened(socket: ServerWebSocket<WebSocketPeer>): void {
    this.#socket = socket;
    this.#context.connections++;
    this.#context.connectionsTotal++;
    this.#events = this.#accept(this);
  }

  received(message: string | Buffer<ArrayBuffer>): void {
    if (typeof message === "string") {
      // [MQTT-6.0.0-1]: other than binary ends the connection.
      this.#error = new Error("a text message where binary ones are spoken");
      this.#close("error", UNSUPPORTED);
      return;
    }
    this.#context.bytesIn += message.length;
    if (this.#state === "open" && message.length > 0) this.#events?.received(message);
  }

  drained(): void {
    if (!this.isBlocked || this.#state === "closed") return;
    this.isBlocked = false;
    this.flush();
    if (!this.isBlocked && this.#state === "open") this.#events?.drained();
  }

  closed(_code: number): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#linger?.cancel();
    this.#context.connections--;
    this.out.clear();
    this.#events?.closed(this.#cause, this.#error);
  }

  failed(error: Error): void {
    this.#error = error;
    if (this.#state === "closed") return;
    this.#cause = "error";
    this.#state = "ending";
    this.terminate();
  }

  touch(): void {
    if (this.#isDirty || this.#state === "closed") return;
    if (this.isBlocked) {
      if (this.out.sizeBytes > this.#context.maxOutputBytes) this.#overflow();
      return;
    }
    this.#isDirty = true;
    flushLater(this.#context, this);
  }

  pause(): void {
    if (this.#isPaused || this.#state !== "open") return;
    this.#isPaused = true;
    this.#socket?.pause();
  }

  resume(): void {
    if (!this.#isPaused || this.#state === "closed") return;
    this.#isPaused = false;
    this.#socket?.resume();
  }

  end(): void {
    if (this.#state !== "open") return;
    this.resume();
    this.#state = "ending";
    this.#cause = "ended";
    this.#linger = this.#context.clock.after(this.#context.lingerMs, () => this.terminate());
    this.flush();
  }

  terminate(): void {
    if (this.#state === "closed") return;
    if (this.#state === "open") this.#cause = "terminated";
    this.#socket?.terminate();
    this.closed(NORMAL);
  }

  /** Gives everything that waits to the socket as one message. */
  flush(): void {
    this.#isDirty = false;
    const socket = this.#socket;
    if (this.isBlocked || this.#state === "closed" || socket === undefined) return;
    const out = this.out;
    const sizeBytes = out.end - out.start;
    if (sizeBytes > 0) {
      const status = socket.sendBinary(out.bytes.subarray(out.start, out.end));
      if (status === 0) {
        // Gone, or the message does not fit into what Bun keeps: nothing that follows would make sense.
        this.#overflow();
        return;
      }
      this.#context.bytesOut += sizeBytes;
      this.#givenBytes += sizeBytes;
      out.clear();
      if (status < 0) {
        this.isBlocked = true;
        return;
      }
    }
    if (this.#state === "ending") this.#close("ended", NORMAL);
  }

  /** Says why (RFC 6455 close code) and closes; Bun tells `closed` at once. */
  #close(cause: CloseCause, code: number): void {
    if (this.#state === "closed") return;
    this.#cause = cause;
    this.#state = "ending";
    this.#socket?.close(code);
    this.closed(code);
  }

  #overflow(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#cause = "overflow";
    this.#state = "ending";
    if (!this.isBlocked) this.#socket.close(TOO_SLOW);
    this.#socket.terminate();
    this.closed(TOO_SLOW);
  }
}
