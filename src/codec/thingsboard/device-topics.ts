// `v1/devices/me/...` and its short form `v2/...`: what a device says of itself (MQTT device API).

import { describeError, type Failure, failure } from "../../spine/error.ts";
import type { Value } from "../../spine/point.ts";
import { isRecord } from "../check.ts";
import { joinFailures, makeDecoded, makeReplyEvent, refuse } from "../decoded.ts";
import type { Ask, DecodeContext, Decoded, Route } from "../dialect.ts";
import { writeJson } from "../json.ts";
import { Report } from "../report.ts";
import { readAttributes, readBody, readTelemetry } from "./telemetry.ts";

const TELEMETRY: ReadonlySet<string> = new Set(["v1/devices/me/telemetry", "v2/t", "v2/t/j"]);
const ATTRIBUTES: ReadonlySet<string> = new Set(["v1/devices/me/attributes", "v2/a", "v2/a/j"]);
const ATTRIBUTE_REQUEST = /^(?:(v1\/devices\/me\/attributes)\/request|(v2\/a)\/req)\/(j\/)?([^/]+)$/;
const RPC_RESPONSE = /^(?:v1\/devices\/me\/rpc\/response|v2\/r\/res)\/(?:j\/)?([^/]+)$/;
const RPC_REQUEST = /^(?:(v1\/devices\/me\/rpc)\/request|(v2\/r)\/req)\/(j\/)?([^/]+)$/;

/**
 * What ThingsBoard's SDKs ask for before they send anything, and pace themselves by: ThingsBoard's own default for
 * the payload's size (well below ours), about as many open messages as we take, and no rates: who sends too fast
 * is slowed down here, not shut out.
 */
const SESSION_LIMITS = JSON.stringify({
  ...{ maxPayloadSize: 65_536, maxInflightMessages: 1_000 },
  ...{ rateLimits: {}, gatewayRateLimits: {} },
});

export function deviceRoute(topic: string): Route | undefined {
  if (TELEMETRY.has(topic)) return makeReportRoute(readTelemetry);
  if (ATTRIBUTES.has(topic)) return makeReportRoute(readAttributes);
  if (topic === "v1/devices/me/claim") return { replyTopic: undefined, decode: () => makeDecoded() };
  const attributes = answerTopic(ATTRIBUTE_REQUEST.exec(topic));
  if (attributes) return { replyTopic: attributes, decode: askAttributes };
  const response = RPC_RESPONSE.exec(topic)?.[1];
  if (response)
    return { replyTopic: undefined, decode: (payload, to) => readRpcResponse(response, payload, to) };
  const request = answerTopic(RPC_REQUEST.exec(topic));
  return request ? { replyTopic: request, decode: answerRpc } : undefined;
}

/** `.../request/{id}` is answered on `.../response/{id}`, the short `req` on `res`. */
function answerTopic(found: RegExpExecArray | null): string | undefined {
  if (!found) return undefined;
  const [, long, short, json = "", id] = found;
  return long ? `${long}/response/${json}${id}` : `${short}/res/${json}${id}`;
}

function makeReportRoute(read: (sent: unknown, report: Report) => void): Route {
  return {
    replyTopic: undefined,
    decode(payload, context) {
      const body = readBody(payload, context);
      if (!body.ok) return refuse(body.error);
      const report = new Report(context, "");
      read(body.value.value, report);
      return closeReports([report], { flags: body.value.flags, left: [] });
    },
  };
}

/** All or nothing: the first failure of any report refuses the message. */
export function closeReports(
  reports: readonly Report[],
  also: { readonly flags: readonly Failure[]; readonly left: readonly Failure[] },
): Decoded {
  const why = joinFailures(reports.map((report) => report.failure));
  if (why) return refuse(why);
  return makeDecoded({
    events: reports.flatMap((report) => report.toEvents()),
    flags: [...also.flags, ...reports.flatMap((report) => report.flags)],
    left: [...also.left, ...reports.flatMap((report) => report.left)],
  });
}

/** `{clientKeys: "a,b", sharedKeys: "c"}`; without either, all that is known. */
function askAttributes(payload: Uint8Array, context: DecodeContext): Decoded {
  const body = readBody(payload, context);
  const sent = body.ok && isRecord(body.value.value) ? body.value.value : {};
  const client = keysOf(sent.clientKeys);
  const shared = keysOf(sent.sharedKeys);
  const hasKeys = client !== undefined || shared !== undefined;
  const properties = hasKeys ? [...(client ?? []), ...(shared ?? [])] : undefined;
  const answer: Ask["answer"] = (outcome) => {
    if (outcome.failure) return { payload: errorText(outcome.failure) };
    const values = new Map(outcome.values.map(({ property, value }) => [property, value]));
    const clientPart = pick(values, hasKeys ? (client ?? []) : [...values.keys()]);
    const sharedPart = pick(values, shared ?? []);
    return {
      payload: writeJson({
        ...(clientPart && { client: clientPart }),
        ...(sharedPart && { shared: sharedPart }),
      }),
    };
  };
  return makeDecoded({ ask: { request: { kind: "latest", child: undefined, properties }, answer } });
}

/** Comma-separated text; some firmware sends a list. */
export function keysOf(sent: unknown): readonly string[] | undefined {
  if (Array.isArray(sent)) return sent.filter((key) => typeof key === "string");
  if (typeof sent !== "string" || sent === "") return undefined;
  return sent.split(",").map((key) => key.trim());
}

/** Undefined when none of them has a value: ThingsBoard leaves the part out then. */
function pick(
  values: ReadonlyMap<string, Value>,
  keys: readonly string[],
): Record<string, Value> | undefined {
  const found = keys.flatMap((key) => {
    const value = values.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function readRpcResponse(reqId: string, payload: Uint8Array, context: DecodeContext): Decoded {
  const body = readBody(payload, context);
  const output = body.ok ? body.value.value : new TextDecoder().decode(payload);
  const event = makeReplyEvent(context, { reqId, method: "rpc", code: 200, output });
  return makeDecoded({ events: [event], flags: body.ok ? body.value.flags : [] });
}

/** Client-side RPC is answered by rules in ThingsBoard; beside its own one, here it is told that nobody will. */
function answerRpc(payload: Uint8Array, context: DecodeContext): Decoded {
  const body = readBody(payload, context);
  const method = body.ok && isRecord(body.value.value) ? body.value.value.method : undefined;
  if (method === "getSessionLimits") return makeDecoded({ reply: SESSION_LIMITS });
  const why = failure("request_unsupported", { what: typeof method === "string" ? method : "rpc" });
  return refuse(why, errorText(why));
}

function errorText(why: Failure): string {
  return JSON.stringify({ error: describeError(why.code, why.params, "en") });
}
