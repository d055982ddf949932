// ThingsBoard's JSON: telemetry in its three forms, and attributes (MQTT device API).

import { type Failure, failure } from "../../spine/error.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import type { Report } from "../alink/report.ts";
import { checkOf, isRecord } from "../check.ts";
import type { DecodeContext } from "../dialect.ts";
import { readJson, readLenientJson } from "../json.ts";

export interface Body {
  readonly value: unknown;
  /** Set when the message is no strict JSON and was read all the same. */
  readonly flags: readonly Failure[];
}

export function readBody(payload: Uint8Array, context: DecodeContext): Result<Body, Failure> {
  const { hasLong } = checkOf(context.model);
  const json = readJson(payload, hasLong);
  if (json.ok) return ok({ value: json.value, flags: [] });
  const value = readLenientJson(payload, hasLong);
  if (value === undefined) return err(json.error);
  return ok({ value, flags: [failure("json_lenient", json.error.params)] });
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

export function shape(detail: string): Failure {
  return failure("payload_shape", { detail });
}
