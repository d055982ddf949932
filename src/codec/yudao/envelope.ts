// yudao's envelope: Alink's with other keys, and code 0 where Alink says 200 (dialects 2.7).

import { describeError, type Failure, failure } from "../../spine/error.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import { isRecord } from "../check.ts";
import { readJson, readLenientJson } from "../json.ts";

export interface YudaoEnvelope {
  /** The key under which the message carries its id, and under which it is answered. */
  readonly idKey: "id" | "requestId";
  readonly id: string;
  readonly params: unknown;
  readonly body: Record<string, unknown>;
  /** Set when the message is no strict JSON and was read all the same. */
  readonly flag: Failure | undefined;
}

export function readYudaoEnvelope(payload: Uint8Array, hasLong: boolean): Result<YudaoEnvelope, Failure> {
  const json = readJson(payload, hasLong);
  const body = json.ok ? json.value : readLenientJson(payload, hasLong);
  if (!json.ok && body === undefined) return json;
  if (!isRecord(body)) return err(failure("payload_shape", { detail: "the message must be a JSON object" }));
  const idKey = body.requestId === undefined ? "id" : "requestId";
  const sent = body[idKey];
  return ok({
    idKey,
    id: typeof sent === "string" ? sent : typeof sent === "number" ? String(sent) : "",
    params: body.params,
    body,
    flag: json.ok ? undefined : failure("json_lenient", json.error.params),
  });
}

export interface YudaoRequest {
  readonly idKey: "id" | "requestId";
  readonly id: string;
  readonly method: string;
}

export function makeYudaoReply(
  { idKey, id, method }: YudaoRequest,
  { code, data, msg }: { readonly code: number; readonly data: unknown; readonly msg: string },
): string {
  const head = idKey === "id" ? { id, version: "1.0" } : { requestId: id };
  return JSON.stringify({ ...head, method, code, data, msg });
}

export function makeYudaoRefusal(request: YudaoRequest, why: Failure): string {
  return makeYudaoReply(request, {
    code: 400,
    data: null,
    msg: describeError(why.code, why.params, "zh-CN"),
  });
}
