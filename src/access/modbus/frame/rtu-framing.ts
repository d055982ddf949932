// Replies on a serial line, or on a socket that stands for one. RTU frames have no beginning and no length, so a
// reply is looked for by what the request says it must be; whatever else came (heartbeats, noise, echoes) is passed over.

import { crc16, hasCrc16 } from "../../../kit/crc16.ts";
import type { Expected, Framing } from "./framing.ts";
import { type Failed, type FailureCode, failed } from "./outcome.ts";
import { EXCEPTION_BYTES, identitySizeOf } from "./request.ts";

/** Largest RTU frame (Modbus over serial line 1.02, 2.5.1). */
const FRAME_BYTES = 256;
/** A babbling line may not fill more; what is older is no reply to what was just asked. */
const KEPT_BYTES = 4 * FRAME_BYTES;
/** So many replies in a row without an echo before them, and the line gives nothing back any more. */
const ECHOLESS = 3;
/** Unit, function and number of bytes: what is known of the reply to a read beforehand. */
const HEAD_BYTES = 3;
const NOTHING = new Uint8Array();

export class RtuFraming implements Framing {
  /** On a line of its own anything may come, and pass. */
  readonly isBroken = false;
  #bytes = new Uint8Array(KEPT_BYTES);
  #size = 0;
  #isEcho = false;
  /** Replies that nothing was given back before, one after another. */
  #echoless = 0;
  #hasStray = false;

  /** `heartbeat`: what a DTU sends between replies, so that it alone counts as silence. */
  constructor(readonly heartbeat: Uint8Array = NOTHING) {}

  wrap(rtu: Uint8Array): Uint8Array {
    return rtu;
  }

  feed(chunk: Uint8Array): void {
    const overflow = this.#size + chunk.length - KEPT_BYTES;
    if (overflow > 0) {
      this.#bytes.copyWithin(0, Math.min(overflow, this.#size), this.#size);
      this.#size = Math.max(0, this.#size - overflow);
    }
    const kept = chunk.subarray(Math.max(0, chunk.length - KEPT_BYTES));
    this.#bytes.set(kept, this.#size);
    this.#size += kept.length;
  }

