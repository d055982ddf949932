// A serial line with slaves on it, in simulated time: every byte takes as long as its bits do, and much can go wrong. Or
// a socket with the same slaves behind it, where bytes take no time.

import { makeRandom, type Random } from "../../../src/kit/random.ts";
import type { Clock } from "../../../src/spine/clock.ts";
import { answerPdu, type SlaveModel } from "./slave-model.ts";
import type { Reply, Trouble } from "./troubles.ts";

export interface LineSlave {
  readonly model: SlaveModel;
  /** From the end of the request to the first byte of the reply. */
  readonly delayMs?: number;
  isDead?: boolean;
  /** What it makes of a reply before it is sent. */
  distort?: (frame: Buffer) => Buffer;
  /** What becomes of each reply on its way. */
  trouble?: Trouble;
}

export interface SerialLineOptions {
  readonly clock: Clock;
  /** Infinite for a socket. */
  readonly baud: number;
  /** Frames with checksums unless it says Modbus TCP. */
  readonly framing?: "rtu" | "tcp";
  readonly random?: Random;
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
  readonly #random: Random;
  /** Until when what was sent on a socket is on its way: nothing overtakes it there. */
  #streamEndMs = 0;
  isCut = false;

  constructor(readonly options: SerialLineOptions) {
    this.#random = options.random ?? makeRandom(1);
  }

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

  #answer(slave: LineSlave, frame: Buffer, sentMs: number): void {
    const { model, delayMs = 1, isDead } = slave;
    const request = this.#open(frame);
    if (isDead || request?.unit !== model.unit) return;
    const reply = { ...request, pdu: answerPdu(model, request.pdu) };
    const nowMs = this.options.clock.monotonicMs();
    const firstMs = Math.max(sentMs + delayMs, this.#streamEndMs - nowMs);
    for (const { afterMs, bytes } of this.#partsOf(slave, reply)) {
      const replyMs = this.timeOf(bytes.length);
      this.busyMs += replyMs;
      const fromMs = firstMs + afterMs;
      this.#quietAtMs = Math.max(this.#quietAtMs, nowMs + fromMs + replyMs);
      if (this.options.framing === "tcp") this.#streamEndMs = nowMs + fromMs;
      this.#deliver(bytes, fromMs);
    }
  }

  /** The request in a frame; undefined where its checksum is wrong. */
  #open(frame: Buffer): Reply | undefined {
    if (this.options.framing === "tcp")
      return { transaction: frame.readUInt16BE(0), unit: frame[6] ?? 0, pdu: frame.subarray(7) };
    if (crcOf(frame) !== 0) return undefined;
    return { transaction: 0, unit: frame[0] ?? 0, pdu: frame.subarray(1, -2) };
  }

  #partsOf({ distort, trouble }: LineSlave, reply: Reply) {
    const seal = this.options.framing === "tcp" ? headed : (one: Reply) => sealed(bodyOf(one));
    if (trouble) return trouble(reply, { seal, random: this.#random });
    const bytes = distort ? distort(seal(reply)) : seal(reply);
    return bytes.length === 0 ? [] : [{ afterMs: 0, bytes }];
  }

  #deliver(bytes: Buffer, fromMs: number): void {
    const { clock, pieceBytes = 16 } = this.options;
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes);
      clock.after(fromMs + this.timeOf(at + piece.length), () => this.disturb(piece));
    }
  }
}

function bodyOf({ unit, pdu }: Reply): Buffer {
  return Buffer.concat([Buffer.of(unit), pdu]);
}

/** As Modbus TCP has it: transaction, protocol 0, length. */
function headed(reply: Reply): Buffer {
  const body = bodyOf(reply);
  const head = Buffer.alloc(6);
  head.writeUInt16BE(reply.transaction, 0);
  head.writeUInt16BE(body.length, 4);
  return Buffer.concat([head, body]);
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
