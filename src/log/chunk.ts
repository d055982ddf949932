// A batch as it lies on disk: a small head and the compressed records. Stored: add versions, never change one.
// Byte 0 version, 1 compression (0 none, 1 zstd), 2..5 CRC-32 of all that follows, begun with byte 1 (little endian), then the records.

import { ByteReader, BytesError } from "../kit/byte-reader.ts";
import type { LogEvent } from "../spine/event.ts";
import { RecordReader } from "./record.ts";

const VERSION = 1;
const PLAIN = 0;
const ZSTD = 1;
const HEAD_BYTES = 6;
/** Below this compression costs more than it saves. */
const WORTH_COMPRESSING_BYTES = 128;

/** A chunk that cannot be read: damaged, or of a version that this Gantry does not know. */
export class ChunkError extends Error {
  override readonly name = "ChunkError";
}

/** Compresses the records of a batch and puts the head before them. */
export function sealChunk(records: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const isWorth = records.length >= WORTH_COMPRESSING_BYTES;
  const content = isWorth ? Bun.zstdCompressSync(records, { level: 1 }) : records;
  const body = new Uint8Array(HEAD_BYTES + content.length);
  body[0] = VERSION;
  body[1] = isWorth ? ZSTD : PLAIN;
  body.set(content, HEAD_BYTES);
  new DataView(body.buffer).setUint32(2, Bun.hash.crc32(content, body[1]), true);
  return body;
}

/** The events of a chunk, numbered from `firstSeq`. Throws ChunkError when the bytes are damaged or not understood. */
export function openChunk(body: Uint8Array, firstSeq: number, count: number): LogEvent[] {
  try {
    const reader = new RecordReader(new ByteReader(recordsOf(body)));
    const events = Array.from({ length: count }, (_, index) => reader.next(firstSeq + index));
    if (!reader.from.isAtEnd) throw new BytesError("there are more bytes than events");
    return events;
  } catch (cause) {
    if (cause instanceof ChunkError) throw cause;
    throw new ChunkError(`chunk ${firstSeq}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function recordsOf(body: Uint8Array): Uint8Array {
  if (body.length < HEAD_BYTES || body[0] !== VERSION) throw new ChunkError("unknown chunk version");
  const content = body.subarray(HEAD_BYTES) as Uint8Array<ArrayBuffer>;
  const expected = new DataView(body.buffer, body.byteOffset).getUint32(2, true);
  if (Bun.hash.crc32(content, body[1]) !== expected) throw new ChunkError("the checksum does not match");
  if (body[1] === PLAIN) return content;
  if (body[1] === ZSTD) return Bun.zstdDecompressSync(content);
  throw new ChunkError("unknown compression");
}
