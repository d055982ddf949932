// What decoding gives, made from the parts that differ from "nothing".

import { textOf } from "../kit/scalar.ts";
import { type Failure, failure } from "../spine/error.ts";
import type { EventLevel, PropertyEvent, ReplyEvent, ThingEvent } from "../spine/event.ts";
import type { Point } from "../spine/point.ts";
import { err, ok, type Result } from "../spine/result.ts";
import { isRecord, toValue } from "./check.ts";
import type { ChildName, DecodeContext, Decoded } from "./dialect.ts";

const NOTHING: Decoded = { events: [], failure: undefined, flags: [], left: [], reply: undefined };

/** A message that carries nothing to store, but for `parts`. */
export function makeDecoded(parts: Partial<Decoded> = {}): Decoded {
  return { ...NOTHING, ...parts };
}

/** One failure that stands for all of these; undefined when there is none. */
export function joinFailures(all: readonly (Failure | undefined)[]): Failure | undefined {
  const [first, ...rest] = all.flatMap((one) => (one === undefined ? [] : [one, ...(one.also ?? [])]));
  if (first === undefined) return undefined;
  const { code, params } = first;
  return rest.length === 0 ? { code, params } : { code, params, also: rest };
}

export function refuse(failure: Failure, reply?: string): Decoded {
  return { ...NOTHING, failure, reply };
}

/** The context of a gateway's child, or why there is none. */
export function childOf(gateway: DecodeContext, name: ChildName): Result<DecodeContext, Failure> {
  const child = gateway.child?.(name);
  if (child) return ok(child);
  const names = { device: name.deviceName, gateway: gateway.deviceName };
  return err(gateway.childRefusal?.(name) ?? failure("child_not_bound", names));
}

// One literal for each kind of event: a head that is spread into them would be made and copied for each message.

/** What a device says of its properties, at the time of the first of `points`. */
export function makePropertyEvent(
  context: DecodeContext,
  reqId: string,
  points: readonly Point[],
): PropertyEvent {
  return {
    seq: 0,
    kind: "property",
    deviceId: context.deviceId,
    productKey: context.productKey,
    deviceName: context.deviceName,
    ts: points[0]?.ts ?? context.recvTs,
    recvTs: context.recvTs,
    protocol: context.protocol,
    dialect: context.dialect,
    reqId,
    points,
  };
}

/** A device's answer to something we sent. `output` that is no object is kept as `{value}`. */
export function makeReplyEvent(
  context: DecodeContext,
  answer: {
    readonly reqId: string;
    readonly method: string;
    readonly code: number;
    readonly output: unknown;
  },
): ReplyEvent {
  const value = toValue(answer.output);
  return {
    seq: 0,
    kind: "reply",
    deviceId: context.deviceId,
    productKey: context.productKey,
    deviceName: context.deviceName,
    ts: context.recvTs,
    recvTs: context.recvTs,
    protocol: context.protocol,
    dialect: context.dialect,
    reqId: answer.reqId,
    method: answer.method,
    code: answer.code,
    output: value === undefined ? {} : isRecord(value) ? (value as ReplyEvent["output"]) : { value },
  };
}

/** The event of a line of a device's own log: no thing model knows it, so none is held against it. */
export const LOG_LINE = "log";

/** Something that happened to a device. */
export function makeThingEvent(
  context: DecodeContext,
  happened: Pick<ThingEvent, "reqId" | "ts" | "identifier" | "level" | "output">,
): ThingEvent {
  return {
    seq: 0,
    kind: "event",
    deviceId: context.deviceId,
    productKey: context.productKey,
    deviceName: context.deviceName,
    ts: happened.ts,
    recvTs: context.recvTs,
    protocol: context.protocol,
    dialect: context.dialect,
    reqId: happened.reqId,
    identifier: happened.identifier,
    level: happened.level,
    output: happened.output,
  };
}

/** The level as loggers name it. */
export function readLevel(sent: unknown): EventLevel {
  const name = textOf(sent).toLowerCase();
  if (/^(?:error|fatal)/.test(name)) return "error";
  return name.startsWith("warn") ? "alert" : "info";
}
