// yudao's envelope: Alink's with other keys, and code 0 where Alink says 200 (dialects 2.7).

import { describeError, type Failure } from "../../spine/error.ts";
import { ok, type Result } from "../../spine/result.ts";
import { readMessageId, readObjectMessage } from "../message.ts";

export interface YudaoEnvelope {
  /** The key under which the message carries its id, and under which it is answered. */
  readonly idKey: "id" | "requestId";
  readonly id: string;
  readonly params: unknown;
  readonly body: Record<string, unknown>;
  /** Set when the message is no strict JSON and was read all the same. */
  readonly flag: Failure | undefined;
}

/** A JSON object, leniently; a failure where it is none. */
export function readYudaoEnvelope(payload: Uint8Array, hasLong: boolean): Result<YudaoEnvelope, Failure> {
  const message = readObjectMessage(payload, hasLong);
  if (!message.ok) return message;
  const { body, flag } = message.value;
  const idKey = body.requestId === undefined ? "id" : "requestId";
  return ok({
    idKey,
    id: readMessageId(body[idKey]),
    params: body.params,
    body,
    flag,
  });
}

export interface YudaoRequest {
  readonly idKey: "id" | "requestId";
  readonly id: string;
  readonly method: string;
}

/** Code 0 is success; the keys stand in the order in which yudao writes them. */
export function makeYudaoReply(
  { idKey, id, method }: YudaoRequest,
  { code, data, msg }: { readonly code: number; readonly data: unknown; readonly msg: string },
): string {
  const head = idKey === "id" ? { id, version: "1.0" } : { requestId: id };
  return JSON.stringify({ ...head, method, code, data, msg });
}

/** Code 400 with the reason in words, as yudao's own are. */
export function makeYudaoRefusal(request: YudaoRequest, why: Failure): string {
  return makeYudaoReply(request, {
    code: 400,
    data: null,
    msg: describeError(why.code, why.params, "zh-CN"),
  });
}
