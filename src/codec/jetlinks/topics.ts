// JetLinks' uplink topics below `/{productId}/{deviceId}/`, for the device and for what is behind it (dialects 2.8).

import { numberOf } from "../../kit/scalar.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { ok, type Result } from "../../spine/result.ts";
import { checkOf, isRecord } from "../check.ts";
import {
  childOf,
  LOG_LINE,
  makeDecoded,
  makeReplyEvent,
  makeThingEvent,
  readLevel,
  refuse,
} from "../decoded.ts";
import type { Ask, ChildName, DecodeContext, Decoded, DeviceRequest, Route } from "../dialect.ts";
import { writeJson } from "../json.ts";
import { readAsText, readMessageId, readObjectMessage } from "../message.ts";
import { Report } from "../report.ts";

type Body = Readonly<Record<string, unknown>>;
type Read = (body: Body, context: DecodeContext) => Decoded;

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["properties/report", readReport],
  ["properties/read/reply", readReadReply],
  ["properties/write/reply", (body, context) => readAnswer(body, context, "properties.write")],
  ["function/invoke/reply", (body, context) => readAnswer(body, context, "function.invoke")],
  ["disconnect/reply", (body, context) => readAnswer(body, context, "disconnect")],
  ["state-check/reply", (body, context) => readAnswer(body, context, "state-check")],
  ["log", readLog],
  ["tags", readTags],
  // The connection says whether a device is here.
  ["online", () => makeDecoded()],
  ["offline", () => makeDecoded()],
  ["metadata/derived", () => makeDecoded()],
]);
const EVENT = /^event\/([A-Za-z0-9_]+)$/;
const CHILD = /^child(?:-reply)?\/([^/]+)\/(.+)$/;
const SILENT: Ask["answer"] = () => undefined;

/** The route of `tail`; `topic` is the whole of it, for the reply. */
export function jetLinksRoute(tail: string, topic: string): Route | undefined {
  if (tail === "time-sync") return makeRoute(readTimeSync, `${topic}/reply`);
  const read = readerOf(tail);
  if (read) return makeRoute(read, undefined);
  const [, childId, childTail] = CHILD.exec(tail) ?? [];
  if (childId === undefined || childTail === undefined) return undefined;
  const name = { productKey: undefined, deviceName: childId };
  const request = requestOf(name, childTail);
  if (request) return makeRoute(() => makeDecoded({ ask: { request, answer: SILENT } }), undefined);
  const readChild = readerOf(childTail);
  if (!readChild) return undefined;
  return makeRoute((body, context) => {
    const child = childOf(context, name);
    return child.ok ? readChild(body, child.value) : refuse(child.error);
  }, undefined);
}

function readerOf(tail: string): Read | undefined {
  const event = EVENT.exec(tail)?.[1];
  if (event !== undefined) return (body, context) => readEvent(event, body, context);
  return READERS.get(tail);
}

/** What a gateway says of a child's coming and going. Only a registered child may be new here. */
function requestOf(name: ChildName, tail: string): DeviceRequest | undefined {
  const isRegistering = tail === "register";
  switch (tail) {
    case "register":
    case "online":
    case "connected": {
      const children = [{ ...name, verify: undefined }];
      return { kind: "children_login", children, isCreating: isRegistering };
    }
    case "offline":
    case "disconnect":
    case "disconnected":
      return { kind: "children_logout", children: [name] };
    case "unregister":
      return { kind: "topology_remove", children: [name] };
    default:
      return undefined;
  }
}

function makeRoute(read: Read, replyTopic: string | undefined): Route {
  return {
    replyTopic,
    decode(payload, context) {
      const body = readBody(payload, context);
      if (!body.ok) return refuse(body.error);
      const decoded = read(body.value.body, context);
      return { ...decoded, flags: [...body.value.flags, ...decoded.flags] };
    },
  };
}

/** An empty payload is an empty message: devices send `online` and `time-sync` so. */
function readBody(
  payload: Uint8Array,
  context: DecodeContext,
): Result<{ readonly body: Body; readonly flags: readonly Failure[] }, Failure> {
  if (payload.length === 0) return ok({ body: {}, flags: [] });
  const { hasLong } = checkOf(context.model);
  const message = readObjectMessage(payload, hasLong);
  if (!message.ok) return message;
  const { body, flag } = message.value;
  return ok({ body, flags: flag ? [flag] : [] });
}

function idOf({ messageId }: Body): string {
  return readMessageId(messageId);
}

/** `{properties: {temp: 36.8}, timestamp, propertySourceTimes: {temp: ms}}`. */
function readReport(body: Body, context: DecodeContext): Decoded {
  const { properties, timestamp, propertySourceTimes } = body;
  if (!isRecord(properties))
    return refuse(failure("payload_shape", { detail: "properties must be an object of values" }));
  const report = new Report(context, idOf(body));
  const times = isRecord(propertySourceTimes) ? propertySourceTimes : {};
  for (const [property, value] of Object.entries(properties))
    report.addProperty(property, { value, time: times[property] ?? timestamp });
  return close(report);
}

/** `{data: {...}, timestamp}`; data that is no object is the parameter `value`. */
function readEvent(event: string, body: Body, context: DecodeContext): Decoded {
  const report = new Report(context, idOf(body));
  const { data } = body;
  const output = isRecord(data) ? data : data === undefined || data === null ? {} : { value: data };
  report.addEvent(event, output, body.timestamp);
  return close(report);
}

function close(report: Report): Decoded {
  if (report.failure) return refuse(report.failure);
  return makeDecoded({ events: report.toEvents(), flags: report.flags, left: report.left });
}

function readAnswer(body: Body, context: DecodeContext, method: string): Decoded {
  const { success, code } = body;
  const number = numberOf(code);
  const failed = Number.isInteger(number) && code !== "" ? number : 500;
  const answer = { reqId: idOf(body), method, code: success === false ? failed : 200 };
  const output =
    body.output ?? body.properties ?? (success === false ? { message: body.message } : undefined);
  return makeDecoded({ events: [makeReplyEvent(context, { ...answer, output })] });
}

/** What was read is a value like one that was reported. */
function readReadReply(body: Body, context: DecodeContext): Decoded {
  const answer = readAnswer(body, context, "properties.read");
  if (!isRecord(body.properties)) return answer;
  const report = readReport(body, context);
  return report.failure ? report : { ...report, events: [...answer.events, ...report.events] };
}

function readLog(body: Body, context: DecodeContext): Decoded {
  const { log, level, timestamp } = body;
  const ts = typeof timestamp === "number" && Number.isSafeInteger(timestamp) ? timestamp : context.recvTs;
  const content = typeof log === "string" ? log : writeJson(log ?? "");
  const line = { identifier: LOG_LINE, reqId: idOf(body), ts, level: readLevel(level), output: { content } };
  return makeDecoded({ events: [makeThingEvent(context, line)] });
}

function readTags({ tags }: Body): Decoded {
  if (!isRecord(tags)) return refuse(failure("payload_shape", { detail: "tags must be an object" }));
  const texts = Object.entries(tags).map(([key, value]) => [key, readAsText(value)] as const);
  return makeDecoded({
    ask: { request: { kind: "tags_set", tags: Object.fromEntries(texts) }, answer: SILENT },
  });
}

function readTimeSync({ messageId }: Body, context: DecodeContext): Decoded {
  return makeDecoded({ reply: writeJson({ messageId, timestamp: context.recvTs }) });
}
