// The Alink dialect: what devices made for Alibaba Cloud IoT speak. Reports and their replies here; gateways and their
// children in topology.ts; clock, desired values, shadow and what is only taken note of in extras.ts.

import { numberOf } from "../../kit/scalar.ts";
import type { Failure } from "../../spine/error.ts";
import type { ReplyEvent } from "../../spine/event.ts";
import { checkOf } from "../check.ts";
import { encodeAlink } from "../command/alink.ts";
import { makeDecoded, makeReplyEvent } from "../decoded.ts";
import type { DecodeContext, Decoded, DeviceName, Dialect, DialectRoute, Route } from "../dialect.ts";
import { Report } from "../report.ts";
import { extraRoutes } from "./docs.ts";
import { type Envelope, makeReply, readEnvelope, replyCode } from "./envelope.ts";
import { extraRoute } from "./extras.ts";
import { readAlinkLogin } from "./login.ts";
import { readBatchPost, readEventPost, readHistoryPost, readPackPost, readPropertyPost } from "./posts.ts";
import { readAlinkRegistration } from "./registration.ts";
import { sessionRoute, tellChildChange, topologyRoute, topologyRoutes } from "./topology.ts";

/** Names the unknown properties as Alibaba does; the reply stays 200. */
function describeUnknown(unknown: readonly string[]): string {
  if (unknown.length === 0) return "{}";
  return JSON.stringify(
    Object.fromEntries(unknown.map((property) => [property, "tsl parse: params not exist"])),
  );
}

type ReadParams = (params: unknown, report: Report) => void;

/** A report topic: reads params by `read`, answers on `{topic}_reply` with `method`. */
function makeReportRoute(topic: string, method: string, read: ReadParams): Route {
  return {
    replyTopic: `${topic}_reply`,
    decode(payload, context) {
      const envelope = readEnvelope(payload, checkOf(context.model).hasLong);
      if (!envelope.ok) return refuse(envelope.error, method, "");
      const { id, isReplyWanted, body, flag } = envelope.value;
      const report = new Report(context, id);
      read(body.params, report);
      report.gather();
      if (report.failure) return refuse(report.failure, method, id);
      const data = report.unknown.length === 0 ? "{}" : describeUnknown(report.unknown);
      return {
        events: report.toEvents(),
        failure: undefined,
        flags: flag ? [flag, ...report.flags] : report.flags,
        left: report.left,
        reply: isReplyWanted ? makeReply(200, method, { id, data, message: "success" }) : undefined,
      };
    },
    refuse(payload, why) {
      const envelope = readEnvelope(payload, false);
      return refuse(why, method, envelope.ok ? envelope.value.id : "").reply;
    },
  };
}

function refuse(why: Failure, method: string, id: string): Decoded {
  const reply = makeReply(replyCode(why.code), method, {
    id,
    data: "{}",
    message: `params error: ${why.code}`,
  });
  return makeDecoded({ failure: why, reply });
}

/** A device's answer to something we sent (`..._reply`): logged, never answered. */
function makeAnswerRoute(method: string): Route {
  return {
    replyTopic: undefined,
    isAnswer: true,
    decode(payload, context) {
      const envelope = readEnvelope(payload, false);
      if (!envelope.ok) return makeDecoded({ failure: envelope.error });
      return makeDecoded({ events: [makeAnswer(method, envelope.value, context)] });
    },
  };
}

function makeAnswer(method: string, envelope: Envelope, context: DecodeContext): ReplyEvent {
  const code = numberOf(envelope.body.code ?? 0);
  return makeReplyEvent(context, {
    reqId: envelope.id,
    method,
    code: Number.isSafeInteger(code) ? code : -1,
    output: envelope.body.data,
  });
}

/** Whose topic it is: system, shadow, firmware, clock and custom topics; of sessions only the answers, which SDKs hear. */
const NAMED_TOPIC = new RegExp(
  [
    "^/sys/(?<pk>[^/]+)/(?<dn>[^/]+)/(?:thing|rrpc)/",
    "^/shadow/(?:update|get)/(?<pk>[^/]+)/(?<dn>[^/]+)$",
    "^/ota/device/[a-z]+/(?<pk>[^/]+)/(?<dn>[^/]+)$",
    "^/ext/ntp/(?<pk>[^/]+)/(?<dn>[^/]+)/",
    "^/ext/session/(?<pk>[^/]+)/(?<dn>[^/]+)/combine/[a-z_]+_reply$",
    "^/(?<pk>[^/]+)/(?<dn>[^/]+)/user/",
  ].join("|"),
);

/** A gateway publishes on the topics of the children that it has logged in. */
function ownerOf(topic: string): DeviceName | undefined {
  const { pk: productKey, dn: deviceName } = NAMED_TOPIC.exec(topic)?.groups ?? {};
  return productKey === undefined || deviceName === undefined ? undefined : { productKey, deviceName };
}

const EVENT_TOPIC = /^thing\/event\/([A-Za-z0-9_]+(?::[A-Za-z0-9_]+)?)\/post$/;
const ANSWER_TOPIC =
  /^thing\/(?:service\/[A-Za-z0-9_:/]+|disable|enable|delete|config\/push|topo\/[a-z/]+)_reply$/;

