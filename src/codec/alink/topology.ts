// Alink gateways and their children: topology, registration and sessions of sub-devices (dialects 2.2.2, 2.2.3).

import { textOf } from "../../kit/scalar.ts";
import { type Failure, failure } from "../../spine/error.ts";
import type { ThingEvent } from "../../spine/event.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import { isRecord } from "../check.ts";
import type {
  ChildChange,
  ChildClaim,
  ChildResult,
  DecodeContext,
  Decoded,
  DeviceAnswer,
  DeviceName,
  DeviceRequest,
  DialectMessage,
  DialectRoute,
  Route,
} from "../dialect.ts";
import { makeReply, readEnvelope, replyCode } from "./envelope.ts";
import { checkSignature, isMethod } from "./login.ts";
import { checkRegistration, registrationText } from "./registration.ts";

/** A sub-device as the gateway sent it. */
type Sent = Readonly<Record<string, unknown>> & DeviceName;

interface Topic {
  readonly method: string;
  request(children: readonly Sent[]): DeviceRequest;
  /** The reply's `data`, of the children for which the request was granted. */
  data(granted: readonly ChildResult[], asked: readonly Sent[]): unknown;
  /** Instead of `data`, where the reply is 200 and tells which were granted and which not. */
  outcome?(children: readonly ChildResult[]): unknown;
  /** The code for a signature that does not match. */
  readonly signCode?: number;
}

const namesOf = (children: readonly DeviceName[]) =>
  children.map(({ deviceName, productKey }) => ({ deviceName, productKey }));
const namesFirst = (children: readonly DeviceName[]) => namesOf(children)[0] ?? {};

const credentialsOf = ({ deviceId, productKey, deviceName, deviceSecret }: ChildResult) => ({
  iotId: String(deviceId),
  ...{ productKey, deviceName, deviceSecret },
});

/** `thing/...` of the gateway's own system topics. */
const TOPOLOGY: Readonly<Record<string, Topic>> = {
  "thing/topo/add": {
    method: "thing.topo.add",
    request: (children) => ({ kind: "topology_add", children: children.map(claimOf) }),
    data: namesOf,
    signCode: 6287,
  },
  "thing/topo/delete": {
    method: "thing.topo.delete",
    request: (children) => ({ kind: "topology_remove", children: namesOf(children) }),
    data: namesOf,
  },
  "thing/topo/get": {
    method: "thing.topo.get",
    request: () => ({ kind: "topology_list" }),
    data: namesOf,
  },
  "thing/sub/register": {
    method: "thing.sub.register",
    request: (children) => ({ kind: "children_register", children: namesOf(children) }),
    data: (granted) => granted.map(credentialsOf),
  },
  "thing/proxy/provisioning/product_register": {
    method: "thing.proxy.provisioning.product_register",
    request: (children) => ({ kind: "children_register", children: children.map(registrationOf) }),
    data: () => ({}),
    outcome: (children) => ({
      successes: children.filter((child) => !child.failure).map(credentialsOf),
      failures: children.flatMap(({ productKey, deviceName, failure: why }) => {
        if (!why) return [];
        const code = why.code === "sign_mismatch" ? 6287 : replyCode(why.code);
        return [{ productKey, deviceName, code, message: why.code }];
      }),
    }),
  },
};

const login = (children: readonly Sent[]): DeviceRequest => ({
  kind: "children_login",
  children: children.map(claimOf),
  isCreating: false,
});
const logout = (children: readonly Sent[]): DeviceRequest => ({
  kind: "children_logout",
  children: namesOf(children),
});

/** `combine/...` of `/ext/session/{gateway}/`. */
const SESSION: Readonly<Record<string, Topic>> = {
  "combine/login": { method: "combine.login", request: login, data: (_, asked) => namesFirst(asked) },
  "combine/logout": { method: "combine.logout", request: logout, data: (_, asked) => namesFirst(asked) },
  "combine/batch_login": { method: "combine.batch_login", request: login, data: namesOf },
  "combine/batch_logout": { method: "combine.batch_logout", request: logout, data: namesOf },
};

