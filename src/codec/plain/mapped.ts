// The rows of a product's mapping as routes: which row takes a topic, and for which device it speaks.

import {
  matchTopic,
  parseTopicPattern,
  type TopicParts,
  type TopicPattern,
} from "../../kit/topic-pattern.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { DEVICE_NAME_PATTERN, PRODUCT_KEY_PATTERN } from "../../spine/ids.ts";
import { type Mapping, type MappingRow, TOPIC_PLACEHOLDERS } from "../../spine/mapping.ts";
import { childOf, refuse } from "../decoded.ts";
import type { ChildName, DecodeContext, Decoded, Route, RouteDevice } from "../dialect.ts";
import { mayHearSparkplug, sparkplugRoute } from "../sparkplug/sparkplug.ts";
import { compileJsonRow, decodeJsonRow } from "./json-row.ts";
import { decodeTextRow } from "./text-row.ts";

type Message = { readonly payload: Uint8Array; readonly topic: string; readonly parts: TopicParts };

interface CompiledRow {
  readonly row: MappingRow;
  readonly pattern: TopicPattern;
  /** Undefined for Sparkplug, whose topics have routes of their own. */
  readonly decode: ((message: Message, context: DecodeContext) => Decoded) | undefined;
}

const compiled = new WeakMap<Mapping, readonly CompiledRow[]>();

/** The rows of a mapping, ready to use; compiled once per mapping object. */
function rowsOf(mapping: Mapping): readonly CompiledRow[] {
  const known = compiled.get(mapping);
  if (known) return known;
  const made = mapping.rows.flatMap((row): CompiledRow | [] => {
    const pattern = parseTopicPattern(row.topic, TOPIC_PLACEHOLDERS);
    return typeof pattern === "string" ? [] : { row, pattern, decode: decoderOf(row) };
  });
  compiled.set(mapping, made);
  return made;
}

function decoderOf(row: MappingRow): CompiledRow["decode"] {
  if (row.payload === "sparkplug-b") return undefined;
  if (row.payload === "text") return (message, context) => decodeTextRow(row, message, context);
  const ready = compileJsonRow(row);
  return (message, context) => decodeJsonRow(ready, message, context);
}

export interface MappedRoute {
  readonly route: Route;
  /** Place in the mapping, from 0. */
  readonly row: number;
}

/**
 * The route of the first row that takes the topic; a failure when it does, but names a device that this one may not
 * report for; undefined when no row takes it.
 */
export function mappedRoute(topic: string, device: RouteDevice): MappedRoute | Failure | undefined {
  let barred: Failure | undefined;
  for (const [
    row,
    {
      row: { payload },
      pattern,
      decode,
    },
  ] of rowsOf(device.product.mapping).entries()) {
    const parts = matchTopic(pattern, topic);
    if (!parts) continue;
    if (payload === "sparkplug-b") {
      const names = device.product.mapping.rows[row];
      const route = isOwnNode(parts, device) ? sparkplugRoute(topic, names) : undefined;
      if (route) return { route, row };
      continue;
    }
    const other = otherOf(parts, device);
    if (other && !mayNameOthers(device, other)) {
      barred ??= failure("mapping_other_device", { topic, device: other.deviceName });
    } else if (decode) return { route: makeRoute({ topic, parts, decode, other }), row };
  }
  return barred;
}

/** The edge node's and the group's name are the device's and the product's where the pattern says so. */
function isOwnNode(parts: TopicParts, { productKey, deviceName }: RouteDevice): boolean {
  return (parts.deviceName ?? deviceName) === deviceName && (parts.productKey ?? productKey) === productKey;
}

/** The device that the topic names, where it is not the sender. */
function otherOf(parts: TopicParts, { productKey, deviceName }: RouteDevice): ChildName | undefined {
  const other = { productKey: parts.productKey, deviceName: parts.deviceName ?? deviceName };
  const isOwn = other.deviceName === deviceName && (other.productKey ?? productKey) === productKey;
  return isOwn ? undefined : other;
}

function mayNameOthers({ productKey, product }: RouteDevice, other: ChildName): boolean {
  const isName =
    DEVICE_NAME_PATTERN.test(other.deviceName) &&
    (other.productKey === undefined || PRODUCT_KEY_PATTERN.test(other.productKey));
  const isSibling = other.productKey === undefined || other.productKey === productKey;
  return isName && (product.nodeType === "gateway" || (product.mapping.isShared && isSibling));
}

function makeRoute(to: {
  topic: string;
  parts: TopicParts;
  decode: (message: Message, context: DecodeContext) => Decoded;
  other: ChildName | undefined;
}): Route {
  const { topic, parts, decode, other } = to;
  return {
    replyTopic: undefined,
    decode(payload, context) {
      if (!other) return decode({ payload, topic, parts }, context);
      const speaker = childOf(context, other);
      return speaker.ok ? decode({ payload, topic, parts }, speaker.value) : refuse(speaker.error);
    },
  };
}

/** Whether the mapping lets the device subscribe to `filter`: what a Sparkplug node is told. */
export function mayHearMapped(filter: string, device: RouteDevice): boolean {
  return device.product.mapping.rows.some(
    (row) => row.payload === "sparkplug-b" && mayHearSparkplug(filter, row.topic, device),
  );
}
