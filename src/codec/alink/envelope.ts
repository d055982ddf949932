// Alink's envelope: how a message is wrapped and how it is answered (dialects 2.2.3).

import type { Failure } from "../../spine/error.ts";
import { ok, type Result } from "../../spine/result.ts";
import { isRecord } from "../check.ts";
import { readMessageId, readObjectMessage } from "../message.ts";

export interface Envelope {
  readonly id: string;
  readonly version: string;
  readonly isReplyWanted: boolean;
  readonly body: Record<string, unknown>;
  /** Set when the message is no strict JSON and was read all the same. */
  readonly flag: Failure | undefined;
}

/** Firmware sends the id as text or number, or not at all; version and method are optional too. */
export function readEnvelope(payload: Uint8Array, hasLong: boolean): Result<Envelope, Failure> {
  const message = readObjectMessage(payload, hasLong);
  if (!message.ok) return message;
  const { body, flag } = message.value;
  const { id, version, sys } = body;
  return ok({
    id: readMessageId(id),
    version: typeof version === "string" ? version : "1.0",
    isReplyWanted: !(isRecord(sys) && sys.ack === 0),
    body,
    flag,
  });
}

const DIGITS = /^\d{1,20}$/;

/** Key order and spacing matter: MCU firmware reads replies with strstr and sscanf. */
export function makeReply(
  code: number,
  method: string,
  reply: { id: string; data: string; message: string },
): string {
  const id = DIGITS.test(reply.id) ? `"${reply.id}"` : JSON.stringify(reply.id);
  return `{"code":${code},"data":${reply.data},"id":${id},"message":${JSON.stringify(reply.message)},"method":"${method}","version":"1.0"}`;
}

/** Alibaba's reply codes for our failures; 460 (a parameter is wrong) for the rest. */
const REPLY_CODES: Readonly<Partial<Record<Failure["code"], number>>> = {
  payload_not_json: 400,
  payload_shape: 400,
  rate_limited: 429,
  internal: 500,
  disk_full: 500,
  child_not_online: 520,
  device_deleted: 521,
  device_disabled: 522,
  product_disabled: 522,
  unknown_product: 5005,
  unknown_device: 6100,
  too_many_points: 6104,
  device_name_invalid: 6280,
  registration_off: 6288,
  already_activated: 6289,
  sign_method_unknown: 6292,
  too_many_children: 6400,
  child_not_bound: 6401,
};

export function replyCode(code: Failure["code"]): number {
  return REPLY_CODES[code] ?? 460;
}