/** `tail` is what follows `/sys/{productKey}/{deviceName}/` in `topic`. */
export function topologyRoute(topic: string, tail: string): Route | undefined {
  if (tail === "thing/list/found") return makeFoundRoute(topic);
  const known = Object.hasOwn(TOPOLOGY, tail) ? TOPOLOGY[tail] : undefined;
  return known && makeRoute(topic, known, { hasChildren: tail !== "thing/topo/get" });
}

export function sessionRoute(topic: string, productKey: string, deviceName: string): Route | undefined {
  const prefix = `/ext/session/${productKey}/${deviceName}/`;
  const tail = topic.startsWith(prefix) ? topic.slice(prefix.length) : "";
  const known = Object.hasOwn(SESSION, tail) ? SESSION[tail] : undefined;
  return known && makeRoute(topic, known, { hasChildren: true });
}

function makeRoute(topic: string, known: Topic, { hasChildren }: { hasChildren: boolean }): Route {
  return {
    replyTopic: `${topic}_reply`,
    decode(payload) {
      const envelope = readEnvelope(payload, false);
      if (!envelope.ok) return refuse(envelope.error, known.method, "");
      const { id, isReplyWanted, body, flag } = envelope.value;
      const children = hasChildren ? readChildren(body.params) : ok([]);
      if (!children.ok) return refuse(children.error, known.method, id);
      const request = known.request(children.value);
      const answer = (outcome: DeviceAnswer) =>
        isReplyWanted ? { payload: answerAll(known, outcome, { id, asked: children.value }) } : undefined;
      return { ...NOTHING, flags: flag ? [flag] : [], ask: { request, answer } };
    },
  };
}

/** Devices that the gateway came across: for people to see; nobody is bound by it. */
function makeFoundRoute(topic: string): Route {
  const method = "thing.list.found";
  return {
    replyTopic: `${topic}_reply`,
    decode(payload, context) {
      const envelope = readEnvelope(payload, false);
      if (!envelope.ok) return refuse(envelope.error, method, "");
      const { id, isReplyWanted, body } = envelope.value;
      const children = readChildren(body.params);
      if (!children.ok) return refuse(children.error, method, id);
      const reply = makeReply(200, method, { id, data: "{}", message: "success" });
      return {
        ...NOTHING,
        events: [makeFound(context, id, children.value)],
        reply: isReplyWanted ? reply : undefined,
      };
    },
  };
}

function makeFound(context: DecodeContext, reqId: string, children: readonly DeviceName[]): ThingEvent {
  const { deviceId, productKey, deviceName, recvTs, dialect } = context;
  const head = { seq: 0, deviceId, productKey, deviceName, ts: recvTs, recvTs, protocol: "gantry" };
  const names = children.map((child) => `${child.productKey}/${child.deviceName}`);
  const output = { count: names.length, devices: names.slice(0, 50).join(", ") };
  return { ...head, dialect, reqId, kind: "event", identifier: "children_found", level: "info", output };
}

const NOTHING: Decoded = { events: [], failure: undefined, flags: [], left: [], reply: undefined };

function refuse(why: Failure, method: string, id: string): Decoded {
  return { ...NOTHING, failure: why, reply: makeFailure(method, id, { why, data: "{}" }) };
}

function makeFailure(
  method: string,
  id: string,
  { why, data, signCode = 460 }: { why: Failure; data: string; signCode?: number | undefined },
): string {
  const code = why.code === "sign_mismatch" ? signCode : replyCode(why.code);
  return makeReply(code, method, { id, data, message: why.code });
}

