/** Thrown when bytes end early or cannot be what they claim to be. */
export class BytesError extends Error {
  override readonly name = "BytesError";
}

/** Reads what ByteWriter wrote. Throws BytesError where the bytes end too soon. */
export class ByteReader {
  at = 0;
  readonly #buffer: Buffer;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at >= this.#buffer.length;
  }

  u8(): number {
    const value = this.#buffer[this.at++];
    if (value === undefined) throw new BytesError("the bytes end too soon");
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new BytesError("a number is too long");
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }

  text(): string {
    const sizeBytes = this.varint();
    const start = this.#take(sizeBytes);
    return this.#buffer.toString("utf8", start, start + sizeBytes);
  }

  /** A view of the next bytes, not a copy. */
  bytes(sizeBytes: number): Uint8Array {
    const start = this.#take(sizeBytes);
    return this.#buffer.subarray(start, start + sizeBytes);
  }

  #take(sizeBytes: number): number {
    const start = this.at;
    if (start + sizeBytes > this.#buffer.length) throw new BytesError("the bytes end too soon");
    this.at = start + sizeBytes;
    return start;
  }
}
