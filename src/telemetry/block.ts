// Points of one series as one compressed columnar block. Stored: add versions and forms, never change one.
// Byte 0 version, 1 form of the values, 2..5 CRC-32 of all that follows, begun with the form (little endian), then zstd of:
// count, times (the first, then differences), qualities (one byte 0 when all are good, else 1 and one each), values.

import { ByteReader, BytesError } from "../kit/byte-reader.ts";
import { ByteWriter } from "../kit/byte-writer.ts";
import { milliOf, readPlain, writePlain } from "../kit/plain-value.ts";
import type { Quality, Value } from "../spine/point.ts";
import type { ColumnKind } from "./column.ts";

/** Points by rising time, each time once. */
export interface BlockPoints {
  readonly kind: ColumnKind;
  readonly times: Float64Array;
  /** Values of `number` and `bool` (0 or 1); empty for `any`. */
  readonly numbers: Float64Array;
  readonly others: readonly Value[];
  readonly qualities: Uint8Array;
}

/** A block that cannot be read: damaged, or of a version that this Gantry does not know. */
export class BlockError extends Error {
  override readonly name = "BlockError";
}

const VERSION = 1;
const HEAD_BYTES = 6;
/** Form numbers are stored on disk. */
const FORM = { double: 0, milli: 1, whole: 2, bool: 3, long: 4, any: 5 } as const;
const INT64 = 2n ** 63n;
/** Differences of times are written as whole numbers up to here. */
const SPAN_MS = 2 ** 51;

export function sealBlock(points: BlockPoints): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter(points.times.length * 6 + 64);
  out.varint(points.times.length);
  writeTimes(out, points.times);
  writeQualities(out, points.qualities);
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
  if (body.length < HEAD_BYTES || body[0] !== VERSION) throw new BlockError("unknown block version");
  const content = body.subarray(HEAD_BYTES) as Uint8Array<ArrayBuffer>;
  const expected = new DataView(body.buffer, body.byteOffset).getUint32(2, true);
  const form = body[1] as number;
  if (Bun.hash.crc32(content, form) !== expected) throw new BlockError("the checksum does not match");
  try {
    const from = new ByteReader(Bun.zstdDecompressSync(content));
    const count = from.varint();
    const times = readTimes(from, count);
    const qualities = readQualities(from, count);
    return { times, qualities, ...readValues(from, count, form) };
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

/** The tightest form that gives every value back as it was. */
function formOf({ kind, numbers, others }: BlockPoints): number {
  if (kind === "bool") return FORM.bool;
  if (kind === "any") return others.every(isLong) ? FORM.long : FORM.any;
  let isWhole = true;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] as number;
    if (isWhole && !isInt32(value)) isWhole = false;
    if (!isWhole && milliOf(value) === undefined) return FORM.double;
  }
  return isWhole ? FORM.whole : FORM.milli;
}

function isInt32(value: number): boolean {
  return (value | 0) === value && (value !== 0 || Object.is(value, 0));
}

/** What the device path makes of a 64-bit integer: a number while that is exact, else a bigint. */
function isLong(value: Value): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0);
  if (typeof value !== "bigint") return false;
  return value >= -INT64 && value < INT64 && !Number.isSafeInteger(Number(value));
}

function writeValues(out: ByteWriter, { numbers, others }: BlockPoints, form: number): void {
  const count = Math.max(numbers.length, others.length);
  out.ensure(count * 8 + 16);
  if (form === FORM.double) writeDoubles(out, numbers);
  else if (form === FORM.bool) writeBits(out, numbers);
  else if (form === FORM.long) for (const value of others) out.i64(BigInt(value as number | bigint));
  else if (form === FORM.any) {
    const writer = { out, ref: (text: string) => out.text(text) };
    for (const value of others) writePlain(writer, value);
  } else {
    const scale = form === FORM.milli ? 1000 : 1;
    let previous = 0;
    for (let i = 0; i < numbers.length; i++) {
      const scaled = Math.round((numbers[i] as number) * scale);
      out.zigzag(scaled - previous);
      previous = scaled;
    }
  }
}

function readValues(
  from: ByteReader,
  count: number,
  form: number,
): Pick<BlockPoints, "kind" | "numbers" | "others"> {
  switch (form) {
    case FORM.double:
      return { kind: "number", numbers: readDoubles(from, count), others: [] };
    case FORM.milli:
      return { kind: "number", numbers: readSteps(from, count, 1000), others: [] };
    case FORM.whole:
      return { kind: "number", numbers: readSteps(from, count, 1), others: [] };
    case FORM.bool:
      return { kind: "bool", numbers: readBits(from, count), others: [] };
    case FORM.long:
      return { kind: "any", numbers: NONE, others: Array.from({ length: count }, () => toLong(from.i64())) };
    case FORM.any: {
      const reader = { from, ref: () => from.text() };
      return { kind: "any", numbers: NONE, others: Array.from({ length: count }, () => readPlain(reader)) };
    }
    default:
      throw new BytesError(`form ${form} is not known`);
  }
}

const NONE = new Float64Array(0);

function toLong(value: bigint): Value {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Byte 0 of all values, then byte 1 of all ...: the high bytes of neighbouring values are alike. */
function writeDoubles(out: ByteWriter, numbers: Float64Array): void {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  for (let plane = 0; plane < 8; plane++) {
    for (let at = plane; at < bytes.length; at += 8) out.u8(bytes[at] as number);
  }
}

function readDoubles(from: ByteReader, count: number): Float64Array {
  const numbers = new Float64Array(count);
  const bytes = new Uint8Array(numbers.buffer);
  const planes = from.bytes(count * 8);
  for (let plane = 0; plane < 8; plane++) {
    for (let i = 0; i < count; i++) bytes[i * 8 + plane] = planes[plane * count + i] as number;
  }
  return numbers;
}

function readSteps(from: ByteReader, count: number, scale: number): Float64Array {
  const numbers = new Float64Array(count);
  let scaled = 0;
  for (let i = 0; i < count; i++) {
    scaled += from.zigzag();
    numbers[i] = scaled / scale;
  }
  return numbers;
}

function writeBits(out: ByteWriter, numbers: Float64Array): void {
  for (let i = 0; i < numbers.length; i += 8) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) if (numbers[i + bit] === 1) byte |= 1 << bit;
    out.u8(byte);
  }
}

function readBits(from: ByteReader, count: number): Float64Array {
  const bytes = from.bytes(Math.ceil(count / 8));
  return Float64Array.from({ length: count }, (_, i) => ((bytes[i >> 3] as number) >> (i & 7)) & 1);
}
