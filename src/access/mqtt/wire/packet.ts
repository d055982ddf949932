import mqttPacket, {
  type IConnectPacket,
  type ISubscribePacket,
  type IUnsubscribePacket,
  type Packet as LibraryPacket,
} from "mqtt-packet";
import { type Failure, failure } from "../../../spine/error.ts";
import { TOPIC_BYTES } from "../../../spine/limits.ts";
import {
  Audit,
  auditConnect,
  auditDisconnect,
  auditSubscribe,
  auditUnsubscribe,
  checkResponseTopic,
  faultOfText,
  faultOfTopicName,
  PROPERTIES,
  type WillProperties,
} from "./audit.ts";

/** MQTT control packet types (§2.1.2) that a client sends or we answer with. */
export const TYPE = {
  connect: 1,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
  auth: 15,
} as const;

const NOTHING = Buffer.alloc(0);
/** Properties that are the hop's own and not passed on as they are. */
const ALIAS = 35;
const EXPIRY = 2;

/** MQTT 3.1, 3.1.1 and 5. */
export type Version = 3 | 4 | 5;

export interface PublishPacket {
  readonly type: typeof TYPE.publish;
  readonly qos: 0 | 1 | 2;
  readonly isRetain: boolean;
  readonly isDuplicate: boolean;
  /** 0 at QoS 0. */
  readonly id: number;
  readonly topic: string;
  /** A view into the received bytes. */
  readonly payload: Uint8Array;
  /** MQTT 5 properties that are passed on, as they came; a view. */
  readonly properties: Uint8Array;
  /** Message expiry interval, seconds; negative for none. */
  readonly expiryS: number;
  /** Where the packet itself lies, for those who pass it on as it is; undefined when they must not. */
  readonly frame: Frame | undefined;
  /** Offset of the packet identifier (or where it would stand) from the frame's start. */
  readonly idAt: number;
  readonly version: Version;
}

/** The one object in which each PUBLISH is shown. */
export class ReceivedPublish implements PublishPacket {
  readonly type = TYPE.publish;
  qos: 0 | 1 | 2 = 0;
  isRetain = false;
  isDuplicate = false;
  id = 0;
  topic = "";
  properties: Uint8Array = NOTHING;
  expiryS = -1;
  frame: Frame | undefined;
  idAt = 0;
  version: Version = 4;
  bytes: Buffer = NOTHING;
  payloadAt = 0;
  end = 0;

  get payload(): Uint8Array {
    return this.bytes.subarray(this.payloadAt, this.end);
  }
}

/** Of all readers: a PUBLISH is done with, or copied, before another one is read. */
const sharedPublish = new ReceivedPublish();

export interface AckPacket {
  readonly type: typeof TYPE.puback | typeof TYPE.pubrec | typeof TYPE.pubrel | typeof TYPE.pubcomp;
  readonly id: number;
  readonly reason: number;
}

export interface ConnectPacket {
  readonly type: typeof TYPE.connect;
  readonly version: Version;
  readonly connect: IConnectPacket;
  readonly will: WillProperties;
}

export type Packet =
  | PublishPacket
  | AckPacket
  | ConnectPacket
  | { readonly type: typeof TYPE.subscribe; readonly subscribe: ISubscribePacket }
  | { readonly type: typeof TYPE.unsubscribe; readonly unsubscribe: IUnsubscribePacket }
  | { readonly type: typeof TYPE.pingreq }
  | {
      readonly type: typeof TYPE.disconnect;
      readonly reason: number;
      readonly sessionExpiryS: number | undefined;
    }
  | { readonly type: typeof TYPE.auth };

/** One packet in bytes [start, end); its body begins at `bodyAt`. */
export interface Frame {
  bytes: Buffer;
  start: number;
  bodyAt: number;
  end: number;
}

const PINGREQ: Packet = { type: TYPE.pingreq };
const AUTH: Packet = { type: TYPE.auth };

/** A fault with the version in which the peer is to be told, where the fault is in CONNECT. */
export interface PacketFault {
  readonly failure: Failure;
  readonly version: Version | undefined;
}

/**
 * Turns the packets of one connection into objects, and refuses what the specification forbids. Rare packets are
 * audited, then read by mqtt-packet; PUBLISH and acknowledgements are read here. The object of a PUBLISH is used
 * again for the next one of any connection.
 */
export class PacketReader {
  /** Why the last `read` answered undefined. */
  fault: PacketFault | undefined;
  version: Version | undefined;
  readonly #topicAliasMaximum: number;
  #aliases: Map<number, string> | undefined;
  /** Bytes of the last topic, which is most likely the next one, and its length. */
  #topicBytes: Buffer = NOTHING;
  #topicLength = -1;
  #topic = "";

  constructor(topicAliasMaximum: number) {
    this.#topicAliasMaximum = topicAliasMaximum;
  }

