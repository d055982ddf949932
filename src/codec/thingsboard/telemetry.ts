// ThingsBoard's JSON: telemetry in its three forms, and attributes (MQTT device API).

import { type Failure, failure } from "../../spine/error.ts";
import { ok, type Result } from "../../spine/result.ts";
import { checkOf, isRecord } from "../check.ts";
import type { DecodeContext } from "../dialect.ts";
import { readMessage } from "../message.ts";
import type { Report } from "../report.ts";

export interface Body {
  readonly value: unknown;
  /** Set when the message is no strict JSON and was read all the same. */
  readonly flags: readonly Failure[];
}

/** Any JSON, leniently. */
export function readBody(payload: Uint8Array, context: DecodeContext): Result<Body, Failure> {
  const { hasLong } = checkOf(context.model);
  const message = readMessage(payload, hasLong);
  if (!message.ok) return message;
  const { body, flag } = message.value;
  return ok({ value: body, flags: flag ? [flag] : [] });
}

/** `{key: value}`, `{ts, values: {key: value}}`, or a list of either. */
export function readTelemetry(sent: unknown, report: Report): void {
  for (const item of Array.isArray(sent) ? sent : [sent]) {
    if (!isRecord(item))
      report.failure ??= shape("telemetry must be {key: value} or {ts, values}, or a list");
    else if (isRecord(item.values) && "ts" in item) addValues(item.values, item.ts, report);
    else addValues(item, undefined, report);
  }
}

/** `{key: value}`. */
export function readAttributes(sent: unknown, report: Report): void {
  if (isRecord(sent)) addValues(sent, undefined, report);
  else report.failure ??= shape("attributes must be {key: value}");
}

/** The wrapping says where the value is: one that is an object with a field `value` stays whole. */
function addValues(values: Record<string, unknown>, time: unknown, report: Report): void {
  for (const key in values) report.addProperty(key, { value: values[key], time });
}

/** The refusal of what has another form; `detail` in English. */
export function shape(detail: string): Failure {
  return failure("payload_shape", { detail });
}
