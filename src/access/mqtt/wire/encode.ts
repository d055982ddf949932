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
  readonly qos: 0 | 1 | 2;
  /** 0 at QoS 0. */
  readonly id: number;
  readonly isRetain: boolean;
  readonly isDuplicate: boolean;
  /** Of the subscriptions that matched (MQTT 5). */
  readonly subscriptionIds: readonly number[];
  /** What is passed on of the publisher's properties, as it came (MQTT 5): no alias, no expiry, no identifiers. */
  readonly properties: Uint8Array;
  /** Message expiry interval that is left, seconds; negative for none (MQTT 5). */
  readonly expiryS: number;
  /** Topic alias (MQTT 5); 0 or absent for none. With it the topic may be empty [MQTT-3.3.2-8]. */
  readonly alias?: number;
}

/** The fixed header's first byte of a PUBLISH. */
export function publishHeader(qos: 0 | 1 | 2, isRetain: boolean, isDuplicate: boolean): number {
  return 0x30 | (isDuplicate ? 8 : 0) | (qos << 1) | (isRetain ? 1 : 0);
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

/** Writes it and answers where its packet identifier would stand, counted from its first byte. */
export function putPublish(out: ByteOutput, publish: OutboundPublish, version: Version): number {
  const topicSize = Buffer.byteLength(publish.topic);
  const payload = publish.payload;
  const payloadSize = byteLength(payload);
  const body = topicSize + payloadSize + bodyOverhead(publish, version);
  const start = out.reserve(1 + sizeOfVarint(body) + body);
  const bytes = out.bytes;
  bytes[start] = publishHeader(publish.qos, publish.isRetain, publish.isDuplicate);
  let at = putVarint(bytes, start + 1, body);
  bytes[at++] = topicSize >> 8;
  bytes[at++] = topicSize & 255;
  at += bytes.write(publish.topic, at, topicSize, "utf8");
  const idAt = at - start;
  if (publish.qos > 0) {
    bytes[at++] = publish.id >> 8;
    bytes[at++] = publish.id & 255;
  }
  if (version === 5) at = putProperties(bytes, at, publish);
  if (typeof payload === "string") bytes.write(payload, at, payloadSize, "utf8");
  else bytes.set(payload, at);
  return idAt;
}

// The library would make a Buffer of each number from 0 to 65535 with the first packet: 6 MB for ever, and a stall.
mqttPacket.writeToStream.cacheNumbers = false;

/** Bytes of any packet, as mqtt-packet writes it. */
export function sizeOfPacket(packet: LibraryPacket, version: Version): number {
  return mqttPacket.generate(packet, { protocolVersion: version }).length;
}

/** Any packet, through mqtt-packet; for packets that are rare. False, and not written, when it is larger than `mostBytes`. */
export function putLibraryPacket(
  out: ByteOutput,
  packet: LibraryPacket,
  { version, mostBytes }: { readonly version: Version; readonly mostBytes: number },
): boolean {
  const encoded = mqttPacket.generate(packet, { protocolVersion: version });
  if (encoded.length > mostBytes) return false;
  const at = out.reserve(encoded.length);
  encoded.copy(out.bytes, at);
  return true;
}

function byteLength(payload: Uint8Array | string): number {
  return typeof payload === "string" ? Buffer.byteLength(payload) : payload.length;
}

/** Bytes of the body beside topic and payload. */
function bodyOverhead(publish: OutboundPublish, version: Version): number {
  let size = 2 + (publish.qos > 0 ? 2 : 0);
  if (version === 5) {
    const properties = sizeOfProperties(publish);
    size += sizeOfVarint(properties) + properties;
  }
  return size;
}

function sizeOfProperties({ properties, subscriptionIds, expiryS, alias = 0 }: OutboundPublish): number {
  let size = properties.length + (expiryS < 0 ? 0 : 5) + (alias === 0 ? 0 : 3);
  for (const id of subscriptionIds) size += 1 + sizeOfVarint(id);
  return size;
}

function putProperties(bytes: Buffer, from: number, publish: OutboundPublish): number {
  const { properties, subscriptionIds, expiryS, alias = 0 } = publish;
  let at = putVarint(bytes, from, sizeOfProperties(publish));
  if (alias > 0) {
    bytes[at] = 0x23;
    at = bytes.writeUInt16BE(alias, at + 1);
  }
  if (expiryS >= 0) {
    bytes[at] = 0x02;
    at = bytes.writeUInt32BE(expiryS, at + 1);
  }
  for (const id of subscriptionIds) {
    bytes[at++] = 0x0b;
    at = putVarint(bytes, at, id);
  }
  bytes.set(properties, at);
  return at + properties.length;
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
