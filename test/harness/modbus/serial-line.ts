// A serial line with slaves on it, in simulated time: every byte takes as long as its bits do, and much can go wrong.

import type { Clock } from "../../../src/spine/clock.ts";
import { answerPdu, type SlaveModel } from "./slave-model.ts";

export interface LineSlave {
  readonly model: SlaveModel;
  /** From the end of the request to the first byte of the reply. */
  readonly delayMs?: number;
  isDead?: boolean;
  /** What it makes of a reply before it is sent. */
  distort?: (frame: Buffer) => Buffer;
}

export interface SerialLineOptions {
  readonly clock: Clock;
  readonly baud: number;
  readonly slaves: readonly LineSlave[];
  readonly received: (chunk: Uint8Array) => void;
  /** The master hears itself. */
  readonly isEcho?: boolean;
  /** Bytes that a reply arrives in at a time. */
  readonly pieceBytes?: number;
}

/** Bits that a byte takes with a start bit, a parity or second stop bit, and a stop bit. */
const BITS = 11;

export class SerialLine {
  /** Time that frames were on the line, ms. */
  busyMs = 0;
  requests = 0;
  /** When something was sent although the line was not quiet yet. */
  collisions = 0;
  #quietAtMs = 0;
  isCut = false;

  constructor(readonly options: SerialLineOptions) {}

  timeOf(sizeBytes: number): number {
    return (sizeBytes * BITS * 1_000) / this.options.baud;
  }

  /** The master's frame. */
  send(frame: Uint8Array): void {
    const { clock, slaves, isEcho, received } = this.options;
    const nowMs = clock.monotonicMs();
    if (nowMs < this.#quietAtMs) this.collisions++;
    this.requests++;
    const sentMs = this.timeOf(frame.length);
    this.busyMs += sentMs;
    this.#quietAtMs = nowMs + sentMs;
    if (this.isCut) return;
    const request = Buffer.from(frame);
    if (isEcho) clock.after(sentMs, () => received(request));
    for (const slave of slaves) this.#answer(slave, request, sentMs);
  }

  /** Bytes out of nowhere. */
  disturb(bytes: Uint8Array): void {
    if (!this.isCut) this.options.received(bytes);
  }

  #answer({ model, delayMs = 1, isDead, distort }: LineSlave, request: Buffer, sentMs: number): void {
    if (isDead || request[0] !== model.unit || crcOf(request) !== 0) return;
    const pdu = answerPdu(model, request.subarray(1, -2));
    const plain = sealed(Buffer.concat([Buffer.of(model.unit), pdu]));
    const reply = distort ? distort(plain) : plain;
    if (reply.length === 0) return;
    const { clock, pieceBytes = 16 } = this.options;
    const replyMs = this.timeOf(reply.length);
    this.busyMs += replyMs;
    this.#quietAtMs = clock.monotonicMs() + sentMs + delayMs + replyMs;
    for (let at = 0; at < reply.length; at += pieceBytes) {
      const piece = reply.subarray(at, at + pieceBytes);
      const atMs = sentMs + delayMs + this.timeOf(at + piece.length);
      clock.after(atMs, () => {
        if (!this.isCut) this.options.received(piece);
      });
    }
  }
}

/** With its checksum, computed bit by bit. */
export function sealed(body: Buffer): Buffer {
  const crc = crcOf(body);
  return Buffer.concat([body, Buffer.of(crc & 0xff, crc >> 8)]);
}

/** 0 of a frame that carries its own. */
export function crcOf(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}
