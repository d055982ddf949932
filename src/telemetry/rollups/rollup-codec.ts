// Rollups of one series as one compressed columnar blob. Stored: add versions, never change one.
// Byte 0 version, 1..4 CRC-32 of all that follows (little endian), then zstd of: the span and the number of rows, then a
// column each: start (in spans: the first, then differences), count, numbers, offsets of first and last (ms from the
// start), and values of first and last; of the rows with numbers: sum, min, max, and offsets of min and max. From version
// 2 on the worst qualities follow: one byte 0 when all are good, else 1 and one each; in version 1 they count as good.

import { ByteReader } from "../../kit/byte-reader.ts";
import { ByteWriter } from "../../kit/byte-writer.ts";
import { QUALITY, type Quality, type Value } from "../../spine/point.ts";
import { formOf, readValues, type Values, writeValues } from "../blocks/value-column.ts";
import type { RollupRow } from "./rollup.ts";

/** Rollups that cannot be read: damaged, or of a version that this Gantry does not know. */
export class RollupError extends Error {
  override readonly name = "RollupError";
}

const VERSION = 2;
/** Still read: without qualities. */
const VERSION_1 = 1;
const HEAD_BYTES = 5;
const NONE = new Float64Array(0);

/** Rows rise and start at whole spans since 1970; points lie at whole milliseconds. */
export function sealRollups(rows: readonly RollupRow[], spanMs: number): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter(rows.length * 48 + 256);
  const whole = (numberOf: (row: RollupRow) => number, of = rows) => {
    out.ensure(of.length * 10 + 10);
    for (const row of of) out.varint(numberOf(row));
  };
  const values = (column: Values) => {
    const form = formOf(column);
    out.ensure(1);
    out.u8(form);
    writeValues(out, column, form);
  };
  out.varint(spanMs);
  out.varint(rows.length);
  const first = (rows[0]?.startMs ?? 0) / spanMs;
  out.zigzag(first);
  let previous = first;
  whole(({ startMs }) => {
    const step = startMs / spanMs - previous;
    previous += step;
    return step;
  });
  whole((row) => row.count);
  whole((row) => row.numbers);
  whole((row) => row.firstTs - row.startMs);
  whole((row) => row.lastTs - row.startMs);
  values(columnOf(rows.map((row) => row.first)));
  values(columnOf(rows.map((row) => row.last)));
  const numeric = rows.filter((row) => row.numbers > 0);
  for (const field of ["sum", "min", "max"] as const) {
    values({ kind: "number", numbers: Float64Array.from(numeric, (row) => row[field]), others: [] });
  }
  whole((row) => row.minTs - row.startMs, numeric);
  whole((row) => row.maxTs - row.startMs, numeric);
  const isGood = rows.every(({ quality }) => quality === QUALITY.good);
  out.ensure(rows.length + 1);
  out.u8(isGood ? 0 : 1);
  if (!isGood) for (const { quality } of rows) out.u8(quality);
  return wrap(out.written());
}

type IsWanted = (startMs: number) => boolean;

/** The rows that are wanted: all unless told otherwise. Throws RollupError when the bytes are damaged or not understood. */
export function openRollups(body: Uint8Array, isWanted: IsWanted = () => true): RollupRow[] {
  const version = body[0];
  if (body.length < HEAD_BYTES || (version !== VERSION && version !== VERSION_1))
    throw new RollupError("unknown rollup version");
  const content = body.subarray(HEAD_BYTES) as Uint8Array<ArrayBuffer>;
  const expected = new DataView(body.buffer, body.byteOffset).getUint32(1, true);
  if (Bun.hash.crc32(content) !== expected) throw new RollupError("the checksum does not match");
  try {
    const from = new ByteReader(Bun.zstdDecompressSync(content));
    return readRows(from, version !== VERSION_1, isWanted);
  } catch (cause) {
    throw new RollupError(cause instanceof Error ? cause.message : String(cause));
  }
}

function readRows(from: ByteReader, hasQualities: boolean, isWanted: IsWanted): RollupRow[] {
  const spanMs = from.varint();
  const length = from.varint();
  const starts = new Float64Array(length);
  let start = from.zigzag();
  for (let i = 0; i < length; i++) {
    start += from.varint();
    starts[i] = start * spanMs;
  }
  const counts = readWhole(from, length);
  const numbers = readWhole(from, length);
  const firstTs = readWhole(from, length);
  const lastTs = readWhole(from, length);
  const first = readValues(from, length, from.u8());
  const last = readValues(from, length, from.u8());
  const numeric = numbers.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const sums = readValues(from, numeric, from.u8()).numbers;
  const mins = readValues(from, numeric, from.u8()).numbers;
  const maxs = readValues(from, numeric, from.u8()).numbers;
  const minTs = readWhole(from, numeric);
  const maxTs = readWhole(from, numeric);
  const qualities = hasQualities && from.u8() !== 0 ? from.bytes(length) : undefined;
  const rows: RollupRow[] = [];
  // Rows are read by the ten thousand: made at once, as one literal.
  for (let i = 0, n = 0; i < length; i++) {
    const startMs = starts[i] as number;
    const isNumeric = (numbers[i] as number) > 0;
    const at = n;
    if (isNumeric) n++;
    if (!isWanted(startMs)) continue;
    rows.push({
      startMs,
      count: counts[i] as number,
      numbers: numbers[i] as number,
      sum: isNumeric ? (sums[at] as number) : 0,
      min: isNumeric ? (mins[at] as number) : Number.POSITIVE_INFINITY,
      minTs: isNumeric ? startMs + (minTs[at] as number) : Number.POSITIVE_INFINITY,
      max: isNumeric ? (maxs[at] as number) : Number.NEGATIVE_INFINITY,
      maxTs: isNumeric ? startMs + (maxTs[at] as number) : Number.POSITIVE_INFINITY,
      first: valueAt(first, i),
      firstTs: startMs + (firstTs[i] as number),
      last: valueAt(last, i),
      lastTs: startMs + (lastTs[i] as number),
      quality: qualities === undefined ? QUALITY.good : (qualities[i] as Quality),
    });
  }
  return rows;
}

function readWhole(from: ByteReader, count: number): Float64Array {
  const column = new Float64Array(count);
  for (let i = 0; i < count; i++) column[i] = from.varint();
  return column;
}

function wrap(plain: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const content = Bun.zstdCompressSync(plain, { level: 1 });
  const body = new Uint8Array(HEAD_BYTES + content.length);
  body[0] = VERSION;
  body.set(content, HEAD_BYTES);
  new DataView(body.buffer).setUint32(1, Bun.hash.crc32(content), true);
  return body;
}

function columnOf(values: readonly Value[]): Values {
  if (values.every((value) => typeof value === "number"))
    return { kind: "number", numbers: Float64Array.from(values as number[]), others: [] };
  if (values.every((value) => typeof value === "boolean"))
    return { kind: "bool", numbers: Float64Array.from(values as boolean[], Number), others: [] };
  return { kind: "any", numbers: NONE, others: values };
}

function valueAt({ kind, numbers, others }: Values, index: number): Value {
  if (kind === "any") return others[index] as Value;
  return kind === "bool" ? numbers[index] === 1 : (numbers[index] as number);
}
