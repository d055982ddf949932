// The payload of the legacy topic `$dp`: a type, a length and a body in one of seven forms
// (OneNET MQTT of the mqtt.heclouds.com era, and the packers of its SDKs).

import { trimTail } from "../../kit/trimmed-tail.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import { isRecord } from "../check.ts";
import { readJson, readLenientJson } from "../json.ts";

/** One value of one stream. */
export interface StreamPoint {
  readonly stream: string;
  /** Text of types 5 and 6 may stand for a number: `Frame.isText`. */
  readonly value: unknown;
  /** UTC ms; undefined when the device sent no time. */
  readonly ts: number | undefined;
}

export interface Frame {
  readonly points: readonly StreamPoint[];
  /** Values came as text, whatever they are. */
  readonly isText: boolean;
  /** Set when JSON was read leniently. */
  readonly flag: Failure | undefined;
}

type Reading = Result<Frame, Failure>;

/** Times have no zone: OneNET reads them as China's, which is eight hours ahead of UTC all year. */
const ZONE_MS = 8 * 3_600_000;
/** In the type byte of 6 and 7: six bytes of time come next. */
const TIME_FLAG = 0x80;
const TIME_BYTES = 6;

function shape(detail: string): { readonly ok: false; readonly error: Failure } {
  return err(failure("payload_shape", { detail }));
}

interface WallTime {
  readonly date: readonly [year: number, month: number, day: number];
  readonly time: readonly [hour: number, minute: number, second: number, ms: number];
}

/** Undefined for a date that does not exist. */
function toUtcMs({ date, time }: WallTime): number | undefined {
  const [year, month, day] = date;
  const [hour, minute, second, ms] = time;
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const back = new Date(wallMs);
  const isReal = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60;
  return isReal && second < 60 ? wallMs - ZONE_MS : undefined;
}

const TIME_TEXT = /^(\d{4})-(\d\d?)-(\d\d?)[ T](\d\d?):(\d\d?):(\d\d?)(?:\.(\d{1,3})\d*)?$/;

/** `2016-12-22 22:22:22` in China's time to UTC ms. */
export function readTimeText(text: string): number | undefined {
  const match = TIME_TEXT.exec(text.trim());
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const ms = Number((match[7] ?? "").padEnd(3, "0"));
  return toUtcMs({ date: [year, month, day], time: [hour, minute, second, ms] });
}

/** Reads the whole payload; `hasLong` keeps integers beyond 2^53. */
export function readFrame(payload: Uint8Array, hasLong: boolean): Reading {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const head = bytes[0];
  if (head === undefined) return shape("it is empty");
  const type = head >= TIME_FLAG ? head & ~TIME_FLAG : head;
  if (type < 1 || type > 7 || (head !== type && type < 6)) return shape(`type ${head} is none of 1 to 7`);
  if (type === 7) return readFloats(bytes, head !== type);
  let at = 1;
  let ts: number | undefined;
  if (head !== type) {
    const time = readTimeBytes(bytes, at);
    if (!time.ok) return time;
    ts = time.value;
    at += TIME_BYTES;
  }
  if (bytes.length < at + 2) return shape("it ends before its length");
  const sizeBytes = bytes.readUInt16BE(at);
  const body = bytes.subarray(at + 2, at + 2 + sizeBytes);
  if (body.length < sizeBytes) return shape(`its length says ${sizeBytes} bytes, ${body.length} are there`);
  if (type >= 5) return readFields(body, ts);
  return readJsonBody(type, { body, rest: bytes.subarray(at + 2 + sizeBytes), hasLong });
}

function readTimeBytes(bytes: Buffer, at: number): Result<number, Failure> {
  if (bytes.length < at + TIME_BYTES) return shape("it ends within its time");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = bytes.subarray(
    at,
    at + TIME_BYTES,
  );
  const ts = toUtcMs({ date: [2000 + year, month, day], time: [hour, minute, second, 0] });
  return ts === undefined ? shape("its six bytes of time are no time") : ok(ts);
}

function readJsonBody(
  type: number,
  { body, rest, hasLong }: { body: Buffer; rest: Buffer; hasLong: boolean },
): Reading {
  const strict = readJson(body, hasLong);
  const json = strict.ok ? strict.value : readLenientJson(body, hasLong);
  if (!strict.ok && json === undefined) return strict;
  if (!isRecord(json)) return shape("its body must be a JSON object");
  const flag = strict.ok ? undefined : failure("json_lenient", strict.error.params);
  const points =
    type === 1 ? readFull(json) : type === 2 ? readBinary(json, rest) : readSimple(json, type === 4);
  return points.ok ? ok({ points: points.value, isText: false, flag }) : points;
}

type Points = Result<readonly StreamPoint[], Failure>;

