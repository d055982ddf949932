// yudao's uplink topics: `/sys/{pk}/{dn}/` and the method with slashes (dialects 2.7).

import { numberOf } from "../../kit/scalar.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { readPropertyPost } from "../alink/posts.ts";
import { checkOf, isRecord } from "../check.ts";
import { childOf, joinFailures, makeDecoded, makeReplyEvent, refuse } from "../decoded.ts";
import type {
  Ask,
  ChildName,
  ChildResult,
  DecodeContext,
  Decoded,
  DeviceRequest,
  Route,
} from "../dialect.ts";
import { splitLoginName } from "../login/name.ts";
import { Report } from "../report.ts";
import {
  makeYudaoRefusal,
  makeYudaoReply,
  readYudaoEnvelope,
  type YudaoEnvelope,
  type YudaoRequest,
} from "./envelope.ts";
import { makeVerify } from "./login.ts";

type Read = (envelope: YudaoEnvelope, context: DecodeContext, request: YudaoRequest) => Decoded;

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["thing/property/post", readReport((report, params) => readPropertyPost(params, report))],
  ["thing/event/post", readReport(readEvent)],
  ["thing/event/property/pack/post", readPack],
  // The connection says whether a device is here, and progress wants no reply.
  ["thing/state/update", () => makeDecoded()],
  ["thing/ota/progress", () => makeDecoded()],
  ["thing/topo/add", readTopologyAdd],
  ["thing/topo/delete", readTopologyRemove],
  [
    "thing/topo/get",
    (_envelope, _context, request) => makeAsking(request, { kind: "topology_list" }, subDevices),
  ],
  ["thing/auth/register/sub", readChildrenRegister],
]);
const ANSWER = /^thing\/(?:property\/set|service\/invoke|config\/push|ota\/upgrade|topo\/change)_reply$/;

/** The route of a topic below `/sys/{pk}/{dn}/`. */
export function yudaoRoute(tail: string, topic: string): Route | undefined {
  const read = READERS.get(tail);
  if (read) return makeRoute(tail.replaceAll("/", "."), read, `${topic}_reply`);
  if (!ANSWER.test(tail)) return undefined;
  const method = tail.slice(0, -"_reply".length).replaceAll("/", ".");
  return makeRoute(method, (envelope, context) => readAnswer(envelope, context, method), undefined);
}

function makeRoute(method: string, read: Read, replyTopic: string | undefined): Route {
  return {
    replyTopic,
    decode(payload, context) {
      const envelope = readYudaoEnvelope(payload, checkOf(context.model).hasLong);
      if (!envelope.ok) {
        const request = { idKey: "id", id: "", method } as const;
        return refuse(envelope.error, replyTopic && makeYudaoRefusal(request, envelope.error));
      }
      const { idKey, id, flag } = envelope.value;
      const decoded = read(envelope.value, context, { idKey, id, method });
      return flag ? { ...decoded, flags: [flag, ...decoded.flags] } : decoded;
    },
  };
}

function readReport(fill: (report: Report, params: unknown) => void): Read {
  return ({ id, params }, context, request) => {
    const report = new Report(context, id);
    fill(report, params);
    return closeReports([report], [], request);
  };
}

/** All or nothing: the first failure of any report refuses the message. */
function closeReports(reports: readonly Report[], left: readonly Failure[], request: YudaoRequest): Decoded {
  const why = joinFailures(reports.map((report) => report.failure));
  if (why) return refuse(why, makeYudaoRefusal(request, why));
  return makeDecoded({
    events: reports.flatMap((report) => report.toEvents()),
    flags: reports.flatMap((report) => report.flags),
    left: [...left, ...reports.flatMap((report) => report.left)],
    reply: makeYudaoReply(request, { code: 0, data: null, msg: "success" }),
  });
}

/** `{identifier, value: {...}, time}`. */
function readEvent(report: Report, params: unknown): void {
  if (!isRecord(params) || typeof params.identifier !== "string")
    report.failure = failure("payload_shape", { detail: "params must be {identifier, value, time}" });
  else report.addEvent(params.identifier, params.value, params.time);
}

