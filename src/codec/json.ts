// JSON as devices send it: UTF-8 bytes to values, 64-bit integers kept when asked.

import { parseJson } from "../kit/bounded-json.ts";
import { type Failure, failure } from "../spine/error.ts";
import { err, ok, type Result } from "../spine/result.ts";
import { parseLenientJson } from "./lenient-json.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

declare global {
  interface JSON {
    /** A text that `stringify` writes as it is; the runtime has it, the library's types do not yet. */
    rawJSON(text: string): unknown;
  }
}

interface ReviverContext {
  readonly source?: string;
}

/** 64 bits have 19 digits; the time that BigInt takes grows with the square of their number. */
const LONG = /^-?\d{1,40}$/;

/** Integers beyond 2^53 become bigint; everything else stays as JSON.parse has it. */
function keepLong(_key: string, value: unknown, context?: ReviverContext): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value) || !context?.source) return value;
  return LONG.test(context.source) ? BigInt(context.source) : value;
}

/**
 * Reads one JSON text. Trailing NUL bytes are dropped: C firmware sends its string terminator along.
 * `hasLong` reads integers beyond 2^53 as bigint, which costs several times as much.
 */
export function readJson(payload: Uint8Array, hasLong: boolean): Result<unknown, Failure> {
  let end = payload.length;
  while (end > 0 && payload[end - 1] === 0) end--;
  try {
    const text = decoder.decode(end === payload.length ? payload : payload.subarray(0, end));
    return ok(parseJson(text, hasLong ? keepLong : undefined));
  } catch (cause) {
    const detail = end === 0 ? "it is empty" : cause instanceof Error ? cause.message : String(cause);
    return err(failure("payload_not_json", { detail }));
  }
}

/** What strict reading refused, read leniently; undefined when there is nothing to be made of it. */
export function readLenientJson(payload: Uint8Array, hasLong: boolean): unknown {
  try {
    return parseLenientJson(decoder.decode(payload), hasLong);
  } catch {
    // Not UTF-8: the strict failure says so.
    return undefined;
  }
}

/** One JSON text; a bigint is written as the integer it is, with every digit. Undefined has none. */
export function writeJson(value: object): string;
export function writeJson(value: unknown): string | undefined;
export function writeJson(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "bigint" ? JSON.rawJSON(inner.toString()) : inner,
  );
}
