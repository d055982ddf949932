import mqttPacket, { type Packet as LibraryPacket } from "mqtt-packet";
import { ERRORS, type ErrorCode } from "../../../spine/error.ts";
import type { Version } from "./packet.ts";

/** Where packets are written: grows on `reserve`, after which `bytes` may be another buffer. */
export interface ByteOutput {
  bytes: Buffer;
  reserve(sizeBytes: number): number;
}

export interface OutboundPublish {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos: 0 | 1;
  /** 0 at QoS 0. */
  readonly id: number;
  /** Of the subscriptions that matched (MQTT 5). */
  readonly subscriptionIds: readonly number[];
}

/** PUBACK, PUBREC, PUBREL, PUBCOMP with success: four bytes in every version. `type` as in packet.ts. */
export function putAck(out: ByteOutput, type: number, id: number): void {
  const at = out.reserve(4);
  const bytes = out.bytes;
  bytes[at] = (type << 4) | (type === 6 ? 2 : 0); // [MQTT-3.6.1-1]
  bytes[at + 1] = 2;
  bytes[at + 2] = id >> 8;
  bytes[at + 3] = id & 255;
}

export function putPong(out: ByteOutput): void {
  const at = out.reserve(2);
  out.bytes[at] = 0xd0;
  out.bytes[at + 1] = 0;
}

/** Bytes that `putPublish` will write. */
export function sizeOfPublish(publish: OutboundPublish, version: Version): number {
  const body =
    Buffer.byteLength(publish.topic) + byteLength(publish.payload) + bodyOverhead(publish, version);
  return 1 + sizeOfVarint(body) + body;
}

export function putPublish(out: ByteOutput, publish: OutboundPublish, version: Version): void {
  const topicSize = Buffer.byteLength(publish.topic);
  const payload = publish.payload;
  const payloadSize = byteLength(payload);
  const body = topicSize + payloadSize + bodyOverhead(publish, version);
  let at = out.reserve(1 + sizeOfVarint(body) + body);
  const bytes = out.bytes;
  bytes[at++] = 0x30 | (publish.qos << 1); // DUP 0 [MQTT-3.3.1-1], RETAIN 0 [MQTT-3.3.1-12]
  at = putVarint(bytes, at, body);
  bytes[at++] = topicSize >> 8;
  bytes[at++] = topicSize & 255;
  at += bytes.write(publish.topic, at, topicSize, "utf8");
  if (publish.qos > 0) {
    bytes[at++] = publish.id >> 8;
    bytes[at++] = publish.id & 255;
  }
  if (version === 5) at = putSubscriptionIds(bytes, at, publish.subscriptionIds);
  if (typeof payload === "string") bytes.write(payload, at, payloadSize, "utf8");
  else bytes.set(payload, at);
}

// The library would make a Buffer of each number from 0 to 65535 with the first packet: 6 MB for ever, and a stall.
mqttPacket.writeToStream.cacheNumbers = false;

/** Any packet, through mqtt-packet; for packets that are rare. Answers its size in bytes. */
export function putLibraryPacket(out: ByteOutput, packet: LibraryPacket, version: Version): number {
  const encoded = mqttPacket.generate(packet, { protocolVersion: version });
  const at = out.reserve(encoded.length);
  encoded.copy(out.bytes, at);
  return encoded.length;
}

function byteLength(payload: Uint8Array | string): number {
  return typeof payload === "string" ? Buffer.byteLength(payload) : payload.length;
}

/** Bytes of the body beside topic and payload. */
function bodyOverhead(publish: OutboundPublish, version: Version): number {
  const properties = version === 5 ? 1 + sizeOfSubscriptionIds(publish.subscriptionIds) : 0;
  return 2 + (publish.qos > 0 ? 2 : 0) + properties;
}

/** The property list is kept under 128 bytes, so that its length is one byte: at most 25 identifiers are told. */
const MOST_SUBSCRIPTION_IDS = 25;

function sizeOfSubscriptionIds(ids: readonly number[]): number {
  let size = 0;
  for (let i = 0; i < ids.length && i < MOST_SUBSCRIPTION_IDS; i++) size += 1 + sizeOfVarint(ids[i] ?? 0);
  return size;
}

function putSubscriptionIds(bytes: Buffer, from: number, ids: readonly number[]): number {
  let at = from;
  bytes[at++] = sizeOfSubscriptionIds(ids);
  for (let i = 0; i < ids.length && i < MOST_SUBSCRIPTION_IDS; i++) {
    bytes[at++] = 0x0b;
    at = putVarint(bytes, at, ids[i] ?? 0);
  }
  return at;
}

function sizeOfVarint(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  return value < 2_097_152 ? 3 : 4;
}

function putVarint(bytes: Buffer, from: number, value: number): number {
  let at = from;
  let rest = value;
  while (rest > 127) {
    bytes[at++] = (rest & 127) | 128;
    rest >>= 7;
  }
  bytes[at++] = rest;
  return at;
}

/** Reason codes of MQTT 5 that CONNACK may carry (§3.2.2.2), above 0x7f. */
const CONNACK: ReadonlySet<number> = new Set([
  0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95, 0x97, 0x99, 0x9a, 0x9b,
  0x9f,
]);
/** That PUBACK and PUBREC may carry (§3.4.2.1). */
const PUBACK: ReadonlySet<number> = new Set([0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99]);
/** That a server's DISCONNECT may carry (§3.14.2.1). */
const DISCONNECT: ReadonlySet<number> = new Set([
  0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8b, 0x8d, 0x8e, 0x8f, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
  0x9a, 0x9b, 0xa1,
]);
const UNSPECIFIED = 0x80;
const IMPLEMENTATION_SPECIFIC = 0x83;
const SERVER_UNAVAILABLE = 0x88;
const SERVER_BUSY = 0x89;

/** CONNACK of MQTT 5. */
export function connackReason(code: ErrorCode): number {
  if (code === "rate_limited") return 0x9f;
  return CONNACK.has(ERRORS[code].mqtt) ? ERRORS[code].mqtt : UNSPECIFIED;
}

/** CONNACK of MQTT 3.1 and 3.1.1 (table 3.1): the nearest of its five. */
export function connackReturnCode(code: ErrorCode): number {
  switch (ERRORS[code].mqtt) {
    case 0x84:
      return 1; // unacceptable protocol version
    case 0x85:
      return 2; // identifier rejected
    case 0x80:
    case SERVER_UNAVAILABLE:
    case 0x96:
    case 0x97:
      return 3; // server unavailable
    case 0x86:
    case 0x8c:
      return 4; // bad user name or password
    default:
      return 5; // not authorized
  }
}

/** PUBACK or PUBREC of MQTT 5 for a message that will never be taken. */
export function pubackReason(code: ErrorCode): number {
  return PUBACK.has(ERRORS[code].mqtt) ? ERRORS[code].mqtt : IMPLEMENTATION_SPECIFIC;
}

/** DISCONNECT of MQTT 5. */
export function disconnectReason(code: ErrorCode): number {
  const reason = ERRORS[code].mqtt;
  if (reason === SERVER_UNAVAILABLE) return SERVER_BUSY;
  return DISCONNECT.has(reason) ? reason : UNSPECIFIED;
}
