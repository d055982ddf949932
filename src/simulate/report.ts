// The Alink messages that a device writes and reads (dialects.md §2.2.2 and §2.2.3).

import type { Value } from "../spine/point.ts";
import type { Occurrence, Readings } from "./machines/machine.ts";

export interface Message {
  readonly topic: string;
  readonly payload: string;
}

export interface ReportOptions {
  /** `/sys/{productKey}/{deviceName}`. */
  readonly root: string;
  readonly id: number;
  /** Source time, UTC ms. */
  readonly ts: number;
  /** False asks the platform for no reply (`"sys":{"ack":0}`). */
  readonly isReplyWanted: boolean;
}

export function deviceRoot(productKey: string, deviceName: string): string {
  return `/sys/${productKey}/${deviceName}`;
}

/** What a device subscribes to. */
export function deviceFilters(root: string): readonly string[] {
  return [
    `${root}/thing/service/property/set`,
    `${root}/thing/service/+`,
    `${root}/thing/event/+/post_reply`,
  ];
}

/** Devices write a bool as 1 or 0. */
function onWire(value: Value): Value {
  return typeof value === "boolean" ? Number(value) : value;
}

function envelope(options: ReportOptions, method: string, params: unknown): string {
  const ack = options.isReplyWanted ? {} : { sys: { ack: 0 } };
  return JSON.stringify({ id: String(options.id), version: "1.0", ...ack, params, method });
}

/** A property post, each value with its source time, so that a message sent twice stores nothing twice. */
export function makePropertyPost(readings: Readings, options: ReportOptions): Message {
  const params: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(readings)) {
    params[property] = { value: onWire(value), time: options.ts };
  }
  const payload = envelope(options, "thing.event.property.post", params);
  return { topic: `${options.root}/thing/event/property/post`, payload };
}

export function makeEventPost(occurrence: Occurrence, options: ReportOptions): Message {
  const { identifier, output } = occurrence;
  const value = Object.fromEntries(Object.entries(output).map(([key, each]) => [key, onWire(each)]));
  const payload = envelope(options, `thing.event.${identifier}.post`, { value, time: options.ts });
  return { topic: `${options.root}/thing/event/${identifier}/post`, payload };
}

export interface Order {
  readonly id: string;
  /** `property/set` or the name of a service. */
  readonly service: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Reads a property set or service call; undefined for anything else (replies, garbage). */
export function readOrder(topic: string, payload: Buffer, root: string): Order | undefined {
  const prefix = `${root}/thing/service/`;
  if (!topic.startsWith(prefix)) return undefined;
  try {
    const body: unknown = JSON.parse(payload.toString());
    if (typeof body !== "object" || body === null) return undefined;
    const id = "id" in body ? String(body.id) : "";
    const params = "params" in body && typeof body.params === "object" ? body.params : {};
    return { id, service: topic.slice(prefix.length), params: { ...params } };
  } catch {
    return undefined;
  }
}

export function makeOrderReply(
  root: string,
  order: Order,
  answer: { code: number; data: Readings },
): Message {
  const { code, data } = answer;
  const message = code === 200 ? "success" : "params error";
  return {
    topic: `${root}/thing/service/${order.service}_reply`,
    payload: JSON.stringify({ code, data, id: order.id, message, version: "1.0" }),
  };
}
