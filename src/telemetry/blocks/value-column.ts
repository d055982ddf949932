// A column of values as bytes, in the tightest form that gives them back. Stored: add forms, never change one.

import { type ByteReader, BytesError } from "../../kit/byte-reader.ts";
import type { ByteWriter } from "../../kit/byte-writer.ts";
import { milliOf, readPlain, writePlain } from "../../kit/plain-value.ts";
import type { Value } from "../../spine/point.ts";
import type { ColumnKind } from "./column.ts";

export interface Values {
  readonly kind: ColumnKind;
  /** Values of `number` and `bool` (0 or 1); empty for `any`. */
  readonly numbers: Float64Array;
  readonly others: readonly Value[];
}

/** Form numbers are stored on disk. */
const FORM = { double: 0, milli: 1, whole: 2, bool: 3, long: 4, any: 5 } as const;
const INT64 = 2n ** 63n;
const NONE = new Float64Array(0);

/** The tightest form that gives every value back as it was. */
export function formOf({ kind, numbers, others }: Values): number {
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

export function writeValues(out: ByteWriter, { numbers, others }: Values, form: number): void {
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

/** Throws BytesError when the bytes end early or the form is not known. */
export function readValues(from: ByteReader, count: number, form: number): Values {
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