function readAt(at: unknown): Result<number | undefined, Failure> {
  if (at === undefined || at === null || at === "") return ok(undefined);
  const ts = typeof at === "string" ? readTimeText(at) : undefined;
  return ts === undefined ? shape(`${JSON.stringify(at)} is no time like 2016-12-22 22:22:22`) : ok(ts);
}

/** Type 1: `{"datastreams":[{"id":"t","datapoints":[{"at":"...","value":36.5}]}]}` */
function readFull(json: Record<string, unknown>): Points {
  if (!Array.isArray(json.datastreams)) return shape("datastreams must be a list");
  const points: StreamPoint[] = [];
  for (const stream of json.datastreams) {
    if (!isRecord(stream) || typeof stream.id !== "string" || !Array.isArray(stream.datapoints))
      return shape("each of datastreams must have an id and datapoints");
    for (const point of stream.datapoints) {
      if (!isRecord(point)) return shape("each of datapoints must be an object");
      const at = readAt(point.at);
      if (!at.ok) return at;
      points.push({ stream: stream.id, value: point.value, ts: at.value });
    }
  }
  return ok(points);
}

/** Type 2: the header is `{"ds_id":"image","at":"...","desc":"..."}`, then four bytes of length and the bytes. */
function readBinary(header: Record<string, unknown>, rest: Buffer): Points {
  if (typeof header.ds_id !== "string") return shape("its header must have ds_id");
  const at = readAt(header.at);
  if (!at.ok) return at;
  const sizeBytes = rest.length < 4 ? -1 : rest.readUInt32BE(0);
  const content = rest.subarray(4, 4 + Math.max(0, sizeBytes));
  if (content.length !== sizeBytes) return shape("its bytes end too soon");
  return ok([{ stream: header.ds_id, value: content.toString("base64"), ts: at.value }]);
}

/** Type 3: `{"temperature":22.5}`; type 4: `{"temperature":{"2015-03-22 22:31:12":22.5}}`. */
function readSimple(json: Record<string, unknown>, isTimed: boolean): Points {
  const points: StreamPoint[] = [];
  for (const [stream, value] of Object.entries(json)) {
    if (!isTimed) {
      points.push({ stream, value, ts: undefined });
      continue;
    }
    if (!isRecord(value)) return shape(`${stream} must be an object of times`);
    for (const [time, timed] of Object.entries(value)) {
      const at = readAt(time);
      if (!at.ok) return at;
      points.push({ stream, value: timed, ts: at.value });
    }
  }
  return ok(points);
}

/**
 * Types 5 and 6: the first character separates fields, the second records. A record is `id,time,value`, `id,value`
 * or `value`, whose stream is then named by the record's place, from 0.
 */
function readFields(body: Buffer, frameTs: number | undefined): Reading {
  const [field, record, ...rest] = trimTail(body.toString("utf8"), "\0");
  if (field === undefined || record === undefined || field === record)
    return shape("it must begin with two different separators");
  const points: StreamPoint[] = [];
  for (const [index, text] of rest.join("").split(record).entries()) {
    if (text === "") continue;
    const parts = text.split(field);
    const value = parts[parts.length - 1] ?? "";
    const stream = parts.length === 1 ? String(index) : (parts[0] ?? "");
    if (parts.length > 3 || stream === "") return shape(`record ${index} has ${parts.length} fields`);
    const at = readAt(parts.length === 3 ? parts[1] : undefined);
    if (!at.ok) return at;
    points.push({ stream, value, ts: at.value ?? frameTs });
  }
  return ok({ points, isText: true, flag: undefined });
}

/** Type 7: blocks of stream number, count and floats, big-endian, to the end; several floats make one list. */
function readFloats(bytes: Buffer, isTimed: boolean): Reading {
  let at = 1;
  let ts: number | undefined;
  if (isTimed) {
    const time = readTimeBytes(bytes, at);
    if (!time.ok) return time;
    ts = time.value;
    at += TIME_BYTES;
  }
  const points: StreamPoint[] = [];
  while (at < bytes.length) {
    if (bytes.length < at + 4) return shape("it ends within a block");
    const stream = String(bytes.readUInt16BE(at));
    const count = bytes.readUInt16BE(at + 2);
    at += 4;
    if (count === 0 || bytes.length < at + count * 4)
      return shape(`stream ${stream} says ${count} floats, which are not there`);
    const floats = Array.from({ length: count }, (_, i) => shortest(bytes.readFloatBE(at + i * 4)));
    at += count * 4;
    points.push({ stream, value: count === 1 ? floats[0] : floats, ts });
  }
  return points.length === 0 ? shape("it has no floats") : ok({ points, isText: false, flag: undefined });
}

/** The shortest decimal that is this float: 22.1, not 22.100000381; null for what is no number. */
function shortest(float: number): number | null {
  if (!Number.isFinite(float)) return null;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return float;
}