  take(expected: Expected): Uint8Array | undefined {
    const start = this.#afterEcho(expected);
    if (start === undefined) return undefined;
    for (let at = start; at + EXCEPTION_BYTES <= this.#size; at++) {
      const sizeBytes = this.#sizeAt(at, expected);
      if (sizeBytes === 0 || at + sizeBytes > this.#size) continue;
      if (!hasCrc16(this.#bytes, at, at + sizeBytes)) continue;
      const [before, behind] = [
        this.#bytes.subarray(start, at),
        this.#bytes.subarray(at + sizeBytes, this.#size),
      ];
      this.#hasStray = this.isStray(before) || this.isStray(behind);
      const reply = this.#bytes.slice(at, at + sizeBytes);
      this.#size = 0;
      return reply;
    }
    return undefined;
  }

  blame(expected: Expected): Failed {
    const why = failed(this.#reasonOf(expected), this.#bytes.slice(0, this.#size));
    const isHeadCut = why.code !== "timeout" && this.#isHeadCut(expected);
    this.#doubtEcho(expected);
    return isHeadCut ? { ...why, isHeadCut } : why;
  }

  reset(): void {
    this.#size = 0;
    this.#hasStray = false;
  }

  restart(): void {
    this.reset();
  }

  get hasStray(): boolean {
    return this.#hasStray;
  }

  isStray(chunk: Uint8Array): boolean {
    return chunk.length > 0 && !isBeats(chunk, this.heartbeat);
  }

  /** The line gives back what is sent on it: an adapter with local echo, or a transceiver that hears itself. */
  get isEcho(): boolean {
    return this.#isEcho;
  }

  /** Where the reply can begin; undefined while an echo that is due is not complete. */
  #afterEcho({ sent, functionCode }: Expected): number | undefined {
    const isGivenBack = this.#startsWith(sent);
    // The reply to a single write equals its request: only what reads brought to light counts.
    if (isGivenBack && functionCode <= 4) this.#isEcho = true;
    if (!this.#isEcho) return 0;
    if (isGivenBack) return sent.length;
    return this.#size < sent.length ? undefined : 0;
  }

  /** An adapter's switch can be turned while the line is up: short replies would wait for an echo for ever. */
  #doubtEcho({ sent }: Expected): void {
    if (!this.#isEcho || this.#size === 0) return;
    this.#echoless = this.#startsWith(sent.subarray(0, this.#size)) ? 0 : this.#echoless + 1;
    if (this.#echoless < ECHOLESS) return;
    this.#echoless = 0;
    this.#isEcho = false;
  }

  #startsWith(sent: Uint8Array): boolean {
    // Where nothing was sent, nothing is given back.
    if (sent.length === 0 || this.#size < sent.length) return false;
    return sent.every((byte, at) => this.#bytes[at] === byte);
  }

  /** Of the reply that may begin at `at`, or 0 where none can. */
  #sizeAt(at: number, { unit, functionCode, sizeBytes }: Expected): number {
    if (this.#bytes[at] !== unit) return 0;
    const code = this.#bytes[at + 1];
    if (code === (functionCode | 0x80)) return EXCEPTION_BYTES;
    if (code !== functionCode) return 0;
    if (sizeBytes === 0) return identitySizeOf(this.#bytes, at, this.#size) ?? Number.POSITIVE_INFINITY;
    // Of a read the third byte counts those that follow.
    if (functionCode <= 4 && this.#bytes[at + 2] !== sizeBytes - EXCEPTION_BYTES) return 0;
    return sizeBytes;
  }

  #reasonOf(expected: Expected): FailureCode {
    const start = this.#afterEcho(expected) ?? this.#size;
    if (!this.isStray(this.#bytes.subarray(start, this.#size))) return "timeout";
    let found: FailureCode = "noise";
    for (let at = start; at < this.#size; at++) {
      const sizeBytes = this.#sizeAt(at, expected);
      if (sizeBytes === 0) {
        if (found === "noise" && this.#isForeignFrame(at, expected)) found = "unit_mismatch";
      } else if (at + sizeBytes <= this.#size) return "crc";
      else found = "short_frame";
    }
    return found;
  }

  /** Whether what came is the end of the reply: with the bytes before it that a read's reply must have the checksum holds. */
  #isHeadCut({ unit, functionCode, sizeBytes, sent }: Expected): boolean {
    const cutBytes =
      sizeBytes - (this.#size - (this.#afterEcho({ unit, functionCode, sizeBytes, sent }) ?? this.#size));
    if (functionCode > 4 || cutBytes < 1 || cutBytes > HEAD_BYTES) return false;
    const whole = new Uint8Array(sizeBytes);
    whole.set([unit, functionCode, sizeBytes - EXCEPTION_BYTES]);
    whole.set(this.#bytes.subarray(this.#size - (sizeBytes - cutBytes), this.#size), cutBytes);
    return hasCrc16(whole, 0, sizeBytes);
  }

  /** Whether a whole frame of another slave, with a good checksum, begins at `at`. */
  #isForeignFrame(at: number, { unit, functionCode }: Expected): boolean {
    const code = this.#bytes[at + 1] ?? 0;
    if (this.#bytes[at] === unit || (code & 0x7f) !== functionCode) return false;
    const isRead = functionCode <= 4;
    const sizeBytes = code >= 0x80 ? EXCEPTION_BYTES : isRead ? (this.#bytes[at + 2] ?? 0) + 5 : 8;
    return at + sizeBytes <= this.#size && hasCrc16(this.#bytes, at, at + sizeBytes);
  }
}

/** `body` with its checksum: a reply of another transport in RTU form. */
export function withCrc(body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(body.length + 2);
  frame.set(body);
  const crc = crc16(body);
  frame[body.length] = crc & 0xff;
  frame[body.length + 1] = crc >> 8;
  return frame;
}

/** Whether `bytes` are heartbeats alone; the first may have begun before them. Of none: they are. */
function isBeats(bytes: Uint8Array, heartbeat: Uint8Array): boolean {
  return heartbeat.some((_, phase) =>
    bytes.every((byte, at) => byte === heartbeat[(at + phase) % heartbeat.length]),
  );
}
