// The bytes that wait to be written to one socket, and the buffers that such bytes borrow.

/** Sizes of pooled buffers; an idle connection holds none of them. */
const CLASSES = [1_024, 8_192, 65_536] as const;
/** Most spare buffers of one class that are kept. */
const SPARE_PER_CLASS = 256;
const NOTHING = Buffer.alloc(0);

/** Spare output buffers, shared by the connections of one listener. */
export class BufferPool {
  readonly #spare: Buffer[][] = CLASSES.map(() => []);

  /** A buffer of at least `sizeBytes`; its content is arbitrary. */
  take(sizeBytes: number): Buffer {
    for (let i = 0; i < CLASSES.length; i++) {
      const size = CLASSES[i] ?? 0;
      if (size >= sizeBytes) return this.#spare[i]?.pop() ?? Buffer.allocUnsafeSlow(size);
    }
    return Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(sizeBytes)));
  }

  give(buffer: Buffer): void {
    for (let i = 0; i < CLASSES.length; i++) {
      const spare = this.#spare[i];
      if (CLASSES[i] === buffer.length && spare && spare.length < SPARE_PER_CLASS) spare.push(buffer);
    }
  }
}

/**
 * A growing run of bytes. Writers call `reserve`, then fill `bytes` from the returned offset: no
 * object per packet, one write per flush. `bytes` may be another buffer after each `reserve`.
 */
export class Outgoing {
  bytes: Buffer = NOTHING;
  /** First byte not yet written to the socket. */
  start = 0;
  end = 0;
  readonly #pool: BufferPool;

  constructor(pool: BufferPool) {
    this.#pool = pool;
  }

  get sizeBytes(): number {
    return this.end - this.start;
  }

  /** Makes room for `sizeBytes` more and returns the offset at which they go. */
  reserve(sizeBytes: number): number {
    if (this.end + sizeBytes > this.bytes.length) this.#grow(sizeBytes);
    const at = this.end;
    this.end += sizeBytes;
    return at;
  }

  /** Marks the first `sizeBytes` as written; gives the buffer back when none is left. */
  consume(sizeBytes: number): void {
    this.start += sizeBytes;
    if (this.start >= this.end) this.clear();
  }

  clear(): void {
    if (this.bytes !== NOTHING) this.#pool.give(this.bytes);
    this.bytes = NOTHING;
    this.start = 0;
    this.end = 0;
  }

  #grow(sizeBytes: number): void {
    const size = this.end - this.start;
    const next = this.#pool.take(Math.max(size + sizeBytes, Math.min(this.bytes.length * 2, size * 2)));
    if (size > 0) this.bytes.copy(next, 0, this.start, this.end);
    if (this.bytes !== NOTHING) this.#pool.give(this.bytes);
    this.bytes = next;
    this.start = 0;
    this.end = size;
  }
}
