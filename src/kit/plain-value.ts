// JSON-like values (with 64-bit integers) as bytes. The tag numbers are stored on disk: add, never change.

import { ByteReader, BytesError } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

export type PlainValue =
  | number
  | bigint
  | boolean
  | string
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** Where values go; `ref` writes a text that is likely to come again and makes its own room. */
export interface PlainWriter {
  readonly out: ByteWriter;
  ref(text: string): void;
}

export interface PlainReader {
  readonly from: ByteReader;
  ref(): string;
}

/** The tag takes the low four bits of its byte; the high four are the caller's. */
export const TAG_BITS = 0x0f;

const TAG = {
  false: 0,
  true: 1,
  /** zigzag varint */
  whole: 2,
  /** 8 bytes */
  double: 3,
  /** zigzag varint of the value times 1000: what most sensors report, in 2 to 4 bytes instead of 8 */
  milli: 4,
  /** 8 bytes, signed */
  long: 5,
  text: 6,
  array: 7,
  struct: 8,
  /** decimal text of an integer beyond 64 bits */
  big: 9,
} as const;

const INT32 = 0x7fffffff;
const INT64 = 2n ** 63n;

/** Writes one value; `flags` are put into the upper half of its tag byte. */
export function writePlain(w: PlainWriter, value: PlainValue, flags = 0): void {
  w.out.ensure(16);
  if (typeof value === "number") writeNumber(w.out, value, flags);
  else writeOther(w, value, flags);
}

export function readPlain(r: PlainReader): PlainValue {
  return readTagged(r, r.from.u8() & TAG_BITS);
}

/** One value as bytes of its own. */
export function plainToBytes(value: PlainValue): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter(64);
  writePlain({ out, ref: (text) => out.text(text) }, value);
  return out.written();
}

/** Throws BytesError where the bytes are not one whole value. */
export function plainFromBytes(bytes: Uint8Array): PlainValue {
  const from = new ByteReader(bytes);
  const value = readPlain({ from, ref: () => from.text() });
  if (!from.isAtEnd) throw new BytesError("there are more bytes than the value has");
  return value;
}

/** Reads the value whose tag byte was read before. */
export function readTagged(r: PlainReader, tag: number): PlainValue {
  const { from } = r;
  switch (tag) {
    case TAG.false:
      return false;
    case TAG.true:
      return true;
    case TAG.whole:
      return from.zigzag();
    case TAG.milli:
      return from.zigzag() / 1000;
    case TAG.double:
      return from.f64();
    case TAG.long:
      return from.i64();
    case TAG.text:
      return from.text();
    case TAG.array:
      return Array.from({ length: from.varint() }, () => readPlain(r));
    case TAG.struct:
      return readStruct(r);
    case TAG.big:
      return BigInt(from.text());
    default:
      throw new BytesError(`value tag ${tag} is not known`);
  }
}

/** The value times 1000 where that is a 32-bit integer that gives the very value back, else undefined. */
export function milliOf(value: number): number | undefined {
  const milli = Math.round(value * 1000);
  return milli <= INT32 && milli >= -INT32 && milli / 1000 === value && (milli !== 0 || Object.is(value, 0))
    ? milli
    : undefined;
}

function writeNumber(out: ByteWriter, value: number, flags: number): void {
  if ((value | 0) === value && (value !== 0 || Object.is(value, 0))) {
    out.u8(flags | TAG.whole);
    out.zigzag(value);
    return;
  }
  const milli = milliOf(value);
  if (milli !== undefined) {
    out.u8(flags | TAG.milli);
    out.zigzag(milli);
    return;
  }
  out.u8(flags | TAG.double);
  out.f64(value);
}

function writeOther(w: PlainWriter, value: Exclude<PlainValue, number>, flags: number): void {
  const { out } = w;
  if (typeof value === "boolean") out.u8(flags | (value ? TAG.true : TAG.false));
  else if (typeof value === "string") {
    out.u8(flags | TAG.text);
    out.text(value);
  } else if (typeof value === "bigint") writeBig(out, value, flags);
  else if (isList(value)) {
    out.u8(flags | TAG.array);
    out.varint(value.length);
    for (const item of value) writePlain(w, item);
  } else writeStruct(w, value, flags);
}

function writeBig(out: ByteWriter, value: bigint, flags: number): void {
  if (value >= -INT64 && value < INT64) {
    out.u8(flags | TAG.long);
    out.i64(value);
    return;
  }
  out.u8(flags | TAG.big);
  out.text(value.toString());
}

function writeStruct(w: PlainWriter, value: { readonly [key: string]: PlainValue }, flags: number): void {
  const keys = Object.keys(value);
  w.out.u8(flags | TAG.struct);
  w.out.varint(keys.length);
  for (const key of keys) {
    w.ref(key);
    writePlain(w, value[key] as PlainValue);
  }
}

function isList(value: object): value is readonly PlainValue[] {
  return Array.isArray(value);
}

function readStruct(r: PlainReader): PlainValue {
  const out: Record<string, PlainValue> = {};
  for (let left = r.from.varint(); left > 0; left--) {
    const key = r.ref();
    const value = readPlain(r);
    // A key that is also a setter of Object must become an ordinary field.
    Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return out;
}
