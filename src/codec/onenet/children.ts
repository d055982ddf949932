// A OneNET gateway speaking of its sub-devices: `$sys/{pid}/{dn}/thing/sub/...`
// (OneNET Studio, "OneJSON": topology, sub-devices online and offline).

import { type Failure, failure } from "../../spine/error.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import { isRecord } from "../check.ts";
import { makeDecoded, refuse } from "../decoded.ts";
import type { ChildClaim, ChildName, DeviceAnswer, DeviceRequest, Route } from "../dialect.ts";
import { makeReply, outcomeOf, readEnvelope, SUCCESS } from "./envelope.ts";
import { checkToken, readToken } from "./token.ts";

interface NamedChild extends ChildName {
  readonly productKey: string;
  readonly sasToken: string | undefined;
}

type MakeRequest = (children: readonly NamedChild[], nowMs: number) => DeviceRequest;

const REQUESTS: Readonly<Record<string, MakeRequest>> = {
  "sub/login": (children) => ({
    kind: "children_login",
    children: children.map((child) => ({ ...nameOf(child), verify: undefined })),
    isCreating: false,
  }),
  "sub/logout": (children) => ({ kind: "children_logout", children: children.map(nameOf) }),
  "sub/topo/add": (children, nowMs) => ({
    kind: "topology_add",
    children: children.map((child) => claimOf(child, nowMs)),
  }),
  "sub/topo/delete": (children) => ({ kind: "topology_remove", children: children.map(nameOf) }),
};

function nameOf({ productKey, deviceName }: ChildName): ChildName {
  return { productKey, deviceName };
}

/** The sub-device proves itself with a token of its own, as if it logged in. */
function claimOf({ productKey, deviceName, sasToken }: NamedChild, nowMs: number): ChildClaim {
  const token = readToken(sasToken ?? "");
  return {
    productKey,
    deviceName,
    verify: (secrets) =>
      token.ok ? checkToken(token.value, { productKey, deviceName, nowMs }, secrets) : token.error,
  };
}

function readChildren(params: unknown): Result<readonly NamedChild[], Failure> {
  const children: NamedChild[] = [];
  for (const item of Array.isArray(params) ? params : [params]) {
    const { productID, deviceName, sasToken } = isRecord(item) ? item : {};
    const productKey = typeof productID === "number" ? String(productID) : productID;
    if (typeof productKey !== "string" || typeof deviceName !== "string")
      return err(failure("payload_shape", { detail: "params must be {productID, deviceName}" }));
    children.push({ productKey, deviceName, sasToken: typeof sasToken === "string" ? sasToken : undefined });
  }
  return ok(children);
}

function answerAll(id: string, outcome: DeviceAnswer): string {
  const why = outcome.failure ?? outcome.children.find((child) => child.failure)?.failure;
  return makeReply(id, why ? outcomeOf(why) : SUCCESS);
}

function answerList(id: string, outcome: DeviceAnswer): string {
  if (outcome.failure) return makeReply(id, outcomeOf(outcome.failure));
  const list = outcome.children.map(({ deviceName, productKey }) => ({ deviceName, productID: productKey }));
  return makeReply(id, SUCCESS, JSON.stringify(list));
}

function makeRoute(topic: string, makeRequest: MakeRequest): Route {
  return {
    replyTopic: `${topic}/reply`,
    decode(payload, context) {
      const envelope = readEnvelope(payload, false);
      if (!envelope.ok) return refuse(envelope.error, makeReply("", outcomeOf(envelope.error)));
      const { id, body } = envelope.value;
      const children = readChildren(body.params);
      if (!children.ok) return refuse(children.error, makeReply(id, outcomeOf(children.error)));
      const request = makeRequest(children.value, context.recvTs);
      const answer = (outcome: DeviceAnswer) => ({ payload: answerAll(id, outcome) });
      return makeDecoded({ ask: { request, answer } });
    },
  };
}

function makeListRoute(topic: string): Route {
  return {
    replyTopic: `${topic}/reply`,
    decode(payload) {
      const envelope = readEnvelope(payload, false);
      if (!envelope.ok) return refuse(envelope.error, makeReply("", outcomeOf(envelope.error)));
      const { id } = envelope.value;
      const answer = (outcome: DeviceAnswer) => ({ payload: answerList(id, outcome) });
      return makeDecoded({ ask: { request: { kind: "topology_list" }, answer } });
    },
  };
}

/** `tail` is what follows `.../thing/` in `topic`. */
export function childrenRoute(topic: string, tail: string): Route | undefined {
  if (tail === "sub/topo/get") return makeListRoute(topic);
  const makeRequest = Object.hasOwn(REQUESTS, tail) ? REQUESTS[tail] : undefined;
  return makeRequest && makeRoute(topic, makeRequest);
}
