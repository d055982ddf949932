// What Alink devices ask beside reporting: time, tags, the thing model, configuration, logs (dialects 2.2.2).
// What is answered here is never refused for its topic: the SDKs stop, or try for ever, where it fails.

import { numberOf, textOf } from "../../kit/scalar.ts";
import { exportTsl } from "../../products/products.ts";
import { failure } from "../../spine/error.ts";
import type { EventLevel } from "../../spine/event.ts";
import { isRecord } from "../check.ts";
import { LOG_LINE, makeDecoded, makeReplyEvent, makeThingEvent, readLevel, refuse } from "../decoded.ts";
import type { DecodeContext, Decoded, DeviceAnswer, DeviceRequest, Route } from "../dialect.ts";
import { readAsText } from "../message.ts";
import { type Envelope, makeReply, readEnvelope, replyCode } from "./envelope.ts";
import { shadowRoute } from "./shadow.ts";

type Read = (envelope: Envelope, context: DecodeContext, method: string) => Decoded;

const EMPTY = replyWith("{}");
/** The device's own log is not wanted: it keeps it to itself (`thing/config/log/push` would change that). */
const LOG_CONFIG = replyWith('{"getType":"content","content":{"mode":0}}');

const READERS: Readonly<Record<string, Read>> = {
  "thing/deviceinfo/update": readTags,
  "thing/deviceinfo/delete": readTagRemoval,
  "thing/dsltemplate/get": askModel,
  "thing/dynamicTsl/get": askModel,
  "thing/config/get": (envelope, _context, method) => answerNoConfig(envelope, method),
  "thing/config/log/get": LOG_CONFIG,
  "thing/log/post": readLog,
  // Nothing is desired until somebody can say so; an empty answer is what a device without wishes gets.
  "thing/property/desired/get": EMPTY,
  "thing/property/desired/delete": EMPTY,
  "thing/ota/firmware/get": EMPTY,
};
/** Taken without a word. */
const SILENT = /^thing\/(?:reset|cipher\/get|awss\/[A-Za-z0-9_/]+)$/;
const SILENT_ELSEWHERE: ReadonlySet<string> = new Set(["inform", "progress", "request"]);
/** Most lines of one message; each becomes an event. */
const LOG_LINES = 200;
const RRPC = /^rrpc\/response\/([^/]+)$/;

const silent: Route = { replyTopic: undefined, decode: () => makeDecoded() };

/** `tail` is what follows `/sys/{productKey}/{deviceName}/` in `topic`; undefined of a topic outside of that. */
export function extraRoute(
  topic: string,
  tail: string | undefined,
  self: { readonly productKey: string; readonly deviceName: string },
): Route | undefined {
  const own = `${self.productKey}/${self.deviceName}`;
  if (tail !== undefined) return systemRoute(topic, tail);
  if (topic === `/ext/ntp/${own}/request`) return makeTimeRoute(`/ext/ntp/${own}/response`);
  if (topic === `/shadow/update/${own}`) return shadowRoute(`/shadow/get/${own}`);
  if (topic === "/dev/core/service/dev") return silent;
  const [, verb, who] = /^\/ota\/device\/([a-z]+)\/(.+)$/.exec(topic) ?? [];
  return who === own && verb !== undefined && SILENT_ELSEWHERE.has(verb) ? silent : undefined;
}

function systemRoute(topic: string, tail: string): Route | undefined {
  const read = Object.hasOwn(READERS, tail) ? READERS[tail] : undefined;
  if (read) return makeRoute(`${topic}_reply`, tail.replaceAll("/", "."), read);
  if (SILENT.test(tail)) return silent;
  const reqId = RRPC.exec(tail)?.[1];
  if (reqId === undefined) return undefined;
  return makeRoute(undefined, "rrpc", ({ body }, context) => {
    const code = numberOf(body.code ?? 200);
    const answer = { reqId, method: "rrpc", code: Number.isInteger(code) ? code : 500, output: body.data };
    return makeDecoded({ events: [makeReplyEvent(context, answer)] });
  });
}

function makeRoute(replyTopic: string | undefined, method: string, read: Read): Route {
  return {
    replyTopic,
    decode(payload, context) {
      const envelope = readEnvelope(payload, false);
      if (!envelope.ok) {
        const reply = { id: "", data: "{}", message: `params error: ${envelope.error.code}` };
        return refuse(envelope.error, replyTopic && makeReply(400, method, reply));
      }
      const { flag, isReplyWanted } = envelope.value;
      const { reply, ...decoded } = read(envelope.value, context, method);
      const flags = flag ? [flag, ...decoded.flags] : decoded.flags;
      return { ...decoded, flags, reply: isReplyWanted ? reply : undefined };
    },
  };
}

