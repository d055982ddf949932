// Replies on Modbus TCP: a header names the request that each belongs to (messaging guide 1.0b, 3.1.3).

import type { Expected, Framing } from "./framing.ts";
import { type Failed, type FailureCode, failed } from "./outcome.ts";
import { EXCEPTION_BYTES, identitySizeOf } from "./request.ts";
import { withCrc } from "./rtu-framing.ts";

const HEADER_BYTES = 7;
/** Unit and PDU together. */
const BODY_BYTES = 254;

export class TcpFraming implements Framing {
  /** A socket hears nothing of what it sends, and brings nothing of itself. */
  readonly isEcho = false;
  readonly hasStray = false;
  #bytes = new Uint8Array();
  #transaction = 0;
  #fault: FailureCode = "timeout";
  #isBroken = false;

  wrap(rtu: Uint8Array): Uint8Array {
    // Never 0: some devices send zeros between frames.
    this.#transaction = (this.#transaction % 0xffff) + 1;
    const body = rtu.subarray(0, rtu.length - 2);
    const frame = new Uint8Array(6 + body.length);
    const view = new DataView(frame.buffer);
    view.setUint16(0, this.#transaction);
    view.setUint16(4, body.length);
    frame.set(body, 6);
    return frame;
  }

  feed(chunk: Uint8Array): void {
    if (this.#isBroken) return;
    const joined = new Uint8Array(this.#bytes.length + chunk.length);
    joined.set(this.#bytes);
    joined.set(chunk, this.#bytes.length);
    this.#bytes = joined;
  }

  take(expected: Expected): Uint8Array | undefined {
    for (let body = this.#next(); body !== undefined; body = this.#next()) {
      const reply = this.#match(body, expected);
      if (reply) return reply;
    }
    return undefined;
  }

  blame(): Failed {
    const isCut = this.#fault === "timeout" && this.#bytes.length > 0;
    return failed(isCut ? "short_frame" : this.#fault, this.#bytes.slice(0, HEADER_BYTES + BODY_BYTES));
  }

  /** What is left of an earlier reply stays: the next one begins where it ends. */
  reset(): void {
    this.#fault = this.#isBroken ? "noise" : "timeout";
  }

  restart(): void {
    this.#bytes = new Uint8Array();
    this.#isBroken = false;
  }

  isStray(): boolean {
    return false;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Transaction, unit and PDU of the next whole frame. */
  #next(): Uint8Array | undefined {
    const bytes = this.#bytes;
    if (bytes.length < HEADER_BYTES + 1) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const sizeBytes = view.getUint16(4);
    if (view.getUint16(2) !== 0 || sizeBytes < 3 || sizeBytes > BODY_BYTES) {
      this.#isBroken = true;
      this.#fault = "noise";
      return undefined;
    }
    if (bytes.length < 6 + sizeBytes) return undefined;
    this.#bytes = bytes.slice(6 + sizeBytes);
    return bytes.subarray(0, 6 + sizeBytes);
  }

  #match(frame: Uint8Array, { unit, functionCode, sizeBytes }: Expected): Uint8Array | undefined {
    const transaction = new DataView(frame.buffer, frame.byteOffset).getUint16(0);
    const body = frame.subarray(6);
    if (transaction !== this.#transaction) this.#fault = "transaction_mismatch";
    else if (body[0] !== unit) this.#fault = "unit_mismatch";
    else if (body[1] === (functionCode | 0x80) && body.length === EXCEPTION_BYTES - 2) return withCrc(body);
    else if (body[1] === functionCode && isWhole(body, sizeBytes - 2)) return withCrc(body);
    else this.#fault = "short_frame";
    return undefined;
  }
}

/** `sizeBytes`: unit and PDU; below 0 where only they say it. */
function isWhole(body: Uint8Array, sizeBytes: number): boolean {
  if (sizeBytes >= 0) return body.length === sizeBytes;
  return identitySizeOf(body, 0, body.length) === body.length + 2;
}
