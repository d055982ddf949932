// Alink's device shadow, as far as it is the newest reported values: update, get, delete (dialects 2.2.3).

import { failure } from "../../spine/error.ts";
import { checkOf, isRecord } from "../check.ts";
import { makeDecoded, refuse } from "../decoded.ts";
import type { DecodeContext, Decoded, DeviceAnswer, Route } from "../dialect.ts";
import { writeJson } from "../json.ts";
import { Report } from "../report.ts";
import { readEnvelope } from "./envelope.ts";

type Body = Readonly<Record<string, unknown>>;

/** Versions are echoed, not kept: two writers of one shadow are not told from each other. */
export function shadowRoute(replyTopic: string): Route {
  return {
    replyTopic,
    decode(payload, context) {
      const envelope = readEnvelope(payload, checkOf(context.model).hasLong);
      if (!envelope.ok) return refuse(envelope.error, tellError(400, "bad json", context));
      const { body, flag } = envelope.value;
      const decoded = readBody(body, context);
      return flag ? { ...decoded, flags: [flag, ...decoded.flags] } : decoded;
    },
  };
}

function readBody(body: Body, context: DecodeContext): Decoded {
  switch (body.method) {
    case "update":
      return readUpdate(body, context);
    case "get":
      return askShadow(body, context);
    case "delete":
      return makeDecoded({ reply: tell({ status: "success", version: versionOf(body) }, context) });
    default: {
      const why = failure("payload_shape", { detail: "method must be update, get or delete" });
      return refuse(why, tellError(402, "missing or unknown method", context));
    }
  }
}

/** `{state: {reported: {color: "red"}}, version}`; without `reported` it only takes note of what was desired. */
function readUpdate(body: Body, context: DecodeContext): Decoded {
  const reported = isRecord(body.state) ? body.state.reported : undefined;
  const report = new Report(context, "");
  for (const [property, sent] of Object.entries(isRecord(reported) ? reported : {}))
    report.addProperty(property, { value: sent, time: undefined });
  if (report.failure) return refuse(report.failure, tellError(460, report.failure.code, context));
  return makeDecoded({
    events: report.toEvents(),
    flags: report.flags,
    left: report.left,
    reply: tell({ status: "success", version: versionOf(body) }, context),
  });
}

function askShadow(body: Body, context: DecodeContext): Decoded {
  const answer = (outcome: DeviceAnswer) => {
    if (outcome.failure) return { payload: tellError(500, outcome.failure.code, context) };
    const entries = outcome.values.map(({ property, value }) => [property, value]);
    const times = outcome.values.map(({ property, ts }) => [property, { timestamp: toSeconds(ts) }]);
    const state = { reported: Object.fromEntries(entries) };
    const metadata = { reported: Object.fromEntries(times) };
    return { payload: tell({ status: "success", state, metadata }, context, versionOf(body)) };
  };
  return makeDecoded({
    ask: { request: { kind: "latest", child: undefined, properties: undefined }, answer },
  });
}

function versionOf({ version }: Body): number {
  return typeof version === "number" && Number.isSafeInteger(version) && version >= 0 ? version : 1;
}

function tell(payload: object, { recvTs }: DecodeContext, version?: number): string {
  const timestamp = toSeconds(recvTs);
  return writeJson({ method: "reply", payload, ...(version !== undefined && { version }), timestamp });
}

function tellError(errorcode: number, errormessage: string, context: DecodeContext): string {
  return tell({ status: "error", content: { errorcode: String(errorcode), errormessage } }, context);
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
