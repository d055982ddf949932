// `v1/gateway/...`: what a gateway says for the devices behind it, by their names (MQTT gateway API).

import { describeError, type Failure } from "../../spine/error.ts";
import { isRecord } from "../check.ts";
import { childOf, makeDecoded, makeReplyEvent, refuse } from "../decoded.ts";
import type { Ask, ChildName, DecodeContext, Decoded, DeviceRequest, Route } from "../dialect.ts";
import { writeJson } from "../json.ts";
import { Report } from "../report.ts";
import { toDeviceName } from "./device-name.ts";
import { closeReports, keysOf } from "./device-topics.ts";
import { type Body, readAttributes, readBody, readTelemetry, shape } from "./telemetry.ts";

const RESPONSE = "v1/gateway/attributes/response";

type Read = (body: Body, context: DecodeContext) => Decoded;

const READERS: ReadonlyMap<string, { readonly read: Read; readonly replyTopic?: string }> = new Map([
  ["connect", { read: readConnect }],
  ["disconnect", { read: readDisconnect }],
  ["telemetry", { read: readReports(readTelemetry) }],
  ["attributes", { read: readReports(readAttributes) }],
  ["attributes/request", { read: readRequest, replyTopic: RESPONSE }],
  ["rpc", { read: readRpc }],
  ["claim", { read: () => makeDecoded() }],
]);

export function gatewayRoute(topic: string): Route | undefined {
  const found = topic.startsWith("v1/gateway/") ? READERS.get(topic.slice("v1/gateway/".length)) : undefined;
  if (!found) return undefined;
  return {
    replyTopic: found.replyTopic,
    decode(payload, context) {
      const body = readBody(payload, context);
      return body.ok ? found.read(body.value, context) : refuse(body.error);
    },
  };
}

function childNamed(name: string): ChildName {
  return { productKey: undefined, deviceName: toDeviceName(name) };
}

/** A device that nobody knows is created, in the product that the gateway's product names for it. */
function loginOf(name: string): DeviceRequest {
  return { kind: "children_login", children: [{ ...childNamed(name), verify: undefined }], isCreating: true };
}

const SILENT: Ask["answer"] = () => undefined;

/** `{device: "A"}`. */
function readConnect({ value, flags }: Body): Decoded {
  const name = deviceOf(value);
  if (name === undefined) return refuse(shape('the message must be {"device": name}'));
  return makeDecoded({ flags, ask: { request: loginOf(name), answer: SILENT } });
}

function readDisconnect({ value, flags }: Body): Decoded {
  const name = deviceOf(value);
  if (name === undefined) return refuse(shape('the message must be {"device": name}'));
  const request = { kind: "children_logout", children: [childNamed(name)] } as const;
  return makeDecoded({ flags, ask: { request, answer: SILENT } });
}

function deviceOf(value: unknown): string | undefined {
  return isRecord(value) && typeof value.device === "string" && value.device !== ""
    ? value.device
    : undefined;
}

/** `{"A": ..., "B": ...}`. A name that is not connected, and may not be created, is left out and told. */
function readReports(read: (sent: unknown, report: Report) => void): Read {
  return ({ value, flags }, context) => {
    if (!isRecord(value)) return refuse(shape("the message must be an object of device names"));
    const reports: Report[] = [];
    const left: Failure[] = [];
    for (const [name, sent] of Object.entries(value)) {
      const child = childOf(context, childNamed(name));
      if (child.ok) {
        const report = new Report(child.value, "");
        read(sent, report);
        reports.push(report);
      } else left.push(child.error);
    }
    return closeReports(reports, { flags, left });
  };
}

/** `{id, device, client: true, key: "a"}`, `keys: ["a", "b"]`, or lists of keys as `client` and `shared`. */
function readRequest({ value, flags }: Body): Decoded {
  const name = deviceOf(value);
  if (name === undefined || !isRecord(value)) return refuse(shape("the message must be {id, device, keys}"));
  const { id, key } = value;
  const isOne = typeof key === "string";
  const lists = [keysOf(value.client), keysOf(value.shared), keysOf(value.keys)];
  const properties = isOne ? [key] : lists.flatMap((list) => list ?? []);
  const answer: Ask["answer"] = (outcome) => {
    const head = { id, device: name };
    if (outcome.failure) {
      const error = describeError(outcome.failure.code, outcome.failure.params, "en");
      return { payload: writeJson({ ...head, error }) };
    }
    const first = outcome.values[0]?.value;
    if (isOne) return { payload: writeJson({ ...head, ...(first !== undefined && { value: first }) }) };
    const values = Object.fromEntries(outcome.values.map(({ property, value: found }) => [property, found]));
    return { payload: writeJson({ ...head, values }) };
  };
  return makeDecoded({
    flags,
    ask: { request: { kind: "latest", child: childNamed(name), properties }, answer },
  });
}

/** `{device, id, data}`: a device's answer to a command. */
function readRpc({ value, flags }: Body, context: DecodeContext): Decoded {
  const name = deviceOf(value);
  if (name === undefined || !isRecord(value)) return refuse(shape("the message must be {device, id, data}"));
  const child = childOf(context, childNamed(name));
  if (!child.ok) return refuse(child.error);
  const reqId = typeof value.id === "string" || typeof value.id === "number" ? String(value.id) : "";
  const event = makeReplyEvent(child.value, { reqId, method: "rpc", code: 200, output: value.data });
  return makeDecoded({ events: [event], flags });
}