function routeOf(topic: string, productKey: string, deviceName: string): Route | undefined {
  const prefix = `/sys/${productKey}/${deviceName}/`;
  const self = { productKey, deviceName };
  if (!topic.startsWith(prefix))
    return sessionRoute(topic, productKey, deviceName) ?? extraRoute(topic, undefined, self);
  const tail = topic.slice(prefix.length);
  switch (tail) {
    case "thing/event/property/post":
      return makeReportRoute(topic, "thing.event.property.post", readPropertyPost);
    case "thing/event/property/batch/post":
      return makeReportRoute(topic, "thing.event.property.batch.post", readBatchPost);
    case "thing/event/property/pack/post":
      return makeReportRoute(topic, "thing.event.property.pack.post", readPackPost);
    case "thing/event/property/history/post":
      return makeReportRoute(topic, "thing.event.property.history.post", readHistoryPost);
  }
  const topology = topologyRoute(topic, tail);
  if (topology) return topology;
  const event = EVENT_TOPIC.exec(tail)?.[1];
  if (event) {
    return makeReportRoute(topic, `thing.event.${event}.post`, (params, report) =>
      readEventPost(event, params, report),
    );
  }
  if (ANSWER_TOPIC.test(tail)) return makeAnswerRoute(tail.slice(0, -"_reply".length).replaceAll("/", "."));
  return extraRoute(topic, tail, self);
}

/** Filters may use wildcards only behind the device's own names. */
function maySubscribe(filter: string, productKey: string, deviceName: string): boolean {
  const own = `${productKey}/${deviceName}`;
  const prefixes = [`/sys/${own}/`, `/${own}/`, `/ext/ntp/${own}/`, `/ext/session/${own}/`];
  if (filter === `/shadow/get/${own}` || filter === `/ota/device/upgrade/${own}`) return true;
  if (prefixes.some((prefix) => filter.startsWith(prefix))) return true;
  if (/^\/ext\/(register|regnwl|rrpc)(\/|$)/.test(filter)) return true;
  return filter.startsWith(`/broadcast/${productKey}/`);
}

type Texts = DialectRoute["description"];

function up(pattern: string, description: Texts, example: string): DialectRoute {
  return { pattern, direction: "up", description, example };
}

function reply(pattern: string, description: Texts, method: string): DialectRoute {
  const example = makeReply(200, method, { id: "1", data: "{}", message: "success" });
  return { pattern, direction: "down", description, example };
}

const BASE = "/sys/{productKey}/{deviceName}/thing";

const routes: readonly DialectRoute[] = [
  up(
    `${BASE}/event/property/post`,
    { en: "Report properties", zh: "上报属性" },
    '{"id":"1","version":"1.0","params":{"{property}":1},"method":"thing.event.property.post"}',
  ),
  reply(
    `${BASE}/event/property/post_reply`,
    { en: "Answer to a property report", zh: "属性上报应答" },
    "thing.event.property.post",
  ),
  up(
    `${BASE}/event/property/batch/post`,
    { en: "Report many values with their times at once", zh: "批量上报带时间的数据" },
    '{"id":"2","version":"1.0","params":{"properties":{"{property}":[{"value":1,"time":1524448722000}]},"events":{}},"method":"thing.event.property.batch.post"}',
  ),
  reply(
    `${BASE}/event/property/batch/post_reply`,
    { en: "Answer to a batch report", zh: "批量上报应答" },
    "thing.event.property.batch.post",
  ),
  up(
    `${BASE}/event/property/history/post`,
    { en: "Report history collected while offline", zh: "上报离线期间的历史数据" },
    '{"id":"3","version":"1.0","params":[{"properties":[{"{property}":{"value":1,"time":1524448722000}}],"events":[]}],"method":"thing.event.property.history.post"}',
  ),
  reply(
    `${BASE}/event/property/history/post_reply`,
    { en: "Answer to a history report", zh: "历史上报应答" },
    "thing.event.property.history.post",
  ),
  up(
    `${BASE}/event/property/pack/post`,
    { en: "Report properties and events in one message", zh: "打包上报属性与事件" },
    '{"id":"4","version":"1.0","params":{"properties":{"{property}":{"value":1,"time":1524448722000}},"events":{}},"method":"thing.event.property.pack.post"}',
  ),
  reply(
    `${BASE}/event/property/pack/post_reply`,
    { en: "Answer to a pack report", zh: "打包上报应答" },
    "thing.event.property.pack.post",
  ),
  up(
    `${BASE}/event/{event}/post`,
    { en: "Raise an event", zh: "上报事件" },
    '{"id":"5","version":"1.0","params":{"value":{},"time":1524448722000},"method":"thing.event.{event}.post"}',
  ),
  reply(
    `${BASE}/event/{event}/post_reply`,
    { en: "Answer to an event", zh: "事件上报应答" },
    "thing.event.{event}.post",
  ),
  ...topologyRoutes,
  ...extraRoutes,
];

export const alink: Dialect = {
  name: "alink",
  summary: {
    en: "Alibaba Cloud IoT (Alink): signed login; replies come without a subscription.",
    zh: "阿里云物联网平台（Alink）：签名登录，应答无需订阅。",
  },
  routes,
  hasAutoSubscription: true,
  readLogin: (claim) => {
    const registration = readAlinkRegistration(claim);
    return registration.kind === "foreign" ? readAlinkLogin(claim) : registration;
  },
  route: routeOf,
  ownerOf,
  tellChildChange,
  encode: encodeAlink,
  maySubscribe,
};