function success(id: string, method: string, data: string): string {
  return makeReply(200, method, { id, data, message: "success" });
}

function replyWith(data: string): Read {
  return ({ id }, _context, method) => makeDecoded({ reply: success(id, method, data) });
}

function answerNoConfig({ id }: Envelope, method: string): Decoded {
  return makeDecoded({ reply: makeReply(6710, method, { id, data: "{}", message: "no data" }) });
}

function refuseShape(envelope: Envelope, method: string, detail: string): Decoded {
  const why = failure("payload_shape", { detail });
  const reply = { id: envelope.id, data: "{}", message: `params error: ${why.code}` };
  return refuse(why, makeReply(replyCode(why.code), method, reply));
}

function makeAsking(
  { id, isReplyWanted }: Envelope,
  method: string,
  asked: { readonly request: DeviceRequest; data(outcome: DeviceAnswer): string },
): Decoded {
  const answer = (outcome: DeviceAnswer) => {
    if (!isReplyWanted) return undefined;
    const why = outcome.failure;
    if (!why) return { payload: success(id, method, asked.data(outcome)) };
    const reply = { id, data: "{}", message: `params error: ${why.code}` };
    return { payload: makeReply(replyCode(why.code), method, reply) };
  };
  return makeDecoded({ ask: { request: asked.request, answer } });
}

/** `[{attrKey, attrValue}]`. */
function readTags(envelope: Envelope, _context: DecodeContext, method: string): Decoded {
  const list = recordsOf(envelope.body.params);
  const tags = list.flatMap(({ attrKey, attrValue }) =>
    typeof attrKey === "string" && attrValue !== undefined ? [[attrKey, readAsText(attrValue)] as const] : [],
  );
  if (tags.length === 0) return refuseShape(envelope, method, "params must be [{attrKey, attrValue}]");
  const request = { kind: "tags_set", tags: Object.fromEntries(tags) } as const;
  return makeAsking(envelope, method, { request, data: () => "{}" });
}

/** `[{attrKey}]`. */
function readTagRemoval(envelope: Envelope, _context: DecodeContext, method: string): Decoded {
  const keys = recordsOf(envelope.body.params).flatMap(({ attrKey }) =>
    typeof attrKey === "string" ? [attrKey] : [],
  );
  if (keys.length === 0) return refuseShape(envelope, method, "params must be [{attrKey}]");
  return makeAsking(envelope, method, { request: { kind: "tags_remove", keys }, data: () => "{}" });
}

function askModel(envelope: Envelope, { productKey }: DecodeContext, method: string): Decoded {
  const data = ({ model }: DeviceAnswer) =>
    model === undefined ? "{}" : JSON.stringify(exportTsl(model, { productKey, version: 1 }));
  return makeAsking(envelope, method, { request: { kind: "model_get" }, data });
}

/** `[{utcTime, logLevel, module, code, traceContext, logContent}]`. */
function readLog(envelope: Envelope, context: DecodeContext, method: string): Decoded {
  const { id } = envelope;
  const lines = recordsOf(envelope.body.params);
  if (lines.length > LOG_LINES) return refuseShape(envelope, method, `at most ${LOG_LINES} lines a message`);
  const events = lines.map((line) => {
    const ts = typeof line.utcTime === "string" ? Date.parse(line.utcTime) : Number.NaN;
    const output: Record<string, string> = {};
    for (const key of ["module", "code", "traceContext", "logContent"])
      if (line[key] !== undefined) output[key] = readAsText(line[key]);
    const level: EventLevel = readLevel(line.logLevel);
    const at = Number.isFinite(ts) ? ts : context.recvTs;
    return makeThingEvent(context, { reqId: id, ts: at, identifier: LOG_LINE, level, output });
  });
  return makeDecoded({ events, reply: success(id, method, "{}") });
}

function recordsOf(params: unknown): Record<string, unknown>[] {
  return Array.isArray(params) ? params.filter(isRecord) : [];
}

/** `{"deviceSendTime": "..."}`: the times come back as text, as they were sent. */
function makeTimeRoute(replyTopic: string): Route {
  return {
    replyTopic,
    decode(payload, { recvTs }) {
      const envelope = readEnvelope(payload, false);
      if (!envelope.ok) return refuse(envelope.error);
      const { body, flag } = envelope.value;
      const deviceSendTime = textOf(body.deviceSendTime);
      const now = String(recvTs);
      const reply = JSON.stringify({ deviceSendTime, serverRecvTime: now, serverSendTime: now });
      return makeDecoded({ reply, flags: flag ? [flag] : [] });
    },
  };
}
