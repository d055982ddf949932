// Points of one series as one compressed columnar block. Stored: add versions and forms, never change one.
// Byte 0 version, 1 form of the values, 2..5 CRC-32 of all that follows, begun with the form (little endian), then zstd of:
// count, times (the first, then differences), qualities (one byte 0 when all are good, else 1 and one each), from version 2
// on receive times (delays.ts), values. Version 1 knows no receive times.

import { ByteReader } from "../../kit/byte-reader.ts";
import { ByteWriter } from "../../kit/byte-writer.ts";
import type { Quality } from "../../spine/point.ts";
import { type Delays, readDelays, writeDelays } from "./delays.ts";
import { formOf, readValues, type Values, writeValues } from "./value-column.ts";

/** Points by rising time, each time once. */
export interface BlockPoints extends Values {
  readonly times: Float64Array;
  readonly qualities: Uint8Array;
  readonly delays: Delays;
}

/** A block that cannot be read: damaged, or of a version that this Gantry does not know. */
export class BlockError extends Error {
  override readonly name = "BlockError";
}

const VERSION = 2;
/** Still read: without receive times. */
const VERSION_1 = 1;
const HEAD_BYTES = 6;
/** Differences of times are written as whole numbers up to here. */
const SPAN_MS = 2 ** 51;

export function sealBlock(points: BlockPoints): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter(points.times.length * 6 + 64);
  out.varint(points.times.length);
  writeTimes(out, points.times);
  writeQualities(out, points.qualities);
  writeDelays(out, points.delays, points.times);
  const form = formOf(points);
  writeValues(out, points, form);
  const content = Bun.zstdCompressSync(out.written(), { level: 1 });
  const body = new Uint8Array(HEAD_BYTES + content.length);
  body[0] = VERSION;
  body[1] = form;
  body.set(content, HEAD_BYTES);
  new DataView(body.buffer).setUint32(2, Bun.hash.crc32(content, form), true);
  return body;
}

/** Throws BlockError when the bytes are damaged or not understood. */
export function openBlock(body: Uint8Array): BlockPoints {
  const version = body[0];
  if (body.length < HEAD_BYTES || (version !== VERSION && version !== VERSION_1))
    throw new BlockError("unknown block version");
  const content = body.subarray(HEAD_BYTES) as Uint8Array<ArrayBuffer>;
  const expected = new DataView(body.buffer, body.byteOffset).getUint32(2, true);
  const form = body[1] as number;
  if (Bun.hash.crc32(content, form) !== expected) throw new BlockError("the checksum does not match");
  try {
    const from = new ByteReader(Bun.zstdDecompressSync(content));
    const count = from.varint();
    const times = readTimes(from, count);
    const qualities = readQualities(from, count);
    const delays = version === VERSION_1 ? Number.NaN : readDelays(from, times);
    return { times, qualities, delays, ...readValues(from, count, form) };
  } catch (cause) {
    throw new BlockError(cause instanceof Error ? cause.message : String(cause));
  }
}

function writeTimes(out: ByteWriter, times: Float64Array): void {
  let isPlain = true;
  for (let i = 0; i < times.length && isPlain; i++) {
    const ts = times[i] as number;
    isPlain = Number.isSafeInteger(ts) && (i === 0 || ts - (times[i - 1] as number) < SPAN_MS);
  }
  out.ensure(times.length * 8 + 16);
  out.u8(isPlain ? 1 : 0);
  let previous = 0;
  for (let i = 0; i < times.length; i++) {
    const ts = times[i] as number;
    if (!isPlain || i === 0) out.f64(ts);
    else out.varint(ts - previous);
    previous = ts;
  }
}

function readTimes(from: ByteReader, count: number): Float64Array {
  const isPlain = from.u8() === 1;
  const times = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    times[i] = !isPlain || i === 0 ? from.f64() : (times[i - 1] as number) + from.varint();
  }
  return times;
}

function writeQualities(out: ByteWriter, qualities: Uint8Array): void {
  const isGood = qualities.every((quality) => quality === 0);
  out.ensure(qualities.length + 1);
  out.u8(isGood ? 0 : 1);
  if (!isGood) for (let i = 0; i < qualities.length; i++) out.u8(qualities[i] as Quality);
}

function readQualities(from: ByteReader, count: number): Uint8Array {
  if (from.u8() === 0) return new Uint8Array(count);
  return Uint8Array.from(from.bytes(count));
}
