// Rollups of one series as one compressed columnar blob. Stored: add versions, never change one.
// Byte 0 version, 1..4 CRC-32 of all that follows (little endian), then zstd of: the span and the number of rows, then a
// column each: start (in spans: the first, then differences), count, numbers, offsets of first and last (ms from the
// start), and values of first and last; of the rows with numbers: sum, min, max, and offsets of min and max.

import { ByteReader } from "../../kit/byte-reader.ts";
import { ByteWriter } from "../../kit/byte-writer.ts";
import type { Value } from "../../spine/point.ts";
import { formOf, readValues, type Values, writeValues } from "../blocks/value-column.ts";
import { emptyRollup, type RollupRow } from "./rollup.ts";

/** Rollups that cannot be read: damaged, or of a version that this Gantry does not know. */
export class RollupError extends Error {
  override readonly name = "RollupError";
}

const VERSION = 1;
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
  return wrap(out.written());
}

/** Throws RollupError when the bytes are damaged or not understood. */
export function openRollups(body: Uint8Array): RollupRow[] {
  if (body.length < HEAD_BYTES || body[0] !== VERSION) throw new RollupError("unknown rollup version");
  const content = body.subarray(HEAD_BYTES) as Uint8Array<ArrayBuffer>;
  const expected = new DataView(body.buffer, body.byteOffset).getUint32(1, true);
  if (Bun.hash.crc32(content) !== expected) throw new RollupError("the checksum does not match");
  try {
    return readRows(new ByteReader(Bun.zstdDecompressSync(content)));
  } catch (cause) {
    throw new RollupError(cause instanceof Error ? cause.message : String(cause));
  }
}

function readRows(from: ByteReader): RollupRow[] {
  const spanMs = from.varint();
  const rows: RollupRow[] = new Array(from.varint());
  let start = from.zigzag();
  for (let i = 0; i < rows.length; i++) {
    start += from.varint();
    rows[i] = { startMs: start * spanMs, ...emptyRollup() };
  }
  for (const row of rows) row.count = from.varint();
  for (const row of rows) row.numbers = from.varint();
  for (const row of rows) row.firstTs = row.startMs + from.varint();
  for (const row of rows) row.lastTs = row.startMs + from.varint();
  const first = readValues(from, rows.length, from.u8());
  const last = readValues(from, rows.length, from.u8());
  rows.forEach((row, i) => {
    row.first = valueAt(first, i);
    row.last = valueAt(last, i);
  });
  const numeric = rows.filter((row) => row.numbers > 0);
  for (const field of ["sum", "min", "max"] as const) {
    const { numbers } = readValues(from, numeric.length, from.u8());
    numeric.forEach((row, i) => {
      row[field] = numbers[i] as number;
    });
  }
  for (const row of numeric) row.minTs = row.startMs + from.varint();
  for (const row of numeric) row.maxTs = row.startMs + from.varint();
  return rows;
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
