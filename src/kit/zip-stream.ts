// A zip file as a stream: what is in it is compressed as it comes, on the runtime's own threads; nothing is held.

import { promisify } from "node:util";
import { constants, crc32, deflateRaw } from "node:zlib";
import { assert } from "./assert.ts";

export interface ZipEntry {
  /** Path within the archive. */
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

interface Written {
  readonly name: Uint8Array;
  readonly crc: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly offset: number;
}

const compress = promisify(deflateRaw) as (
  bytes: Uint8Array,
  options: { level: number; finishFlush: number },
) => Promise<Uint8Array>;
/** Each piece ends at a whole byte and refers to none before it, so that pieces follow each other as one stream. */
const PIECE = { level: 3, finishFlush: constants.Z_SYNC_FLUSH };
/** An empty last block: the end of a deflate stream (RFC 1951 §3.2.3). */
const END = Uint8Array.of(3, 0);
/** Sizes and places are 32 bits wide: the wider form of zip is not written here. */
const LIMIT = 0xffff_ffff;
/** 1980-01-01: a file that is made twice from the same content is the same. */
const DOS_DATE = 0x21;
const VERSION = 20;
/** Sizes follow behind the content; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATE = 8;

/** Entries one after the other, then the directory. Throws when the archive or an entry grows beyond 4 GiB. */
export async function* zipStream(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { name: text, content } of entries) {
    const name = new TextEncoder().encode(text);
    const start = offset;
    const head = localHeader(name);
    yield head;
    let crc = 0;
    let sizeBytes = 0;
    let packedBytes = END.length;
    for await (const piece of content) {
      if (piece.length === 0) continue;
      crc = crc32(piece, crc);
      sizeBytes += piece.length;
      const packed = await compress(piece, PIECE);
      packedBytes += packed.length;
      yield packed;
    }
    const tail = descriptor({ crc, packedBytes, sizeBytes });
    yield END;
    yield tail;
    offset += head.length + packedBytes + tail.length;
    assert(sizeBytes <= LIMIT && offset <= LIMIT, "a zip file ends at 4 GiB");
    written.push({ name, crc, packedBytes, sizeBytes, offset: start });
  }
  const directory = written.map(centralHeader);
  yield* directory;
  const directoryBytes = directory.reduce((sum, one) => sum + one.length, 0);
  yield endRecord({ count: written.length, directoryBytes, offset });
}

function localHeader(name: Uint8Array): Uint8Array {
  return record(
    [0x04034b50, 4],
    [VERSION, 2],
    [FLAGS, 2],
    [DEFLATE, 2],
    [0, 2],
    [DOS_DATE, 2],
    [0, 4],
    [0, 4],
    [0, 4],
    [name.length, 2],
    [0, 2],
    name,
  );
}

function descriptor({ crc, packedBytes, sizeBytes }: Omit<Written, "name" | "offset">): Uint8Array {
  return record([0x08074b50, 4], [crc, 4], [packedBytes, 4], [sizeBytes, 4]);
}

function centralHeader({ name, crc, packedBytes, sizeBytes, offset }: Written): Uint8Array {
  return record(
    [0x02014b50, 4],
    [VERSION, 2],
    [VERSION, 2],
    [FLAGS, 2],
    [DEFLATE, 2],
    [0, 2],
    [DOS_DATE, 2],
    [crc, 4],
    [packedBytes, 4],
    [sizeBytes, 4],
    [name.length, 2],
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 4],
    [offset, 4],
    name,
  );
}

function endRecord(end: { count: number; directoryBytes: number; offset: number }): Uint8Array {
  return record(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [end.count, 2],
    [end.count, 2],
    [end.directoryBytes, 4],
    [end.offset, 4],
    [0, 2],
  );
}

/** Little-endian fields as [value, width in bytes]; bytes as they are. */
function record(...fields: readonly (readonly [value: number, width: 2 | 4] | Uint8Array)[]): Uint8Array {
  const size = fields.reduce((sum, one) => sum + (one instanceof Uint8Array ? one.length : one[1]), 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const field of fields) {
    if (field instanceof Uint8Array) {
      bytes.set(field, at);
      at += field.length;
      continue;
    }
    const [value, width] = field;
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value >>> 0, true);
    at += width;
  }
  return bytes;
}