  /** Reads one packet; undefined when there is a `fault`. */
  read(frame: Frame): Packet | undefined {
    const header = frame.bytes[frame.start] ?? 0;
    const type = header >> 4;
    if (type === TYPE.publish) return this.#readPublish(header & 15, frame);
    // [MQTT-2.1.3-1], 3.1.1: [MQTT-2.2.2-1], -2
    const flags = type === TYPE.pubrel || type === TYPE.subscribe || type === TYPE.unsubscribe ? 2 : 0;
    if ((header & 15) !== flags) return this.#malformed(`flags ${header & 15} of packet type ${type}`);
    switch (type) {
      case TYPE.puback:
      case TYPE.pubrec:
      case TYPE.pubrel:
      case TYPE.pubcomp:
        return this.#readAck(type, frame);
      case TYPE.pingreq:
        return frame.bodyAt === frame.end ? PINGREQ : this.#malformed("PINGREQ with a body");
      case TYPE.connect:
        return this.#readConnect(frame);
      case TYPE.subscribe:
      case TYPE.unsubscribe:
        return this.#readFilters(type, frame);
      case TYPE.disconnect:
        return this.#readDisconnect(frame);
      case TYPE.auth:
        return this.version === 5 ? AUTH : this.#malformed("packet type 15");
      default:
        return this.#refuse(
          failure("protocol_error", { detail: `packet type ${type} is not sent by a client` }),
        );
    }
  }

  #readPublish(flags: number, frame: Frame): Packet | undefined {
    const { bytes, bodyAt, end } = frame;
    const publish = sharedPublish;
    const qos = (flags >> 1) & 3;
    if (qos === 3) return this.#malformed("PUBLISH with QoS 3"); // [MQTT-3.3.1-4]
    if (qos === 0 && (flags & 8) !== 0) return this.#malformed("DUP on QoS 0"); // [MQTT-3.3.1-2]
    if (bodyAt + 2 > end) return this.#malformed("PUBLISH ends in its topic");
    let at = bodyAt + 2;
    const topicEnd = at + (bytes[bodyAt] ?? 0) * 256 + (bytes[bodyAt + 1] ?? 0);
    if (topicEnd > end) return this.#malformed("PUBLISH ends in its topic");
    if (!this.#isLastTopic(bytes, at, topicEnd) && !this.#readTopic(bytes, at, topicEnd)) return undefined;
    at = topicEnd;
    publish.id = 0;
    publish.frame = frame;
    publish.idAt = topicEnd - frame.start;
    if (qos > 0) {
      if (at + 2 > end) return this.#malformed("PUBLISH ends in its packet identifier");
      publish.id = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
      if (publish.id === 0) return this.#malformed("packet identifier 0"); // [MQTT-2.2.1-3], 3.1.1: [MQTT-2.3.1-1]
      at += 2;
    }
    publish.topic = this.#topic;
    publish.version = this.version ?? 4;
    publish.properties = NOTHING;
    publish.expiryS = -1;
    if (this.version === 5) {
      if (bytes[at] === 0 && at < end && topicEnd > bodyAt + 2) at++;
      else at = this.#readPublishProperties(bytes, at, end);
      if (at < 0) return undefined;
    }
    publish.qos = qos as 0 | 1 | 2;
    publish.isRetain = (flags & 1) !== 0;
    publish.isDuplicate = (flags & 8) !== 0;
    publish.bytes = bytes;
    publish.payloadAt = at;
    publish.end = end;
    return publish;
  }

  #isLastTopic(bytes: Buffer, start: number, end: number): boolean {
    const length = end - start;
    if (length !== this.#topicLength) return false;
    const last = this.#topicBytes;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== last[i]) return false;
    return true;
  }

  #readTopic(bytes: Buffer, start: number, end: number): boolean {
    const length = end - start;
    const textFault = faultOfText(bytes, start, end);
    if (textFault !== undefined) {
      this.#malformed(`the topic ${textFault}`); // [MQTT-3.3.2-1]
      return false;
    }
    const topic = bytes.toString("utf8", start, end);
    // Empty only with an alias, which the properties will tell.
    const nameFault = length === 0 && this.version === 5 ? undefined : faultOfTopicName(topic);
    const fault = length > TOPIC_BYTES ? `it is longer than ${TOPIC_BYTES} bytes` : nameFault;
    if (fault !== undefined) {
      this.#refuse(failure("topic_invalid", { topic: topic.slice(0, 128), detail: fault }));
      return false;
    }
    if (this.#topicBytes.length < length) this.#topicBytes = Buffer.allocUnsafeSlow(length);
    bytes.copy(this.#topicBytes, 0, start, end);
    this.#topicLength = length;
    this.#topic = topic;
    return true;
  }

  /** The offset of the payload, or -1 on a fault. Resolves a topic alias. */
  #readPublishProperties(bytes: Buffer, at: number, end: number): number {
    const audit = new Audit(bytes, at, end);
    audit.properties(PROPERTIES.publish); // a subscription identifier is not among them: [MQTT-3.3.4-6]
    checkResponseTopic(audit);
    if (audit.fault !== undefined) {
      this.#refuse(audit.fault);
      return -1;
    }
    const alias = audit.numbers.get(ALIAS);
    const expiryS = audit.numbers.get(EXPIRY);
    const publish = sharedPublish;
    publish.expiryS = expiryS ?? -1;
    const isMixed = alias !== undefined || expiryS !== undefined;
    publish.properties = isMixed
      ? audit.bytesWithout(ALIAS, EXPIRY)
      : bytes.subarray(audit.propertiesAt, audit.at);
    if (alias !== undefined) publish.frame = undefined;
    const isSound = alias === undefined ? this.#topicLength > 0 : this.#resolveAlias(alias);
    if (isSound) return audit.at;
    if (this.fault === undefined)
      this.#refuse(failure("protocol_error", { detail: "an empty topic without a known alias" }));
    return -1;
  }

  #resolveAlias(alias: number): boolean {
    if (alias === 0 || alias > this.#topicAliasMaximum) {
      this.#refuse(failure("topic_alias_invalid", { alias, limit: this.#topicAliasMaximum })); // [MQTT-3.3.2-8], -9
      return false;
    }
    if (this.#topicLength > 0) {
      this.#aliases ??= new Map();
      this.#aliases.set(alias, this.#topic);
      return true;
    }
    const topic = this.#aliases?.get(alias);
    sharedPublish.topic = topic ?? "";
    return topic !== undefined;
  }

  #readAck(type: AckPacket["type"], { bytes, bodyAt, end }: Frame): Packet | undefined {
    const audit = new Audit(bytes, bodyAt, end);
    const id = audit.packetId();
    let reason = 0;
    if (this.version === 5 && audit.at < end) {
      reason = audit.byte();
      if (audit.at < end) audit.properties(PROPERTIES.acknowledgement);
    }
    const fault = audit.finish();
    return fault === undefined ? { type, id, reason } : this.#refuse(fault);
  }

  #readConnect({ bytes, start, bodyAt, end }: Frame): Packet | undefined {
    const audit = new Audit(bytes, bodyAt, end);
    const name = audit.utf8("the protocol name");
    const level = audit.byte();
    if (audit.fault !== undefined) return this.#refuse(audit.fault);
    const isKnownName = name === "MQTT" || name === "MQIsdp";
    if (!isKnownName) return this.#malformed("the protocol name is not MQTT"); // [MQTT-3.1.2-1]
    if (level !== (name === "MQIsdp" ? 3 : 4) && !(name === "MQTT" && level === 5)) {
      // [MQTT-3.1.2-2]: told in the form that a peer of that level can be expected to read.
      return this.#refuse(failure("protocol_version", { version: level }), level > 5 && level < 128 ? 5 : 4);
    }
    const version = level as Version;
    const will = auditConnect(audit, version);
    const fault = audit.finish();
    if (fault !== undefined) return this.#refuse(fault, version);
    const packet = parseByLibrary(bytes.subarray(start, end), version);
    if (packet?.cmd !== "connect") return this.#malformed("CONNECT cannot be read");
    this.version = version;
    return { type: TYPE.connect, version, connect: packet, will };
  }

  #readFilters(type: 8 | 10, { bytes, start, bodyAt, end }: Frame): Packet | undefined {
    const version = this.version ?? 4;
    const audit = new Audit(bytes, bodyAt, end);
    if (type === TYPE.subscribe) auditSubscribe(audit, version);
    else auditUnsubscribe(audit, version);
    const fault = audit.finish();
    if (fault !== undefined) return this.#refuse(fault);
    const packet = parseByLibrary(bytes.subarray(start, end), version);
    if (packet?.cmd === "subscribe") return { type: TYPE.subscribe, subscribe: packet };
    if (packet?.cmd === "unsubscribe") return { type: TYPE.unsubscribe, unsubscribe: packet };
    return this.#malformed("the packet cannot be read");
  }

  #readDisconnect({ bytes, bodyAt, end }: Frame): Packet | undefined {
    const audit = new Audit(bytes, bodyAt, end);
    const parts = this.version === 5 ? auditDisconnect(audit) : { reason: 0, sessionExpiryS: undefined };
    const fault = audit.finish();
    return fault === undefined ? { type: TYPE.disconnect, ...parts } : this.#refuse(fault);
  }

  #malformed(detail: string): undefined {
    return this.#refuse(failure("malformed_packet", { detail }));
  }

  #refuse(reason: Failure, version?: Version): undefined {
    this.fault = { failure: reason, version };
    return undefined;
  }
}

/** One packet read by mqtt-packet; undefined where it does not agree. */
function parseByLibrary(frame: Buffer, version: Version): LibraryPacket | undefined {
  let packet: LibraryPacket | undefined;
  const parser = mqttPacket.parser({ protocolVersion: version });
  parser.on("packet", (parsed) => {
    packet = parsed;
  });
  let hasFailed = false;
  parser.on("error", () => {
    hasFailed = true;
  });
  parser.parse(frame);
  return hasFailed ? undefined : packet;
}
