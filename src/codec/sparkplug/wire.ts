// Protocol Buffers' wire format, as far as Sparkplug needs it: varints, fixed numbers, lengths.

import { BytesError } from "../../kit/byte-reader.ts";

const MOST_FIELD = 536_870_911;

/** Walks over the fields of one message. Throws BytesError where the bytes are none. */
export class WireReader {
  /** Of the field that `next` found. */
  field = 0;
  wire = 0;
  #at = 0;
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Goes to the next field; false at the end. Its value must then be read, or skipped. */
  next(): boolean {
    if (this.#at >= this.bytes.length) return false;
    const tag = this.uint();
    this.field = Math.floor(tag / 8);
    this.wire = tag % 8;
    if (this.field < 1 || this.field > MOST_FIELD) throw new BytesError("a field has no valid number");
    return true;
  }

  /** 64 bits, unsigned. */
  long(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new BytesError("a number is too long");
  }

  /** As a number: exact up to 2^53, which times and lengths do not reach. */
  uint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new BytesError("a number is too long");
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A view of a field that has a length, not a copy. */
  chunk(): Uint8Array {
    const sizeBytes = this.uint();
    const start = this.#take(sizeBytes);
    return this.bytes.subarray(start, start + sizeBytes);
  }

  text(): string {
    return Buffer.from(this.chunk()).toString("utf8");
  }

  /** Fields that are not ours to read. */
  skip(): void {
    if (this.wire === 0) this.uint();
    else if (this.wire === 1) this.#take(8);
    else if (this.wire === 2) this.chunk();
    else if (this.wire === 5) this.#take(4);
    else throw new BytesError(`wire type ${this.wire} is not in use`);
  }

  /** Reads the field by `read` if it has the wire type that it must have; throws if not. */
  expect<T>(wire: number, read: () => T): T {
    if (this.wire !== wire) throw new BytesError(`field ${this.field} has wire type ${this.wire}`);
    return read();
  }

  #byte(): number {
    const byte = this.bytes[this.#at++];
    if (byte === undefined) throw new BytesError("the bytes end too soon");
    return byte;
  }

  #take(sizeBytes: number): number {
    const start = this.#at;
    if (start + sizeBytes > this.bytes.length) throw new BytesError("the bytes end too soon");
    this.#at = start + sizeBytes;
    return start;
  }
}
