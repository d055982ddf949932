// What a metric's value means by its data type (Eclipse Sparkplug 3.0 §6.4.16).

import { BytesError } from "../../kit/byte-reader.ts";
import type { Value } from "../../spine/point.ts";
import { type Metric, type RawValue, readMetric, readValue } from "./payload.ts";
import { WireReader } from "./wire.ts";

/** Data types by number. */
const INT8 = 1;
const INT64 = 4;
const UINT8 = 5;
const UINT64 = 8;
const FLOAT = 9;
const BOOLEAN = 11;
const DATA_SET = 16;
const TEMPLATE = 19;
const FIRST_ARRAY = 22;
const BOOLEAN_ARRAY = 32;
const STRING_ARRAY = 33;

const DEPTH = 4;
const LIST_ITEMS = 512;

const BITS: Readonly<Record<number, number>> = { 1: 8, 2: 16, 3: 32, 4: 64, 5: 8, 6: 16, 7: 32, 8: 64 };

/** The value, with 64-bit integers whole and bytes as base64; undefined when it does not fit its type. */
export function toValue(raw: RawValue, datatype: number | undefined, depth = 0): Value | undefined {
  const { field, value } = raw;
  if (typeof value === "bigint") return toWhole(value, datatype);
  if (typeof value === "number") return toFraction(value, field === 12 || datatype === FLOAT);
  if (typeof value !== "object") return value;
  try {
    if (field === 17 || datatype === DATA_SET) return readDataSet(value);
    if (field === 18 || datatype === TEMPLATE) return depth < DEPTH ? readTemplate(value, depth) : undefined;
    if (datatype !== undefined && datatype >= FIRST_ARRAY) return readArray(value, datatype);
  } catch (cause) {
    if (!(cause instanceof BytesError) && !(cause instanceof RangeError)) throw cause;
    return undefined;
  }
  return Buffer.from(value).toString("base64");
}

/** Negative numbers come as two's complement of their width; some encoders send all 64 bits. */
function toWhole(value: bigint, datatype: number | undefined): Value {
  if (datatype === BOOLEAN) return value !== 0n;
  const isSigned = datatype !== undefined && datatype >= INT8 && datatype <= INT64;
  const isUnsigned = datatype !== undefined && datatype >= UINT8 && datatype <= UINT64;
  const bits = (datatype === undefined ? undefined : BITS[datatype]) ?? 64;
  const whole = isSigned ? BigInt.asIntN(bits, value) : isUnsigned ? BigInt.asUintN(bits, value) : value;
  return narrow(whole);
}

function narrow(whole: bigint): Value {
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole;
}

/** A 32-bit number by its shortest digits: 21.4 comes as 21.4, not as 21.399999618530273. */
function toFraction(value: number, isSingle: boolean): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (!isSingle) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}

/** Rows as objects by column name. */
function readDataSet(bytes: Uint8Array): Value {
  const reader = new WireReader(bytes);
  const columns: string[] = [];
  const types: number[] = [];
  const rows: Uint8Array[] = [];
  while (reader.next()) {
    if (reader.field === 2) columns.push(reader.expect(2, () => reader.text()));
    else if (reader.field === 3) readTypes(reader, types);
    else if (reader.field === 4 && rows.length < LIST_ITEMS)
      rows.push(reader.expect(2, () => reader.chunk()));
    else reader.skip();
  }
  return rows.map((row) => readRow(row, columns, types));
}

/** Repeated numbers come one by one or packed. */
function readTypes(reader: WireReader, types: number[]): void {
  if (reader.wire === 0) types.push(reader.uint());
  else {
    const packed = reader.expect(2, () => reader.chunk());
    for (const type of packed) types.push(type);
  }
}

function readRow(bytes: Uint8Array, columns: readonly string[], types: readonly number[]): Value {
  const reader = new WireReader(bytes);
  const row: Record<string, Value> = {};
  let at = 0;
  while (reader.next()) {
    if (reader.field !== 1) {
      reader.skip();
      continue;
    }
    const element = new WireReader(reader.expect(2, () => reader.chunk()));
    const raw = element.next() ? readValue(element, 1) : undefined;
    const value = raw && toValue(raw, types[at]);
    if (value !== undefined) row[columns[at] ?? String(at)] = value;
    at += 1;
  }
  return row;
}

/** The values of a template's metrics by their names. */
function readTemplate(bytes: Uint8Array, depth: number): Value {
  const reader = new WireReader(bytes);
  const members: Record<string, Value> = {};
  while (reader.next()) {
    if (reader.field !== 2) {
      reader.skip();
      continue;
    }
    const { name, value, datatype, isNull }: Metric = readMetric(
      new WireReader(reader.expect(2, () => reader.chunk())),
    );
    const read = value && !isNull ? toValue(value, datatype, depth + 1) : undefined;
    if (name !== undefined && name !== "__proto__" && read !== undefined) members[name] = read;
  }
  return members;
}

type ReadItem = (view: DataView, at: number) => Value;
const long = (read: (view: DataView, at: number) => bigint): ReadItem => {
  return (view, at) => narrow(read(view, at));
};

/** Widths and readers of the packed arrays, from Int8Array (22) on; little endian. */
const ARRAYS: Readonly<Record<number, readonly [widthBytes: number, read: ReadItem]>> = {
  22: [1, (view, at) => view.getInt8(at)],
  23: [2, (view, at) => view.getInt16(at, true)],
  24: [4, (view, at) => view.getInt32(at, true)],
  25: [8, long((view, at) => view.getBigInt64(at, true))],
  26: [1, (view, at) => view.getUint8(at)],
  27: [2, (view, at) => view.getUint16(at, true)],
  28: [4, (view, at) => view.getUint32(at, true)],
  29: [8, long((view, at) => view.getBigUint64(at, true))],
  30: [4, (view, at) => toFraction(view.getFloat32(at, true), true) ?? 0],
  31: [8, (view, at) => view.getFloat64(at, true)],
  34: [8, long((view, at) => view.getBigInt64(at, true))],
};

function readArray(bytes: Uint8Array, datatype: number): Value | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (datatype === STRING_ARRAY)
    return Buffer.from(bytes).toString("utf8").replace(/\0$/, "").split("\0").slice(0, LIST_ITEMS);
  if (datatype === BOOLEAN_ARRAY) {
    const count = Math.min(view.getUint32(0, true), (bytes.length - 4) * 8, LIST_ITEMS);
    return Array.from({ length: count }, (_, i) => (view.getUint8(4 + (i >> 3)) & (0x80 >> (i & 7))) !== 0);
  }
  const [widthBytes, read] = ARRAYS[datatype] ?? [];
  if (widthBytes === undefined || read === undefined) return undefined;
  const count = Math.min(Math.floor(bytes.length / widthBytes), LIST_ITEMS);
  return Array.from({ length: count }, (_, i) => read(view, i * widthBytes));
}
