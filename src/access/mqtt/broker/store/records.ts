// What the shelf remembers of the broker, as bytes. Every record begins with its version; readers of old versions
// stay, and test/access/mqtt/broker/store holds bytes of each.

import { ByteReader, BytesError } from "../../../../kit/byte-reader.ts";
import { ByteWriter } from "../../../../kit/byte-writer.ts";
import type { Version } from "../../wire/packet.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import type { Will } from "../messages/will.ts";
import type { SubscriptionOptions } from "../session.ts";

const VERSION = 1;
const NEVER = 0;

/** A session, without what waits for it. */
export interface SessionRecord {
  readonly version: Version;
  readonly expiryS: number;
  /** UTC ms; 0 while it has a connection. */
  readonly endedMs: number;
  readonly subscriptions: readonly (SubscriptionOptions & { readonly filter: string })[];
  readonly will: (Will & { readonly isRelayed: boolean }) | undefined;
}

/** A message that waits for one session, or was sent and is not through. */
export interface WaitingRecord {
  /** Of the message's record. */
  readonly message: number;
  readonly qos: 1 | 2;
  readonly isRetain: boolean;
  /** The packet identifier under which it was sent at QoS 2; 0 before that. */
  readonly id: number;
  readonly subscriptionIds: readonly number[];
  /** Key of the shared subscription that it came by; empty for none. */
  readonly group: string;
}

/** Nothing but that it is there. */
export const MARK = Uint8Array.of(VERSION);

export function writeMessage(message: StoredMessage): Uint8Array {
  const { topic, payload, properties, qos, expiresMs } = message;
  const writer = new ByteWriter(64 + topic.length + payload.length + properties.length);
  writer.u8(VERSION);
  writer.u8(qos);
  writer.f64(expiresMs === Number.POSITIVE_INFINITY ? NEVER : expiresMs);
  writer.text(topic);
  writer.bytes(properties);
  writer.bytes(payload);
  return writer.written();
}

export function readMessage(bytes: Uint8Array, number: number): StoredMessage {
  const reader = open(bytes);
  const qos = readQos(reader.u8());
  const expiresMs = reader.f64() || Number.POSITIVE_INFINITY;
  const topic = reader.text();
  const properties = reader.bytes(reader.varint());
  const payload = reader.bytes(reader.varint());
  return { topic, payload, qos, properties, expiresMs, number, references: 0 };
}

export function writeWaiting(record: WaitingRecord): Uint8Array {
  const writer = new ByteWriter(64 + record.subscriptionIds.length * 4);
  writer.u8(VERSION);
  writer.u8(record.qos | (record.isRetain ? 4 : 0));
  writer.varint(record.id);
  writer.varint(record.message);
  writer.varint(record.subscriptionIds.length);
  for (const id of record.subscriptionIds) writer.varint(id);
  writer.text(record.group);
  return writer.written();
}

export function readWaiting(bytes: Uint8Array): WaitingRecord {
  const reader = open(bytes);
  const flags = reader.u8();
  const id = reader.varint();
  const message = reader.varint();
  const count = reader.varint();
  const subscriptionIds = Array.from({ length: Math.min(count, bytes.length) }, () => reader.varint());
  const group = reader.text();
  return { message, qos: (flags & 3) === 2 ? 2 : 1, isRetain: (flags & 4) !== 0, id, subscriptionIds, group };
}

export function writeSession(record: SessionRecord): Uint8Array {
  const writer = new ByteWriter(256);
  writer.u8(VERSION);
  writer.u8(record.version);
  writer.varint(record.expiryS);
  writer.f64(record.endedMs);
  writer.varint(record.subscriptions.length);
  for (const { filter, qos, isNoLocal, isRetainAsPublished, id } of record.subscriptions) {
    writer.text(filter);
    writer.ensure(16);
    writer.u8(qos | (isNoLocal ? 4 : 0) | (isRetainAsPublished ? 8 : 0));
    writer.varint(id);
  }
  writer.ensure(8);
  writer.u8(record.will === undefined ? 0 : 1);
  if (record.will !== undefined) writeWill(writer, record.will);
  return writer.written();
}

function writeWill(writer: ByteWriter, will: Will & { readonly isRelayed: boolean }): void {
  writer.ensure(32);
  writer.u8(will.qos | (will.isRetain ? 4 : 0) | (will.isRelayed ? 8 : 0));
  writer.varint(will.delayS);
  writer.varint(will.expiryS + 1);
  writer.text(will.topic);
  writer.bytes(will.properties);
  writer.bytes(will.payload);
}

export function readSession(bytes: Uint8Array): SessionRecord {
  const reader = open(bytes);
  const version = reader.u8();
  const expiryS = reader.varint();
  const endedMs = reader.f64();
  const count = reader.varint();
  const subscriptions = Array.from({ length: Math.min(count, bytes.length) }, () => {
    const filter = reader.text();
    const flags = reader.u8();
    const id = reader.varint();
    const isNoLocal = (flags & 4) !== 0;
    return { filter, qos: readQos(flags & 3), isNoLocal, isRetainAsPublished: (flags & 8) !== 0, id };
  });
  const will = reader.u8() === 1 ? readWill(reader) : undefined;
  return { version: version === 5 ? 5 : version === 3 ? 3 : 4, expiryS, endedMs, subscriptions, will };
}

function readWill(reader: ByteReader): Will & { readonly isRelayed: boolean } {
  const flags = reader.u8();
  const delayS = reader.varint();
  const expiryS = reader.varint() - 1;
  const topic = reader.text();
  const properties = reader.bytes(reader.varint());
  const payload = reader.bytes(reader.varint());
  const [isRetain, isRelayed] = [(flags & 4) !== 0, (flags & 8) !== 0];
  return { topic, payload, qos: readQos(flags & 3), isRetain, isRelayed, delayS, expiryS, properties };
}

function open(bytes: Uint8Array): ByteReader {
  const reader = new ByteReader(bytes);
  const version = reader.u8();
  if (version !== VERSION) throw new BytesError(`record version ${version} is not known here`);
  return reader;
}

function readQos(value: number): 0 | 1 | 2 {
  if (value > 2) throw new BytesError(`QoS ${value}`);
  return value as 0 | 1 | 2;
}