/** `{properties, events, subDevices: [{identity, properties, events}]}`. */
function readPack({ id, params }: YudaoEnvelope, context: DecodeContext, request: YudaoRequest): Decoded {
  if (!isRecord(params)) {
    const why = failure("payload_shape", { detail: "params must be {properties, events, subDevices}" });
    return refuse(why, makeYudaoRefusal(request, why));
  }
  const own = new Report(context, id);
  fillPack(own, params);
  const reports = [own];
  const left: Failure[] = [];
  for (const part of Array.isArray(params.subDevices) ? params.subDevices : []) {
    const name = readIdentity(isRecord(part) ? part.identity : undefined);
    if (!name) {
      left.push(failure("payload_shape", { detail: "a sub-device without identity" }));
      continue;
    }
    const child = childOf(context, name);
    if (!child.ok) {
      left.push(child.error);
      continue;
    }
    const report = new Report(child.value, id);
    fillPack(report, part);
    reports.push(report);
  }
  return closeReports(reports, left, request);
}

function fillPack(report: Report, part: Record<string, unknown>): void {
  for (const [property, sent] of Object.entries(isRecord(part.properties) ? part.properties : {}))
    report.addProperty(property, sent);
  for (const [event, sent] of Object.entries(isRecord(part.events) ? part.events : {}))
    if (isRecord(sent)) report.addEvent(event, sent.value, sent.time);
}

function readIdentity(sent: unknown): (ChildName & { productKey: string }) | undefined {
  if (!isRecord(sent) || typeof sent.productKey !== "string" || typeof sent.deviceName !== "string")
    return undefined;
  return { productKey: sent.productKey, deviceName: sent.deviceName };
}

/** `{subDevices: [{clientId, username, password}]}`: each signs as it would at its own login. */
function readTopologyAdd({ params }: YudaoEnvelope, _: DecodeContext, request: YudaoRequest): Decoded {
  const children = listOf(params).flatMap((sent) => {
    const names = splitLoginName(typeof sent.username === "string" ? sent.username : "");
    const password = typeof sent.password === "string" ? sent.password : "";
    return names ? [{ ...names, verify: makeVerify(names, password) }] : [];
  });
  return makeAsking(request, { kind: "topology_add", children }, identities);
}

function readTopologyRemove({ params }: YudaoEnvelope, _: DecodeContext, request: YudaoRequest): Decoded {
  const children = listOf(params).flatMap((sent) => readIdentity(sent) ?? []);
  return makeAsking(request, { kind: "topology_remove", children }, identities);
}

function readChildrenRegister({ params }: YudaoEnvelope, _: DecodeContext, request: YudaoRequest): Decoded {
  const children = listOf(params).flatMap((sent) => readIdentity(sent) ?? []);
  const data = (results: readonly ChildResult[]) =>
    results.map(({ productKey, deviceName, deviceSecret }) => ({ productKey, deviceName, deviceSecret }));
  return makeAsking(request, { kind: "children_register", children }, data);
}

/** Params are a list, or an object with one. */
function listOf(params: unknown): Record<string, unknown>[] {
  const list = isRecord(params) ? params.subDevices : params;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function identities(children: readonly ChildResult[]): unknown {
  return children.map(({ productKey, deviceName }) => ({ productKey, deviceName }));
}

function subDevices(children: readonly ChildResult[]): unknown {
  return { subDevices: identities(children) };
}

/** What could not be done is left out of the answer, as yudao does; when nothing could, the answer says why. */
function makeAsking(
  request: YudaoRequest,
  asked: DeviceRequest,
  data: (children: readonly ChildResult[]) => unknown,
): Decoded {
  const answer: Ask["answer"] = (outcome) => {
    const done = outcome.children.filter((child) => child.failure === undefined);
    const why = outcome.failure ?? (done.length === 0 ? outcome.children[0]?.failure : undefined);
    if (why) return { payload: makeYudaoRefusal(request, why) };
    return { payload: makeYudaoReply(request, { code: 0, data: data(done), msg: "success" }) };
  };
  return makeDecoded({ ask: { request: asked, answer } });
}

function readAnswer({ id, body }: YudaoEnvelope, context: DecodeContext, method: string): Decoded {
  const code = numberOf(body.code ?? 0);
  const answer = { reqId: id, method, code: Number.isInteger(code) ? code : -1, output: body.data };
  return makeDecoded({ events: [makeReplyEvent(context, answer)] });
}
