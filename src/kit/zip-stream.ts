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
/** Says in a field of 32 or 16 bits that the number stands in a wider one (APPNOTE 4.4.1.4, "ZIP64"). */
const WIDE = 0xffff_ffff;
const WIDE_COUNT = 0xffff;
/** 1980-01-01: a file that is made twice from the same content is the same. */
const DOS_DATE = 0x21;
const VERSION = 20;
/** Of who reads wider fields. */
const VERSION_WIDE = 45;
const WIDE_FIELD = 1;
/** Sizes follow behind the content; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATE = 8;

export interface ZipOptions {
  /** Places from here on are written in 64 bits; from 4 GiB unless given. */
  readonly wideAt?: number;
}

/**
 * Entries one after the other, then the directory. An archive of any length and number of entries; throws when a single
 * entry grows beyond 4 GiB, which would have to be known before it begins.
 */
export async function* zipStream(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
  { wideAt = WIDE }: ZipOptions = {},
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
    assert(sizeBytes < WIDE && packedBytes < WIDE, "an entry of a zip file ends at 4 GiB");
    written.push({ name, crc, packedBytes, sizeBytes, offset: start });
  }
  const directory = written.map((entry) => centralHeader(entry, wideAt));
  yield* directory;
  const directoryBytes = directory.reduce((sum, one) => sum + one.length, 0);
  const end = { count: written.length, directoryBytes, offset };
  const isWide = end.count >= WIDE_COUNT || directoryBytes >= wideAt || offset >= wideAt;
  if (isWide) yield wideEndRecords(end);
  yield endRecord(end, isWide);
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

function centralHeader(entry: Written, wideAt: number): Uint8Array {
  const { name, crc, packedBytes, sizeBytes, offset } = entry;
  const isWide = offset >= wideAt;
  const extra = isWide ? record([WIDE_FIELD, 2], [8, 2], [offset, 8]) : new Uint8Array(0);
  return record(
    [0x02014b50, 4],
    [isWide ? VERSION_WIDE : VERSION, 2],
    [isWide ? VERSION_WIDE : VERSION, 2],
    [FLAGS, 2],
    [DEFLATE, 2],
    [0, 2],
    [DOS_DATE, 2],
    [crc, 4],
    [packedBytes, 4],
    [sizeBytes, 4],
    [name.length, 2],
    [extra.length, 2],
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 4],
    [isWide ? WIDE : offset, 4],
    name,
    extra,
  );
}

interface End {
  readonly count: number;
  readonly directoryBytes: number;
  /** Where the directory begins. */
  readonly offset: number;
}

/** The end in 64 bits (APPNOTE 4.3.14), and where it stands (4.3.15). */
function wideEndRecords({ count, directoryBytes, offset }: End): Uint8Array {
  return record(
    [0x06064b50, 4],
    [44, 8],
    [VERSION_WIDE, 2],
    [VERSION_WIDE, 2],
    [0, 4],
    [0, 4],
    [count, 8],
    [count, 8],
    [directoryBytes, 8],
    [offset, 8],
    [0x07064b50, 4],
    [0, 4],
    [offset + directoryBytes, 8],
    [1, 4],
  );
}

function endRecord({ count, directoryBytes, offset }: End, isWide: boolean): Uint8Array {
  return record(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [isWide ? WIDE_COUNT : count, 2],
    [isWide ? WIDE_COUNT : count, 2],
    [isWide ? WIDE : directoryBytes, 4],
    [isWide ? WIDE : offset, 4],
    [0, 2],
  );
}

type Field = readonly [value: number, width: 2 | 4 | 8] | Uint8Array;

/** Little-endian fields as [value, width in bytes]; bytes as they are. */
function record(...fields: readonly Field[]): Uint8Array {
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
    else if (width === 8) view.setBigUint64(at, BigInt(value), true);
    else view.setUint32(at, value >>> 0, true);
    at += width;
  }
  return bytes;
}
