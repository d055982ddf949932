import { type OutboundPublish, sizeOfPublish } from "./wire/encode.ts";
import type { Version } from "./wire/packet.ts";

/** One subscription of a connection. */
export interface Subscription {
  readonly filter: string;
  /** Granted: messages above it are sent at it. */
  readonly qos: 0 | 1;
  /** MQTT 5 subscription identifier; 0 for none. */
  readonly id: number;
  /** The filter's levels where it has a wildcard. */
  readonly levels: readonly string[] | undefined;
}

export interface DeliveryLimits {
  /** Messages sent at QoS 1 and not acknowledged yet. */
  readonly window: number;
  /** Waiting for room in the window. */
  readonly queueBytes: number;
  readonly queueMessages: number;
}

interface Waiting {
  readonly publish: OutboundPublish;
  readonly sizeBytes: number;
}

/** What goes to one peer: its subscriptions, and the QoS 1 messages that are sent or wait. */
export interface Delivery {
  readonly version: Version;
  readonly limits: DeliveryLimits;
  /** What the peer said it takes (MQTT 5); Infinity where it did not. */
  readonly peerPacketBytes: number;
  readonly window: number;
  /** System messages come without a subscription. */
  isAuto: boolean;
  readonly subscriptions: Map<string, Subscription>;
  wildcards: number;
  readonly inFlight: Set<number>;
  lastId: number;
  readonly waiting: Waiting[];
  waitingBytes: number;
}

export interface DeliveryOptions {
  readonly version: Version;
  readonly limits: DeliveryLimits;
  readonly peerPacketBytes: number;
  readonly peerReceiveMaximum: number;
}

export function makeDelivery(options: DeliveryOptions): Delivery {
  return {
    version: options.version,
    limits: options.limits,
    peerPacketBytes: options.peerPacketBytes,
    window: Math.min(options.limits.window, options.peerReceiveMaximum), // [MQTT-3.3.4-9]
    isAuto: false,
    subscriptions: new Map(),
    wildcards: 0,
    inFlight: new Set(),
    lastId: 0,
    waiting: [],
    waitingBytes: 0,
  };
}

/** Adds or replaces [MQTT-3.8.4-3]. */
export function addSubscription(
  delivery: Delivery,
  wanted: { readonly filter: string; readonly qos: 0 | 1; readonly id: number },
): void {
  const { filter } = wanted;
  removeSubscription(delivery, filter);
  const levels = /[+#]/.test(filter) ? filter.split("/") : undefined;
  if (levels !== undefined) delivery.wildcards++;
  delivery.subscriptions.set(filter, { ...wanted, levels });
}

/** False when there was none. */
export function removeSubscription(delivery: Delivery, filter: string): boolean {
  const old = delivery.subscriptions.get(filter);
  if (old?.levels !== undefined) delivery.wildcards--;
  return delivery.subscriptions.delete(filter);
}

/** Whether a filter (split at `/`) covers `topic`. */
export function isMatch(levels: readonly string[], topic: string): boolean {
  if (topic.startsWith("$") && (levels[0] === "#" || levels[0] === "+")) return false; // [MQTT-4.7.2-1]
  const names = topic.split("/");
  for (const [i, level] of levels.entries()) {
    if (level === "#") return true; // also the parent level: §4.7.1.2
    if (i >= names.length || (level !== "+" && level !== names[i])) return false;
  }
  return levels.length === names.length;
}

const NO_IDS: readonly number[] = [];

/** The QoS at which `topic` goes to the peer and the identifiers to tell; undefined when nobody asked for it. */
export function findRoute(
  delivery: Delivery,
  topic: string,
  isSystem: boolean,
): { qos: 0 | 1; ids: readonly number[] } | undefined {
  let qos: 0 | 1 | undefined = isSystem && delivery.isAuto ? 0 : undefined;
  let ids = NO_IDS;
  const note = (found: Subscription) => {
    qos = qos === 1 ? 1 : found.qos; // overlapping: once, at the highest QoS [MQTT-3.3.4-2]
    if (found.id > 0) ids = [...ids, found.id]; // [MQTT-3.3.4-3], -4
  };
  const exact = delivery.subscriptions.get(topic);
  if (exact !== undefined) note(exact);
  if (delivery.wildcards > 0) {
    for (const one of delivery.subscriptions.values()) {
      if (one.levels !== undefined && isMatch(one.levels, topic)) note(one);
    }
  }
  return qos === undefined ? undefined : { qos, ids };
}

/**
 * Sends through `send`, or queues behind the window. False when the peer did not subscribe, takes no packet of that
 * size [MQTT-3.1.2-24], or has too much waiting.
 */
export function offer(
  delivery: Delivery,
  message: { topic: string; payload: Uint8Array | string; qos: 0 | 1; isSystem: boolean },
  send: (publish: OutboundPublish) => void,
): boolean {
  const route = findRoute(delivery, message.topic, message.isSystem);
  if (route === undefined) return false;
  const qos = message.qos === 1 && route.qos === 1 ? 1 : 0;
  const publish = {
    topic: message.topic,
    payload: message.payload,
    qos,
    id: 0,
    subscriptionIds: route.ids,
  } as const;
  const isSizeOfInterest = qos === 1 || delivery.peerPacketBytes !== Number.POSITIVE_INFINITY;
  const sizeBytes = isSizeOfInterest ? sizeOfPublish(publish, delivery.version) : 0;
  if (sizeBytes > delivery.peerPacketBytes) return false;
  if (qos === 0) {
    send(publish);
    return true;
  }
  if (delivery.inFlight.size < delivery.window && delivery.waiting.length === 0) {
    send({ ...publish, id: takeId(delivery) });
    return true;
  }
  const { queueBytes, queueMessages } = delivery.limits;
  if (delivery.waiting.length >= queueMessages || delivery.waitingBytes + sizeBytes > queueBytes)
    return false;
  delivery.waiting.push({ publish, sizeBytes });
  delivery.waitingBytes += sizeBytes;
  return true;
}

/** The peer acknowledged `id`: what waits moves up. An id that is not in flight is ignored. */
export function acknowledge(delivery: Delivery, id: number, send: (publish: OutboundPublish) => void): void {
  if (!delivery.inFlight.delete(id)) return;
  while (delivery.inFlight.size < delivery.window) {
    const next = delivery.waiting.shift();
    if (next === undefined) return;
    delivery.waitingBytes -= next.sizeBytes;
    send({ ...next.publish, id: takeId(delivery) });
  }
}

/** A packet identifier that is not in flight [MQTT-2.2.1-4]; there are 65535 and the window is far smaller. */
function takeId(delivery: Delivery): number {
  do {
    delivery.lastId = delivery.lastId === 65_535 ? 1 : delivery.lastId + 1;
  } while (delivery.inFlight.has(delivery.lastId));
  delivery.inFlight.add(delivery.lastId);
  return delivery.lastId;
}