/** 200 when all was granted; otherwise the code of the first that was not. */
function answerAll(
  { method, data, outcome: tell, signCode }: Topic,
  outcome: DeviceAnswer,
  { id, asked }: { id: string; asked: readonly Sent[] },
): string {
  if (tell && !outcome.failure) {
    const told = JSON.stringify(tell(outcome.children));
    return makeReply(200, method, { id, data: told, message: "success" });
  }
  const granted = outcome.children.filter((child) => child.failure === undefined);
  const why = outcome.failure ?? outcome.children.find((child) => child.failure)?.failure;
  const text = JSON.stringify(data(granted, asked));
  if (why) return makeFailure(method, id, { why, data: text, signCode });
  return makeReply(200, method, { id, data: text, message: "success" });
}

/** A list, one alone, `{proxieds}`, or `{deviceList}` with a sign method for all. */
function readChildren(params: unknown): Result<readonly Sent[], Failure> {
  const shared = isRecord(params) && Array.isArray(params.deviceList) ? params : undefined;
  const sent = (shared?.deviceList ?? (isRecord(params) && params.proxieds)) || params;
  const list: readonly unknown[] = Array.isArray(sent) ? sent : [sent];
  const children: Sent[] = [];
  for (const item of list) {
    const { productKey, deviceName } = isRecord(item) ? item : {};
    if (typeof productKey !== "string" || typeof deviceName !== "string")
      return err(failure("payload_shape", { detail: "params must name productKey and deviceName" }));
    const { signMethod, timestamp } = shared ?? {};
    children.push({ signMethod, timestamp, ...(item as object), productKey, deviceName });
  }
  return ok(children);
}

/** The signature is that of a login, with the child's own secret (2.2.3). */
function claimOf(sent: Sent): ChildClaim {
  const { productKey, deviceName, clientId, timestamp, sign, signMethod = sent.signmethod } = sent;
  const text = (value: unknown) =>
    typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  const cid = text(clientId) ?? "";
  const params = { clientId: cid, deviceName, productKey, timestamp: text(timestamp) };
  const method = (text(signMethod) ?? "hmacSha1").toLowerCase();
  return {
    productKey,
    deviceName,
    verify(secrets) {
      if (!isMethod(method)) return failure("sign_method_unknown", { method });
      return checkSignature({ params, method, wholeClientId: cid, password: text(sign) ?? "" }, secrets);
    },
  };
}

/** The signature is that of a device's own registration, with the secret of the child's product (2.3). */
function registrationOf(sent: Sent): ChildClaim {
  const { productKey, deviceName } = sent;
  const [random, password, signMethod] = [sent.random, sent.sign, sent.signMethod ?? sent.signmethod].map(
    (value) => (value === undefined ? undefined : textOf(value)),
  );
  const method = (signMethod ?? "hmacSha256").toLowerCase();
  const text = registrationText({ productKey, deviceName, random: random ?? "" });
  return {
    ...{ productKey, deviceName },
    verify({ productSecret }) {
      if (!isMethod(method)) return failure("sign_method_unknown", { method });
      return checkRegistration({ method, text, password: password ?? "" }, productSecret);
    },
  };
}

const STATUS: Readonly<Partial<Record<ChildChange, number>>> = { bound: 0, unbound: 1 };
const LIFECYCLE: Readonly<Partial<Record<ChildChange, string>>> = {
  enabled: "enable",
  disabled: "disable",
  deleted: "delete",
};

/** `thing/topo/change` on the gateway's topic, or `thing/disable` and the like on the child's. */
export function tellChildChange(
  gateway: DeviceName,
  { productKey, deviceName }: DeviceName,
  { change, id }: { readonly change: ChildChange; readonly id: string },
): DialectMessage | undefined {
  const action = LIFECYCLE[change];
  const make = (of: DeviceName, method: string, params: object) => ({
    topic: `/sys/${of.productKey}/${of.deviceName}/${method.replaceAll(".", "/")}`,
    payload: JSON.stringify({ id, version: "1.0", params, method }),
  });
  if (action !== undefined) return make({ productKey, deviceName }, `thing.${action}`, {});
  const params = { status: STATUS[change], subList: [{ productKey, deviceName }] };
  return make(gateway, "thing.topo.change", params);
}

