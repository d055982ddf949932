// What a row of a mapping makes of a JSON payload.

import { followJsonPath, type JsonPath, parseJsonPath } from "../../kit/json-path.ts";
import { textOf } from "../../kit/scalar.ts";
import type { TopicParts } from "../../kit/topic-pattern.ts";
import { type Failure, failure } from "../../spine/error.ts";
import type { JsonMappingRow } from "../../spine/mapping.ts";
import { ok, type Result } from "../../spine/result.ts";
import { checkOf, isRecord, preview } from "../check.ts";
import { joinFailures, makeDecoded, refuse } from "../decoded.ts";
import type { DecodeContext, Decoded } from "../dialect.ts";
import { readMessage } from "../message.ts";
import { Report } from "../report.ts";
import { convert, readIsoTime, toIdentifier, typeOf } from "./conversion.ts";

/** How deep `nested` looks into objects. */
const DEPTH = 8;

export interface JsonRow {
  readonly row: JsonMappingRow;
  readonly from: JsonPath;
  readonly time: JsonPath | undefined;
  /** Of the row's properties. */
  readonly paths: readonly JsonPath[];
  /** What `time` and `properties` read already, or is not to be read: paths that are keys alone. */
  readonly claimed: ReadonlySet<string>;
}

/** The paths of a row, read once. They were checked with the row. */
export function compileJsonRow(row: JsonMappingRow): JsonRow {
  const from = parseJsonPath(row.from) ?? [];
  const time = row.time && parseJsonPath(row.time.path);
  const paths = row.properties.map(({ path }) => parseJsonPath(path) ?? []);
  const skipped = row.skip.map((path) => parseJsonPath(path) ?? []);
  const claimed = new Set(
    [...(time ? [time] : []), ...paths, ...skipped].map((path) => joinKeys(keysOf(path))),
  );
  return { row, from, time, paths, claimed };
}

/** The path as keys; parts that are none have a text that no key of the payload is taken for. */
function keysOf(path: JsonPath): string[] {
  return path.map((part) => (part.kind === "key" ? part.key : "\0"));
}

function joinKeys(keys: readonly string[]): string {
  return keys.join("\0");
}

function readBody(payload: Uint8Array, context: DecodeContext): Result<[unknown, Failure[]], Failure> {
  const { hasLong } = checkOf(context.model);
  const message = readMessage(payload, hasLong);
  if (!message.ok) return message;
  const { body, flag } = message.value;
  return ok([body, flag ? [flag] : []]);
}

export function decodeJsonRow(
  compiled: JsonRow,
  { payload, topic, parts }: { payload: Uint8Array; topic: string; parts: TopicParts },
  context: DecodeContext,
): Decoded {
  const { row, from } = compiled;
  const read = readBody(payload, context);
  if (!read.ok) return refuse(read.error);
  const [body, flags] = read.value;
  const report = new Report(context, "");
  const time = readTime(compiled, body, flags);
  const event = row.event ?? parts.event;
  if (event !== undefined) {
    const sent = followJsonPath(body, from);
    report.addEvent(event, isRecord(sent) ? sent : { value: sent }, time);
  } else {
    addNamed(compiled, { body, time }, { report, context });
    addAll(compiled, { sent: followJsonPath(body, from), time }, { report, context });
  }
  if (report.failure) return refuse(report.failure);
  const events = report.toEvents();
  const isSilent = row.take === "named" && row.properties.every(({ isOptional }) => isOptional);
  if (events.length === 0 && !isSilent) return refuse(joinFailures(report.left) ?? nothing(row, topic));
  return makeDecoded({ events, flags: [...flags, ...report.flags], left: report.left });
}

function nothing({ take, from }: JsonMappingRow, topic: string): Failure {
  const form = take === "pairs" ? "a list of pairs" : "an object with at least one value";
  const detail = take === "named" ? "no property" : `${form} is needed${from === "" ? "" : ` at ${from}`}`;
  return failure("mapping_nothing", { topic, detail });
}

/** UTC ms; undefined, and a flag, where what is there is no time. */
function readTime({ row, time }: JsonRow, body: unknown, flags: Failure[]): number | undefined {
  const sent = time && followJsonPath(body, time);
  if (row.time === undefined || sent === undefined || sent === null) return undefined;
  const { unit, path } = row.time;
  const ms = unit === "iso" ? readIsoTime(textOf(sent)) : readUnixTime(sent, unit === "s" ? 1_000 : 1);
  if (ms === undefined) flags.push(failure("mapping_time", { path, received: preview(sent), unit }));
  return ms;
}

function readUnixTime(sent: unknown, factor: number): number | undefined {
  const number = typeof sent === "string" && /^\d{1,16}(?:\.\d{1,9})?$/.test(sent) ? Number(sent) : sent;
  const ms = typeof number === "number" ? Math.round(number * factor) : -1;
  return Number.isSafeInteger(ms) && ms >= 0 ? ms : undefined;
}

interface Into {
  readonly report: Report;
  readonly context: DecodeContext;
}

function addNamed(
  { row, paths }: JsonRow,
  sent: { body: unknown; time: number | undefined },
  into: Into,
): void {
  for (const [i, named] of row.properties.entries()) {
    const { property, path, isOptional } = named;
    const value = followJsonPath(sent.body, paths[i] ?? []);
    if (value !== undefined && value !== null) {
      addValue({ property, value, time: sent.time, how: named }, into);
    } else if (!isOptional) {
      into.report.left.push(failure("mapping_path", { property, path: path === "" ? "$" : path }));
    }
  }
}

interface Sent {
  readonly property: string;
  readonly value: unknown;
  readonly time: number | undefined;
  readonly how: Parameters<typeof convert>[1];
}

function addValue({ property, value, time, how }: Sent, { report, context }: Into): void {
  const converted = convert(value, how, { property, type: typeOf(context, property) });
  if (converted.ok) report.addProperty(property, { value: converted.value, time });
  else report.left.push(converted.error);
}

/** Everything there is, by the names it has. */
function addAll(
  compiled: JsonRow,
  { sent, time }: { sent: unknown; time: number | undefined },
  into: Into,
): void {
  const { row, from } = compiled;
  const add = (name: string, value: unknown) => {
    const property = toIdentifier(name, into.context);
    if (property.ok) addValue({ property: property.value, value, time, how: {} }, into);
    else into.report.left.push(property.error);
  };
  if (row.take === "pairs") addPairs(row, sent, add);
  else if (row.take !== "named" && isRecord(sent)) walk(sent, keysOf(from), { compiled, add });
}

function addPairs(
  { pairName, pairValue }: JsonMappingRow,
  sent: unknown,
  add: (name: string, value: unknown) => void,
): void {
  for (const pair of Array.isArray(sent) ? sent : []) {
    if (!isRecord(pair)) continue;
    const { [pairName]: name, [pairValue]: value } = pair;
    if (typeof name === "string" && value !== undefined && value !== null) add(name, value);
  }
}

/** Members that are null say nothing; those that `time` and `properties` read are not read again. */
function walk(
  object: Record<string, unknown>,
  above: readonly string[],
  to: { compiled: JsonRow; add: (name: string, value: unknown) => void },
): void {
  const { row, from, claimed } = to.compiled;
  for (const [key, value] of Object.entries(object)) {
    const keys = [...above, key];
    if (value === null || claimed.has(joinKeys(keys))) continue;
    const depth = keys.length - from.length;
    if (row.take === "nested" && isRecord(value) && depth < DEPTH) walk(value, keys, to);
    else to.add(keys.slice(from.length).join("_"), value);
  }
}
