import { type Failure, failure } from "../../spine/error.ts";
import type { Frame } from "./wire/packet.ts";

/** Until the peer is let in it may make us hold no more than this. */
const CONNECT_BYTES = 32 * 1_024;
const FIRST_CARRY_BYTES = 256;
const CONNECT_HEADER = 0x10;

/** Takes one whole packet. The frame is valid only until it returns. Answers false to stop after this packet. */
export type TakeFrame = (frame: Frame) => boolean;

/** Of all readers: a packet is taken before the next one is cut, and an idle connection holds on to no chunk. */
const sharedFrame: Frame = { bytes: Buffer.alloc(0), start: 0, bodyAt: 0, end: 0 };

/**
 * Cuts a byte stream into MQTT packets, wherever the stream was split. Packets that lie whole in a chunk are
 * taken from it without a copy; only a packet that straddles chunks is gathered.
 */
export class FrameReader {
  /** Why the stream cannot be read further. */
  fault: Failure | undefined;
  readonly #maxPacketBytes: number;
  readonly #take: TakeFrame;
  #limitBytes: number;
  #isFirst = true;
  #carry: Buffer | undefined;
  #carried = 0;

  constructor(maxPacketBytes: number, take: TakeFrame) {
    this.#maxPacketBytes = maxPacketBytes;
    this.#limitBytes = Math.min(maxPacketBytes, CONNECT_BYTES);
    this.#take = take;
  }

  /** Lifts the limit of the unknown peer. */
  trust(): void {
    this.#limitBytes = this.#maxPacketBytes;
  }

  /**
   * Reads `chunk` from `from` on. Answers how far it came: the chunk's length, or less when `take` asked to stop
   * (call again with the rest) or when `fault` is set.
   */
  feed(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#isFirst && at < chunk.length && !this.#checkFirst(chunk[at] ?? 0)) return at;
    if (this.#carried > 0) {
      at = this.#complete(chunk, at);
      if (this.#carried > 0 || this.fault !== undefined) return at;
      if (this.#isStopped) return at;
    }
    return this.#cut(chunk, at);
  }

  #isStopped = false;

  #cut(chunk: Buffer, from: number): number {
    const size = chunk.length;
    const frame = sharedFrame;
    let at = from;
    while (at < size) {
      let bodyAt = at + 1;
      let length = 0;
      let shift = 0;
      let byte = 128;
      while (bodyAt < size && byte > 127 && shift < 28) {
        byte = chunk[bodyAt++] ?? 0;
        length |= (byte & 127) << shift;
        shift += 7;
      }
      if (byte > 127 && shift === 28)
        return this.#fail(
          at,
          failure("malformed_packet", { detail: "the remaining length has more than four bytes" }),
        );
      const end = bodyAt + length;
      if (byte <= 127 && end - at > this.#limitBytes)
        return this.#fail(at, tooLarge(end - at, this.#limitBytes));
      if (byte > 127 || end > size) break;
      frame.bytes = chunk;
      frame.start = at;
      frame.bodyAt = bodyAt;
      frame.end = end;
      if (!this.#take(frame)) return end;
      at = end;
    }
    if (at < size) this.#keep(chunk, at, size);
    return size;
  }

  /** Adds to the carried packet what it lacks; takes it when it is whole. */
  #complete(chunk: Buffer, from: number): number {
    let at = from;
    this.#isStopped = false;
    while (at < chunk.length) {
      const missing = this.#missing();
      if (missing < 0) return at;
      const step = Math.min(missing, chunk.length - at);
      this.#keep(chunk, at, at + step);
      at += step;
      if (this.#missing() !== 0) continue;
      const carry = this.#carry ?? chunk;
      const end = this.#carried;
      this.#carry = undefined;
      this.#carried = 0;
      this.#isStopped = !this.#take({ bytes: carry, start: 0, bodyAt: bodyOffset(carry), end });
      return at;
    }
    return at;
  }

  /** Bytes until the carried packet is whole, as far as known: 1 while its length is not; -1 on a fault. */
  #missing(): number {
    const carry = this.#carry;
    if (carry === undefined) return 1;
    let length = 0;
    for (let i = 1; i <= 4; i++) {
      if (i >= this.#carried) return 1;
      const byte = carry[i] ?? 0;
      length |= (byte & 127) << (7 * (i - 1));
      if (byte > 127) continue;
      const total = i + 1 + length;
      if (total > this.#limitBytes) return this.#fail(-1, tooLarge(total, this.#limitBytes));
      return total - this.#carried;
    }
    return this.#fail(
      -1,
      failure("malformed_packet", { detail: "the remaining length has more than four bytes" }),
    );
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    const needed = this.#carried + to - from;
    if (this.#carry === undefined || needed > this.#carry.length) {
      // Grown as bytes come, not as the header promises: a promise costs the peer nothing.
      const next = Buffer.allocUnsafeSlow(Math.max(FIRST_CARRY_BYTES, 2 ** Math.ceil(Math.log2(needed))));
      this.#carry?.copy(next, 0, 0, this.#carried);
      this.#carry = next;
    }
    chunk.copy(this.#carry, this.#carried, from, to);
    this.#carried = needed;
  }

  /** [MQTT-3.1.0-1]: the first packet is CONNECT. Names what else is often sent to this port. */
  #checkFirst(byte: number): boolean {
    this.#isFirst = false;
    if (byte === CONNECT_HEADER) return true;
    let detail = "the first packet is not CONNECT";
    if (byte === 0x16) detail = "a TLS handshake on a port without TLS";
    else if (byte >= 0x41 && byte <= 0x5a) detail = "text, such as HTTP, on an MQTT port";
    this.#fail(0, failure("protocol_error", { detail }));
    return false;
  }

  #fail(answer: number, fault: Failure): number {
    this.fault ??= fault;
    return answer;
  }
}

function bodyOffset(packet: Buffer): number {
  let at = 1;
  while ((packet[at] ?? 0) > 127) at++;
  return at + 1;
}

function tooLarge(size: number, limit: number): Failure {
  return failure("packet_too_large", { size, limit });
}