const SYS = "/sys/{productKey}/{deviceName}";
const EXT = "/ext/session/{productKey}/{deviceName}";
const CHILD = '"productKey":"{childKey}","deviceName":"{childName}"';
const SIGNED = `${CHILD},"clientId":"{childName}","timestamp":"1524448722000","signMethod":"hmacSha256","sign":"..."`;
type Texts = DialectRoute["description"];

function pair(
  topic: string,
  description: Texts,
  { params, method, data }: { params: string; method: string; data: string },
): DialectRoute[] {
  const example = `{"id":"1","version":"1.0","params":${params},"method":"${method}"}`;
  const answer = { en: `Answer: ${description.en.toLowerCase()}`, zh: `应答：${description.zh}` };
  const reply = makeReply(200, method, { id: "1", data, message: "success" });
  return [
    { pattern: topic, direction: "up", description, example },
    { pattern: `${topic}_reply`, direction: "down", description: answer, example: reply },
  ];
}

export const topologyRoutes: readonly DialectRoute[] = [
  ...pair(
    `${SYS}/thing/topo/add`,
    { en: "Bind sub-devices to the gateway", zh: "添加子设备拓扑关系" },
    { params: `[{${SIGNED}}]`, method: "thing.topo.add", data: `[{${CHILD}}]` },
  ),
  ...pair(
    `${SYS}/thing/topo/delete`,
    { en: "Unbind sub-devices", zh: "删除子设备拓扑关系" },
    { params: `[{${CHILD}}]`, method: "thing.topo.delete", data: `[{${CHILD}}]` },
  ),
  ...pair(
    `${SYS}/thing/topo/get`,
    { en: "List bound sub-devices", zh: "查询子设备拓扑关系" },
    { params: "{}", method: "thing.topo.get", data: `[{${CHILD}}]` },
  ),
  ...pair(
    `${SYS}/thing/list/found`,
    { en: "Tell of sub-devices that were found", zh: "上报发现的子设备" },
    { params: `[{${CHILD}}]`, method: "thing.list.found", data: "{}" },
  ),
  ...pair(
    `${SYS}/thing/sub/register`,
    { en: "Fetch the secrets of sub-devices", zh: "子设备动态注册" },
    {
      params: `[{${CHILD}}]`,
      method: "thing.sub.register",
      data: `[{"iotId":"17",${CHILD},"deviceSecret":"..."}]`,
    },
  ),
  ...pair(
    `${SYS}/thing/proxy/provisioning/product_register`,
    { en: "Fetch the secrets of sub-devices by the secret of their product", zh: "子设备一型一密注册" },
    {
      params: `{"proxieds":[{${CHILD},"random":"...","signMethod":"hmacSha256","sign":"..."}]}`,
      method: "thing.proxy.provisioning.product_register",
      data: `{"successes":[{"iotId":"17",${CHILD},"deviceSecret":"..."}],"failures":[]}`,
    },
  ),
  ...pair(
    `${EXT}/combine/login`,
    { en: "Log a sub-device in", zh: "子设备上线" },
    { params: `{${SIGNED},"cleanSession":"true"}`, method: "combine.login", data: `{${CHILD}}` },
  ),
  ...pair(
    `${EXT}/combine/logout`,
    { en: "Log a sub-device out", zh: "子设备下线" },
    { params: `{${CHILD}}`, method: "combine.logout", data: `{${CHILD}}` },
  ),
  ...pair(
    `${EXT}/combine/batch_login`,
    { en: "Log sub-devices in", zh: "子设备批量上线" },
    { params: `{"deviceList":[{${SIGNED}}]}`, method: "combine.batch_login", data: `[{${CHILD}}]` },
  ),
  ...pair(
    `${EXT}/combine/batch_logout`,
    { en: "Log sub-devices out", zh: "子设备批量下线" },
    { params: `[{${CHILD}}]`, method: "combine.batch_logout", data: `[{${CHILD}}]` },
  ),
];
