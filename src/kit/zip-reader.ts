// The files of a zip archive (APPNOTE 4.3), each read as a stream and no further than its reader allows.

import { createInflateRaw } from "node:zlib";
import { nextTurn } from "./next-turn.ts";
import { TableError } from "./table-error.ts";

const END_BYTES = 22;
const COMMENT_MAX = 65_535;
const STORED = 0;
const DEFLATE = 8;
const ENTRIES_MAX = 10_000;
const ENCRYPTED = 1;
/** As an inflated piece: what is done with one is done in one go. */
const PIECE_BYTES = 16 * 1024;

interface Entry {
  readonly method: number;
  readonly packedBytes: number;
  readonly offset: number;
}

/** An archive that is in memory. */
export class ZipReader {
  readonly #entries = new Map<string, Entry>();
  readonly #view: DataView;

  /** Reads the directory. Throws TableError `not_a_zip`. */
  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    try {
      this.#readDirectory();
    } catch (cause) {
      if (cause instanceof RangeError) throw new TableError("not_a_zip");
      throw cause;
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** The file's bytes as they are unpacked. Throws TableError `too_large` beyond `limitBytes`, `not_a_zip` for damage. */
  async *read(name: string, limitBytes: number): AsyncGenerator<Uint8Array> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    const packed = this.#packed(entry);
    let sizeBytes = 0;
    for await (const piece of entry.method === STORED ? cut(packed) : inflate(packed)) {
      sizeBytes += piece.length;
      if (sizeBytes > limitBytes) throw new TableError("too_large", String(limitBytes));
      yield piece;
    }
  }

  /** The whole file as text; empty when there is none. Throws as `read`. */
  async text(name: string, limitBytes: number): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const piece of this.read(name, limitBytes)) text += decoder.decode(piece, { stream: true });
    return text + decoder.decode();
  }

  #packed({ offset, packedBytes }: Entry): Uint8Array {
    try {
      if (this.#view.getUint32(offset, true) !== 0x04034b50) throw new TableError("not_a_zip");
      const nameBytes = this.#view.getUint16(offset + 26, true);
      const start = offset + 30 + nameBytes + this.#view.getUint16(offset + 28, true);
      if (start + packedBytes > this.bytes.length) throw new TableError("not_a_zip");
      return this.bytes.subarray(start, start + packedBytes);
    } catch (cause) {
      if (cause instanceof RangeError) throw new TableError("not_a_zip");
      throw cause;
    }
  }

  #readDirectory(): void {
    const end = this.#findEnd();
    const count = this.#view.getUint16(end + 10, true);
    if (count > ENTRIES_MAX) throw new TableError("not_a_zip");
    let at = this.#view.getUint32(end + 16, true);
    for (let left = count; left > 0; left--) {
      if (this.#view.getUint32(at, true) !== 0x02014b50) throw new TableError("not_a_zip");
      const flags = this.#view.getUint16(at + 8, true);
      const method = this.#view.getUint16(at + 10, true);
      const nameBytes = this.#view.getUint16(at + 28, true);
      const furtherBytes = this.#view.getUint16(at + 30, true) + this.#view.getUint16(at + 32, true);
      const name = new TextDecoder().decode(this.bytes.subarray(at + 46, at + 46 + nameBytes));
      const isReadable = (method === STORED || method === DEFLATE) && (flags & ENCRYPTED) === 0;
      const entry = {
        method,
        packedBytes: this.#view.getUint32(at + 20, true),
        offset: this.#view.getUint32(at + 42, true),
      };
      if (isReadable) this.#entries.set(name.replaceAll("\\", "/"), entry);
      at += 46 + nameBytes + furtherBytes;
    }
  }

  /** The end of the directory stands last, but for a comment. */
  #findEnd(): number {
    const last = this.bytes.length - END_BYTES;
    for (let at = last; at >= Math.max(0, last - COMMENT_MAX); at--)
      if (this.#view.getUint32(at, true) === 0x06054b50) return at;
    throw new TableError("not_a_zip");
  }
}

/** What was never packed, in pieces, between which others have their turn. */
async function* cut(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    if (at > 0) await nextTurn();
    yield bytes.subarray(at, at + PIECE_BYTES);
  }
}

/** Unpacked on the runtime's own threads, a piece at a time. */
async function* inflate(packed: Uint8Array): AsyncGenerator<Uint8Array> {
  const stream = createInflateRaw();
  stream.end(packed);
  try {
    for await (const piece of stream) yield piece as Uint8Array;
  } catch {
    throw new TableError("not_a_zip");
  } finally {
    stream.destroy();
  }
}
