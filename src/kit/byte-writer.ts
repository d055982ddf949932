/** Bytes are appended to a buffer that grows by doubling and can be handed to a Worker without a copy. */
export class ByteWriter {
  at = 0;
  #buffer: Buffer<ArrayBuffer>;
  #view: DataView<ArrayBuffer>;

  constructor(sizeBytes: number) {
    this.#buffer = wrap(new ArrayBuffer(sizeBytes));
    this.#view = new DataView(this.#buffer.buffer);
  }

  /** Makes room for `sizeBytes` more; the fixed-size writers below need it to have been called. */
  ensure(sizeBytes: number): void {
    if (this.at + sizeBytes > this.#buffer.length) this.#grow(this.at + sizeBytes);
  }

  u8(value: number): void {
    this.#buffer[this.at++] = value;
  }

  /** Whole number from 0 to 2^53 - 1; at most 8 bytes. */
  varint(value: number): void {
    let rest = value;
    while (rest > 0x7fffffff) {
      this.#buffer[this.at++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      this.#buffer[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.at++] = rest;
  }

  /** Whole number of less than 2^51 in size; small ones of either sign are short. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  f64(value: number): void {
    this.#view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  i64(value: bigint): void {
    this.#view.setBigInt64(this.at, value, true);
    this.at += 8;
  }

  /** UTF-8 with its length before it. Makes its own room. */
  text(value: string): void {
    const length = value.length;
    if (length < 64) {
      this.ensure(length + 8);
      if (this.#shortAscii(value, length)) return;
    }
    const sizeBytes = Buffer.byteLength(value);
    this.ensure(sizeBytes + 8);
    this.varint(sizeBytes);
    this.at += this.#buffer.write(value, this.at, "utf8");
  }

  /** Bytes with their length before them. Makes its own room. */
  bytes(value: Uint8Array): void {
    this.ensure(value.length + 8);
    this.varint(value.length);
    this.#buffer.set(value, this.at);
    this.at += value.length;
  }

  /** A view of what was written; valid until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.at);
  }

  /** Gives the buffer away and goes on with `next`; what was written is its first `at` bytes, before this call. */
  swap(next: ArrayBuffer): ArrayBuffer {
    const full = this.#buffer.buffer;
    this.#buffer = wrap(next);
    this.#view = new DataView(next);
    this.at = 0;
    return full;
  }

  #shortAscii(value: string, length: number): boolean {
    const start = this.at;
    this.#buffer[this.at++] = length;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) {
        this.at = start;
        return false;
      }
      this.#buffer[this.at++] = code;
    }
    return true;
  }

  #grow(needed: number): void {
    const bigger = wrap(new ArrayBuffer(Math.max(needed, this.#buffer.length * 2)));
    this.#buffer.copy(bigger, 0, 0, this.at);
    this.#buffer = bigger;
    this.#view = new DataView(bigger.buffer);
  }
}

function wrap(buffer: ArrayBuffer): Buffer<ArrayBuffer> {
  return Buffer.from(buffer);
}
