import type { Publication } from "../../wire/frames.ts";

/** A message that outlives the packet it came in; shared by all that wait for it. */
export interface StoredMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** As published. */
  readonly qos: 0 | 1 | 2;
  readonly properties: Uint8Array;
  /** UTC ms at which it is no longer delivered; Infinity for never. */
  readonly expiresMs: number;
  /** Its number on the shelf, 0 where it is not there, and how many records there point to it. */
  number: number;
  references: number;
}

const NOTHING = new Uint8Array();
/** What an entry costs beside its bytes. */
const ENTRY_BYTES = 64;

/** Copies a publication, whose bytes are views. */
export function keepMessage(publication: Publication, nowMs: number): StoredMessage {
  const { topic, payload, qos, properties, expiryS } = publication;
  return {
    topic,
    payload: payload.length === 0 ? NOTHING : Uint8Array.from(payload),
    qos,
    properties: properties.length === 0 ? NOTHING : Uint8Array.from(properties),
    expiresMs: expiryS < 0 ? Number.POSITIVE_INFINITY : nowMs + expiryS * 1_000,
    number: 0,
    references: 0,
  };
}

/** What a waiting message counts against a queue's limit, bytes. */
export function costOf(message: StoredMessage): number {
  return ENTRY_BYTES + message.topic.length + message.payload.length + message.properties.length;
}

/** Seconds that are left, rounded up; negative for a message without expiry. An expired one has 0. [MQTT-3.3.2-6] */
export function secondsLeft(message: StoredMessage, nowMs: number): number {
  if (message.expiresMs === Number.POSITIVE_INFINITY) return -1;
  return Math.max(0, Math.ceil((message.expiresMs - nowMs) / 1_000));
}

export function isExpired(message: StoredMessage, nowMs: number): boolean {
  return message.expiresMs <= nowMs;
}
