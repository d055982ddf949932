// A message that is JSON, as devices write it: strictly or else leniently, and the id that it may carry.

import { type Failure, failure } from "../spine/error.ts";
import { err, ok, type Result } from "../spine/result.ts";
import { isRecord } from "./check.ts";
import { readJson, readLenientJson, writeJson } from "./json.ts";

export interface Message<T> {
  readonly body: T;
  /** Set when the message is no strict JSON and was read all the same. */
  readonly flag: Failure | undefined;
}

/** Any JSON. A failure is that of strict reading. `hasLong` as in `readJson`. */
export function readMessage(payload: Uint8Array, hasLong: boolean): Result<Message<unknown>, Failure> {
  const json = readJson(payload, hasLong);
  if (json.ok) return ok({ body: json.value, flag: undefined });
  const body = readLenientJson(payload, hasLong);
  return body === undefined ? json : ok({ body, flag: failure("json_lenient", json.error.params) });
}

/** A JSON object; a failure where it is anything else. */
export function readObjectMessage(
  payload: Uint8Array,
  hasLong: boolean,
): Result<Message<Record<string, unknown>>, Failure> {
  const message = readMessage(payload, hasLong);
  if (!message.ok) return message;
  const { body, flag } = message.value;
  return isRecord(body)
    ? ok({ body, flag })
    : err(failure("payload_shape", { detail: "the message must be a JSON object" }));
}

/** Firmware sends an id as text or number, or not at all, which is "". */
export function readMessageId(sent: unknown): string {
  return typeof sent === "string" ? sent : typeof sent === "number" ? String(sent) : "";
}

/** What a device says where a text belongs: a list or an object as its JSON. */
export function readAsText(sent: unknown): string {
  return typeof sent === "string" ? sent : (writeJson(sent) ?? "");
}
