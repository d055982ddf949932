// Points and values within a record. The tag numbers are stored on disk: add, never change.

import { type ByteReader, BytesError } from "../kit/byte-reader.ts";
import type { ByteWriter } from "../kit/byte-writer.ts";
import type { Point, Quality, Value } from "../spine/point.ts";

interface ValueWriter {
  readonly out: ByteWriter;
  ref(text: string): void;
  time(ms: number, near: number): void;
}

interface ValueReader {
  readonly from: ByteReader;
  ref(): string;
  time(near: number): number;
}

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

/** The tag has the low four bits, the quality three, and the highest says that the point has its own time. */
const QUALITY_SHIFT = 4;
const OWN_TIME = 0x80;
const INT32 = 0x7fffffff;
const INT64 = 2n ** 63n;
const POINT_BYTES = 48;

export function writePoints(w: ValueWriter, points: readonly Point[], ts: number): void {
  const { out } = w;
  out.ensure(8);
  out.varint(points.length);
  for (let i = 0; i < points.length; i++) {
    const point = points[i] as Point;
    w.ref(point.property);
    out.ensure(POINT_BYTES);
    const flags = (point.quality << QUALITY_SHIFT) | (point.ts === ts ? 0 : OWN_TIME);
    const { value } = point;
    if (typeof value === "number") writeNumber(out, value, flags);
    else writeTagged(w, value, flags);
    if (point.ts !== ts) {
      out.ensure(16);
      w.time(point.ts, ts);
    }
  }
}

export function readPoints(r: ValueReader, ts: number): Point[] {
  const count = r.from.varint();
  const points: Point[] = [];
  for (let i = 0; i < count; i++) {
    const property = r.ref();
    const head = r.from.u8();
    const quality = ((head & 0x7f) >> QUALITY_SHIFT) as Quality;
    const value = readTagged(r, head & 0x0f);
    points.push({ property, ts: head & OWN_TIME ? r.time(ts) : ts, value, quality });
  }
  return points;
}

export function writeValue(w: ValueWriter, value: Value): void {
  w.out.ensure(16);
  if (typeof value === "number") writeNumber(w.out, value, 0);
  else writeTagged(w, value, 0);
}

export function readValue(r: ValueReader): Value {
  return readTagged(r, r.from.u8() & 0x0f);
}

function writeNumber(out: ByteWriter, value: number, flags: number): void {
  if ((value | 0) === value && (value !== 0 || Object.is(value, 0))) {
    out.u8(flags | TAG.whole);
    out.zigzag(value);
    return;
  }
  const milli = Math.round(value * 1000);
  if (milli <= INT32 && milli >= -INT32 && milli !== 0 && milli / 1000 === value) {
    out.u8(flags | TAG.milli);
    out.zigzag(milli);
    return;
  }
  out.u8(flags | TAG.double);
  out.f64(value);
}

function writeTagged(w: ValueWriter, value: Exclude<Value, number>, flags: number): void {
  const { out } = w;
  if (typeof value === "boolean") {
    out.u8(flags | (value ? TAG.true : TAG.false));
    return;
  }
  if (typeof value === "string") {
    out.u8(flags | TAG.text);
    out.text(value);
    return;
  }
  if (typeof value === "bigint") {
    writeBig(out, value, flags);
    return;
  }
  if (isList(value)) {
    out.u8(flags | TAG.array);
    out.varint(value.length);
    for (const item of value) writeValue(w, item);
    return;
  }
  out.u8(flags | TAG.struct);
  const keys = Object.keys(value);
  out.varint(keys.length);
  for (const key of keys) {
    w.ref(key);
    writeValue(w, value[key] as Value);
  }
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

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}

function readTagged(r: ValueReader, tag: number): Value {
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
      return Array.from({ length: from.varint() }, () => readValue(r));
    case TAG.struct:
      return readStruct(r);
    case TAG.big:
      return BigInt(from.text());
    default:
      throw new BytesError(`value tag ${tag} is not known`);
  }
}

function readStruct(r: ValueReader): Value {
  const out: Record<string, Value> = {};
  for (let left = r.from.varint(); left > 0; left--) {
    const key = r.ref();
    // A key that is also a setter of Object must become an ordinary field.
    Object.defineProperty(out, key, {
      value: readValue(r),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return out;
}
