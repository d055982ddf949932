// Server-sent events: a bounded stream of messages that ends when it should.

import type { Clock } from "../spine/clock.ts";
import type { ApiContext } from "./actor.ts";

/** A comment this often keeps proxies from closing a quiet stream. */
const HEARTBEAT_MS = 15_000;
/** A reader that is this far behind is cut off; the browser connects again and starts fresh. */
const BACKLOG_BYTES = 1024 * 1024;
/** What the browser is told to wait before it connects again. */
const RETRY_MS = 2_000;

export interface EventStream {
  /** Sends one message; false (and the stream is closed) when the reader is gone or too far behind. `id` is what it resumes by. */
  send(event: string, data: unknown, id?: string): boolean;
  /** Bytes sent but not yet taken by the connection: a source that can leave something out does so in time. */
  backlogBytes(): number;
  close(): void;
}

/**
 * Answers with a text/event-stream. `open` gets the stream and returns what to undo when it ends: the reader left,
 * fell behind, was signed out, or the server stops. BigInt values are sent as decimal text.
 */
export function eventStream(
  c: ApiContext,
  clock: Clock,
  open: (stream: EventStream) => () => void,
): Response {
  const encoder = new TextEncoder();
  let isClosed = false;
  let undo = () => {};
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  const write = (text: string): boolean => {
    if (isClosed || controller === undefined) return false;
    controller.enqueue(encoder.encode(text));
    if ((controller.desiredSize ?? 0) > 0) return true;
    close();
    return false;
  };
  const beat = async () => {
    if (await c.get("isStillSignedIn")()) write(": still here\n\n");
    else close();
  };
  const heartbeat = clock.every(HEARTBEAT_MS, () => void beat().catch(close));
  const unwatch = c.get("onRightsChange")(() => void beat().catch(close));
  const closing = c.env?.closing;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    heartbeat.cancel();
    unwatch();
    closing?.removeEventListener("abort", close);
    undo();
    try {
      controller?.close();
    } catch {
      // The reader cancelled: there is nothing left to close.
    }
  };
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(opened) {
      controller = opened;
      write(`retry: ${RETRY_MS}\n\n`);
      const send: EventStream["send"] = (event, data, id) => write(formatMessage(event, data, id));
      undo = open({ send, backlogBytes, close });
      // `open` may have closed the stream before its undo was known.
      if (isClosed) undo();
    },
    cancel: close,
  };
  const backlogBytes = () => Math.max(0, BACKLOG_BYTES - (controller?.desiredSize ?? BACKLOG_BYTES));
  const size = (chunk?: Uint8Array) => chunk?.byteLength ?? 0;
  const stream = new ReadableStream(source, { highWaterMark: BACKLOG_BYTES, size });
  closing?.addEventListener("abort", close);
  if (closing?.aborted) close();
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  });
}

function formatMessage(event: string, data: unknown, id: string | undefined): string {
  const json = JSON.stringify(data, (_, value) => (typeof value === "bigint" ? String(value) : value));
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${json}\n\n`;
}
