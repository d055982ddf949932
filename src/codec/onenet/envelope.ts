// The envelope of OneJSON messages and of their replies (OneNET Studio, "OneJSON").

import { toJson } from "../../kit/plain-json.ts";
import type { Failure } from "../../spine/error.ts";
import type { Value } from "../../spine/point.ts";
import { ok, type Result } from "../../spine/result.ts";
import { readMessageId, readObjectMessage } from "../message.ts";

export interface Envelope {
  /** Digits as text; empty when the device sent none. */
  readonly id: string;
  readonly body: Record<string, unknown>;
  /** Set when the message is no strict JSON and was read all the same. */
  readonly flag: Failure | undefined;
}

/** A JSON object, leniently; with `id` as text or number. */
export function readEnvelope(payload: Uint8Array, hasLong: boolean): Result<Envelope, Failure> {
  const message = readObjectMessage(payload, hasLong);
  if (!message.ok) return message;
  const { body, flag } = message.value;
  return ok({ id: readMessageId(body.id), body, flag });
}

/** Compact and in this key order: firmware looks for `"code":200` and for its id with strstr. `json` is appended as data. */
export function makeReply(id: string, outcome: { code: number; msg: string }, json?: string): string {
  const tail = json === undefined ? "" : `,"data":${json}`;
  return `{"id":${JSON.stringify(id)},"code":${outcome.code},"msg":${JSON.stringify(outcome.msg)}${tail}}`;
}

export const SUCCESS = { code: 200, msg: "success" } as const;

const CODES: Partial<Record<Failure["code"], number>> = {
  payload_not_json: 400,
  payload_shape: 400,
  too_many_points: 413,
  child_not_bound: 404,
  unknown_device: 404,
  unknown_product: 404,
  token_malformed: 401,
  token_sign_mismatch: 401,
  token_resource: 401,
  token_expired: 401,
};

/** A failure as code and text. OneNET documents no codes for OneJSON but 200; ours follow HTTP. */
export function outcomeOf(why: Failure): { code: number; msg: string } {
  return { code: CODES[why.code] ?? 460, msg: `error: ${why.code}` };
}

/** Bytes of a device's own making as a value: text where they are text, else base64. */
export function bytesToOutput(payload: Uint8Array): Record<string, string> {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(payload) };
  } catch {
    return { base64: Buffer.from(payload).toString("base64") };
  }
}

/** The newest values by property, as JSON. */
export function valuesToJson(
  values: readonly { readonly property: string; readonly value: Value }[],
): string {
  return JSON.stringify(Object.fromEntries(values.map(({ property, value }) => [property, toJson(value)])));
}
