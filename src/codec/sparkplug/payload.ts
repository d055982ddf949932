// A Sparkplug B payload (Eclipse Sparkplug 3.0 §6.4, sparkplug_b.proto), read without a schema compiler.

import { gunzipSync, inflateSync } from "node:zlib";
import { BytesError } from "../../kit/byte-reader.ts";
import { textOf } from "../../kit/scalar.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import { WireReader } from "./wire.ts";

/** Most metrics in one message; a birth of a large node has some thousands. */
const METRICS = 10_000;

/** The `uuid` of a message whose `body` is another, compressed: Cirrus Link's clients make them where told to. */
const COMPRESSED = "SPBV1.0_COMPRESSED";
/** Largest message that is unpacked, bytes: some small packets would become very large. */
const BODY_BYTES = 4 * 1024 * 1024;

/** What a metric's value field held, by the field's number; what it means depends on the data type. */
export interface RawValue {
  /** 10 int, 11 long, 12 float, 13 double, 14 boolean, 15 string, 16 bytes, 17 data set, 18 template. */
  readonly field: number;
  readonly value: number | bigint | boolean | string | Uint8Array;
}

export interface Metric {
  readonly name: string | undefined;
  readonly alias: bigint | undefined;
  /** UTC ms. */
  readonly timestamp: number | undefined;
  readonly datatype: number | undefined;
  readonly isHistorical: boolean;
  readonly isNull: boolean;
  readonly value: RawValue | undefined;
}

export interface SparkplugPayload {
  /** UTC ms. */
  readonly timestamp: number | undefined;
  readonly metrics: readonly Metric[];
  /** 0 to 255; deaths of nodes and commands have none. */
  readonly seq: number | undefined;
}

/** The payload; `bytes` must outlive it. */
export function readPayload(bytes: Uint8Array): Result<SparkplugPayload, Failure> {
  try {
    const { uuid, body, ...message } = readMessage(new WireReader(bytes));
    if (uuid !== COMPRESSED) return ok(message);
    const { uuid: _uuid, body: _body, ...inner } = readMessage(new WireReader(unpack(message, body)));
    return ok(inner);
  } catch (cause) {
    if (!(cause instanceof BytesError)) throw cause;
    return err(failure("sparkplug_malformed", { detail: cause.message }));
  }
}

/** `algorithm` is a metric beside the body; without one it is DEFLATE. */
function unpack({ metrics }: SparkplugPayload, body: Uint8Array = new Uint8Array()): Uint8Array {
  const named = metrics.find(({ name }) => name === "algorithm")?.value?.value ?? "DEFLATE";
  const open = { DEFLATE: inflateSync, GZIP: gunzipSync }[textOf(named).toUpperCase()];
  if (open === undefined) throw new BytesError(`compression ${textOf(named).slice(0, 32)} is unknown`);
  try {
    return open(body, { maxOutputLength: BODY_BYTES });
  } catch {
    throw new BytesError(`the compressed body is damaged, or larger than ${BODY_BYTES} bytes`);
  }
}

interface Message extends SparkplugPayload {
  readonly uuid: string | undefined;
  readonly body: Uint8Array | undefined;
}

function readMessage(reader: WireReader): Message {
  let timestamp: number | undefined;
  let seq: number | undefined;
  let uuid: string | undefined;
  let body: Uint8Array | undefined;
  const metrics: Metric[] = [];
  while (reader.next()) {
    if (reader.field === 1) timestamp = reader.expect(0, () => reader.uint());
    else if (reader.field === 2) {
      if (metrics.length === METRICS) throw new BytesError(`there are more than ${METRICS} metrics`);
      metrics.push(readMetric(new WireReader(reader.expect(2, () => reader.chunk()))));
    } else if (reader.field === 3) seq = reader.expect(0, () => reader.uint());
    else if (reader.field === 4) uuid = reader.expect(2, () => reader.text());
    else if (reader.field === 5) body = reader.expect(2, () => reader.chunk());
    else reader.skip();
  }
  return { timestamp, metrics, seq, uuid, body };
}

/** Exported for templates, which hold metrics in turn. Throws BytesError. */
export function readMetric(reader: WireReader): Metric {
  const metric: { -readonly [K in keyof Metric]: Metric[K] } = {
    name: undefined,
    alias: undefined,
    timestamp: undefined,
    datatype: undefined,
    isHistorical: false,
    isNull: false,
    value: undefined,
  };
  while (reader.next()) {
    const { field } = reader;
    if (field === 1) metric.name = reader.expect(2, () => reader.text());
    else if (field === 2) metric.alias = reader.expect(0, () => reader.long());
    else if (field === 3) metric.timestamp = reader.expect(0, () => reader.uint());
    else if (field === 4) metric.datatype = reader.expect(0, () => reader.uint());
    else if (field === 5) metric.isHistorical = reader.expect(0, () => reader.uint()) !== 0;
    else if (field === 7) metric.isNull = reader.expect(0, () => reader.uint()) !== 0;
    else metric.value = readValue(reader, 10) ?? metric.value;
  }
  return metric;
}

/** The value if the field is one of those that hold one, which begin at number `first`; other fields are skipped. */
export function readValue(reader: WireReader, first: number): RawValue | undefined {
  const field = reader.field - first + 10;
  if (field === 10 || field === 11) return { field, value: reader.expect(0, () => reader.long()) };
  if (field === 12) return { field, value: reader.expect(5, () => reader.float()) };
  if (field === 13) return { field, value: reader.expect(1, () => reader.double()) };
  if (field === 14) return { field, value: reader.expect(0, () => reader.uint()) !== 0 };
  if (field === 15) return { field, value: reader.expect(2, () => reader.text()) };
  if (field >= 16 && field <= 18) return { field, value: reader.expect(2, () => reader.chunk()) };
  reader.skip();
  return undefined;
}
