// The platform's own messages to one peer: they go to no one else, and only where the peer wants them.

import type { Publication } from "../wire/frames.ts";
import type { Subscription } from "./session.ts";

export interface Direct {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos: 0 | 1;
}

/** At which QoS a topic goes to one peer, and the identifiers to tell. */
export interface OwnRoute {
  readonly qos: 0 | 1 | 2;
  readonly ids: readonly number[];
  readonly isNoLocal: boolean;
  readonly isRetainAsPublished: boolean;
}

const NO_IDS: readonly number[] = [];

/** A PUBLISH with nothing but topic and payload to add. */
export const BARE = {
  qos: 0,
  id: 0,
  isRetain: false,
  isDuplicate: false,
  subscriptionIds: NO_IDS,
  properties: new Uint8Array(),
  expiryS: -1,
} as const;

const AUTO: OwnRoute = { qos: 0, ids: [], isNoLocal: false, isRetainAsPublished: false };

/** Of a peer's own subscriptions; undefined when none covers `topic`. `isAuto`: it comes without one, at QoS 0. */
export function findOwn(
  subscriptions: ReadonlyMap<string, Subscription> | undefined,
  topic: string,
  isAuto: boolean,
): OwnRoute | undefined {
  let route = isAuto ? AUTO : undefined;
  for (const one of subscriptions?.values() ?? []) {
    if (one.group !== undefined || !isMatch(one.filter, topic)) continue;
    const qos = route === undefined || one.qos > route.qos ? one.qos : route.qos;
    route = { ...AUTO, qos, ids: [...(route?.ids ?? []), ...one.ids] };
  }
  return route;
}

/** Whether `filter` covers `topic`. */
export function isMatch(filter: string, topic: string): boolean {
  if (filter === topic) return true;
  const levels = filter.split("/");
  if (topic.startsWith("$") && (levels[0] === "#" || levels[0] === "+")) return false; // [MQTT-4.7.2-1]
  const names = topic.split("/");
  for (const [i, level] of levels.entries()) {
    if (level === "#") return true; // also the parent level: §4.7.1.2
    if (i >= names.length || (level !== "+" && level !== names[i])) return false;
  }
  return levels.length === names.length;
}

export function publicationOf({ topic, payload, qos }: Direct): Publication {
  const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
  return { topic, payload: bytes, qos, isRetain: false, properties: new Uint8Array(), expiryS: -1 };
}
