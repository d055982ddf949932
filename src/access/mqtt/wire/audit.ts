// Strict reading of MQTT bytes: what mqtt-packet lets pass and the specification does not.
// Every function looks at bytes [at, end) of one packet body and answers the first fault.

import { isUtf8 } from "node:buffer";
import { type Failure, failure } from "../../../spine/error.ts";

/** Property identifiers of MQTT 5 (§2.2.2.2) with the type of their value. */
const PROPERTY_TYPES: Readonly<
  Record<number, "flag" | "u16" | "u32" | "varint" | "utf8" | "binary" | "pair">
> = {
  1: "flag", // payload format indicator
  2: "u32", // message expiry interval
  3: "utf8", // content type
  8: "utf8", // response topic
  9: "binary", // correlation data
  11: "varint", // subscription identifier
  17: "u32", // session expiry interval
  21: "utf8", // authentication method
  22: "binary", // authentication data
  23: "flag", // request problem information
  24: "u32", // will delay interval
  25: "flag", // request response information
  31: "utf8", // reason string
  33: "u16", // receive maximum
  34: "u16", // topic alias maximum
  35: "u16", // topic alias
  38: "pair", // user property
  39: "u32", // maximum packet size
};
const USER_PROPERTY = 38;

export const PROPERTIES = {
  connect: new Set([17, 21, 22, 23, 25, 33, 34, 38, 39]),
  will: new Set([1, 2, 3, 8, 9, 24, 38]),
  publish: new Set([1, 2, 3, 8, 9, 35, 38]),
  acknowledgement: new Set([31, 38]),
  subscribe: new Set([11, 38]),
  unsubscribe: new Set([38]),
  disconnect: new Set([17, 31, 38]),
} as const;

/** A reader over one packet body whose first fault sticks; after it every read answers 0 or nothing. */
export class Audit {
  readonly bytes: Buffer;
  at: number;
  readonly end: number;
  fault: Failure | undefined;
  /** Numeric values of the properties last read, by identifier. */
  readonly numbers = new Map<number, number>();
  /** Text of the properties last read, by identifier, but for user properties. */
  readonly texts = new Map<number, string>();

  /** Where the properties last read begin, and where each of them lies. */
  propertiesAt = 0;
  readonly ranges: { readonly id: number; readonly from: number; readonly to: number }[] = [];

  constructor(bytes: Buffer, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  malformed(detail: string): void {
    this.fault ??= failure("malformed_packet", { detail });
    this.at = this.end;
  }

  violation(detail: string): void {
    this.fault ??= failure("protocol_error", { detail });
    this.at = this.end;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined || this.at + 1 > this.end) {
      this.malformed("it ends too early");
      return 0;
    }
    this.at++;
    return value;
  }

  u16(): number {
    return this.byte() * 256 + this.byte();
  }

  u32(): number {
    return this.u16() * 65_536 + this.u16();
  }

  varint(): number {
    let value = 0;
    for (let shift = 1; shift <= 0x20_0000; shift *= 128) {
      const byte = this.byte();
      value += (byte & 127) * shift;
      if (byte < 128) return value; // a longer form than needed is accepted where we read [MQTT-1.5.5-1]
    }
    this.malformed("a variable byte integer has more than four bytes");
    return 0;
  }

  /** A length-prefixed run; answers its start, and moves `at` to its end. */
  #run(what: string): number {
    const size = this.u16();
    const start = this.at;
    if (start + size > this.end) {
      this.malformed(`${what} ends too early`);
      return this.end;
    }
    this.at = start + size;
    return start;
  }

  binary(what: string): void {
    this.#run(what);
  }

  utf8(what: string): string {
    const start = this.#run(what);
    const fault = faultOfText(this.bytes, start, this.at);
    if (fault !== undefined) this.malformed(`${what} ${fault}`);
    return this.fault === undefined ? this.bytes.toString("utf8", start, this.at) : "";
  }

  packetId(): number {
    const id = this.u16();
    if (id === 0) this.malformed("packet identifier 0"); // [MQTT-2.2.1-3], 3.1.1: [MQTT-2.3.1-1]
    return id;
  }

  /** Reads a property list and holds it against what the packet may carry. */
  properties(allowed: ReadonlySet<number>): void {
    this.numbers.clear();
    this.texts.clear();
    const size = this.varint();
    const stop = this.at + size;
    this.propertiesAt = this.at;
    this.ranges.length = 0;
    if (stop > this.end) this.malformed("the properties end too early");
    const seen = new Set<number>();
    while (this.at < stop && this.fault === undefined) {
      const from = this.at;
      const id = this.varint();
      // §2.2.2.2: an identifier that is not valid for its packet type makes a malformed packet.
      if (!allowed.has(id)) this.malformed(`property ${id} does not belong here`);
      else if (id !== USER_PROPERTY && seen.has(id)) this.violation(`property ${id} appears twice`);
      else this.#value(id);
      seen.add(id);
      this.ranges.push({ id, from, to: this.at });
      if (this.at > stop) this.malformed("a property runs past the end of the properties");
    }
  }

  /** A copy of the properties last read but for those of two identifiers. */
  bytesWithout(one: number, other: number): Uint8Array {
    const kept = this.ranges.filter(({ id }) => id !== one && id !== other);
    return Buffer.concat(kept.map(({ from, to }) => this.bytes.subarray(from, to)));
  }

  #value(id: number): void {
    const type = PROPERTY_TYPES[id];
    if (type === "pair") {
      this.utf8("a user property");
      this.utf8("a user property");
    } else if (type === "utf8") this.texts.set(id, this.utf8(`property ${id}`));
    else if (type === "binary") this.binary(`property ${id}`);
    else {
      const value = this.#number(type);
      this.numbers.set(id, value);
      if (type === "flag" && value > 1) this.violation(`property ${id} is ${value}, not 0 or 1`);
    }
  }

  #number(type: "flag" | "u16" | "u32" | "varint" | undefined): number {
    if (type === "flag") return this.byte();
    if (type === "u16") return this.u16();
    return type === "u32" ? this.u32() : this.varint();
  }

  /** The body must be used up. */
  finish(): Failure | undefined {
    if (this.fault === undefined && this.at !== this.end) this.malformed("bytes are left over");
    return this.fault;
  }
}

/** Why bytes [start, end) are no MQTT text: [MQTT-1.5.4-1] ill-formed UTF-8, [MQTT-1.5.4-2] a NUL. */
export function faultOfText(bytes: Buffer, start: number, end: number): string | undefined {
  let isAscii = true;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte === 0) return "contains U+0000";
    if (byte !== undefined && byte > 127) isAscii = false;
  }
  if (!isAscii && !isUtf8(bytes.subarray(start, end))) return "is not UTF-8";
  return undefined;
}

/** Why `topic` is no topic name; undefined when it is one. */
export function faultOfTopicName(topic: string): string | undefined {
  if (topic === "") return "it is empty"; // [MQTT-4.7.3-1]
  if (topic.includes("#") || topic.includes("+")) return "it contains a wildcard"; // [MQTT-3.3.2-2]
  return undefined;
}

/** Why `filter` is no topic filter; undefined when it is one. */
export function faultOfTopicFilter(filter: string): string | undefined {
  if (filter === "") return "it is empty"; // [MQTT-4.7.3-1]
  const levels = filter.split("/");
  for (const [i, level] of levels.entries()) {
    if (level.includes("#") && (level !== "#" || i !== levels.length - 1)) {
      return "# must be the last level, alone"; // [MQTT-4.7.1-1], 3.1.1: [MQTT-4.7.1-2]
    }
    if (level.includes("+") && level !== "+") return "+ must fill its level"; // [MQTT-4.7.1-2], 3.1.1: -3
  }
  return undefined;
}

/** MQTT 5 reason codes that a client may send in DISCONNECT (§3.14.2.1). */
const CLIENT_DISCONNECT_REASONS: ReadonlySet<number> = new Set([
  0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
]);

/** DISCONNECT of MQTT 5: its reason code and, where given, a new session expiry in seconds. */
export function auditDisconnect(audit: Audit): { reason: number; sessionExpiryS: number | undefined } {
  const reason = audit.at < audit.end ? audit.byte() : 0;
  if (!CLIENT_DISCONNECT_REASONS.has(reason)) audit.malformed(`DISCONNECT with reason ${reason}`);
  if (audit.at < audit.end) audit.properties(PROPERTIES.disconnect);
  return { reason, sessionExpiryS: audit.numbers.get(17) };
}

/** What is passed on of a will's properties, and its message expiry interval in seconds; negative for none. */
export interface WillProperties {
  readonly properties: Uint8Array;
  readonly expiryS: number;
}

/** CONNECT after protocol name and level; MQTT 3.1, 3.1.1 and 5 (`version` 3, 4, 5). */
export function auditConnect(audit: Audit, version: number): WillProperties {
  let will: WillProperties = { properties: new Uint8Array(), expiryS: -1 };
  const flags = audit.byte();
  const hasWill = (flags & 0x04) !== 0;
  if ((flags & 0x01) !== 0) audit.malformed("the reserved CONNECT flag is set"); // [MQTT-3.1.2-3]
  if ((flags & 0x18) === 0x18) audit.malformed("will QoS 3"); // [MQTT-3.1.2-12], 3.1.1: -14
  if (!hasWill && (flags & 0x38) !== 0) audit.malformed("will flags without a will"); // [MQTT-3.1.2-11], -13
  if (version < 5 && (flags & 0xc0) === 0x40) audit.malformed("a password without a user name"); // 3.1.1: [MQTT-3.1.2-22]
  audit.u16();
  if (version === 5) auditConnectProperties(audit);
  audit.utf8("the client id"); // [MQTT-3.1.3-4]
  if (hasWill) {
    if (version === 5) {
      audit.properties(PROPERTIES.will);
      will = { properties: audit.bytesWithout(2, 24), expiryS: audit.numbers.get(2) ?? -1 };
      checkResponseTopic(audit);
    }
    const fault = faultOfTopicName(audit.utf8("the will topic")); // [MQTT-3.1.3-11], 3.1.1: -10
    if (fault !== undefined && audit.fault === undefined)
      audit.malformed(`the will topic is not valid: ${fault}`);
    audit.binary("the will payload");
  }
  if ((flags & 0x80) !== 0) audit.utf8("the user name"); // [MQTT-3.1.3-12], 3.1.1: -11
  if ((flags & 0x40) !== 0) audit.binary("the password");
  return will;
}

/** A response topic is a topic name [MQTT-3.3.2-14]. */
export function checkResponseTopic(audit: Audit): void {
  const topic = audit.texts.get(8);
  if (topic !== undefined && faultOfTopicName(topic) !== undefined) {
    audit.violation("the response topic is no topic name");
  }
}

function auditConnectProperties(audit: Audit): void {
  audit.properties(PROPERTIES.connect);
  if (audit.numbers.get(33) === 0) audit.violation("receive maximum 0");
  if (audit.numbers.get(39) === 0) audit.violation("maximum packet size 0");
  const isMethodless = !audit.texts.has(21) && audit.ranges.some(({ id }) => id === 22);
  if (isMethodless) audit.violation("authentication data without a method"); // §3.1.2.11.10
}

/** SUBSCRIBE after the fixed header. */
export function auditSubscribe(audit: Audit, version: number): void {
  audit.packetId();
  if (version === 5) audit.properties(PROPERTIES.subscribe);
  if (audit.numbers.get(11) === 0) audit.violation("subscription identifier 0");
  if (audit.at === audit.end) audit.violation("SUBSCRIBE without a filter"); // [MQTT-3.8.3-2], 3.1.1: -3
  while (audit.at < audit.end) {
    const filter = audit.utf8("a topic filter"); // [MQTT-3.8.3-1]
    if (filter === "" && audit.fault === undefined) audit.malformed("an empty topic filter"); // [MQTT-4.7.3-1]
    const options = audit.byte();
    if ((options & 3) === 3) audit.malformed("requested QoS 3"); // [MQTT-3-8.3-4]
    if (version < 5 && options > 2) audit.malformed("reserved bits of the requested QoS"); // [MQTT-3-8.3-4]
    if ((options & 0xc0) !== 0) audit.malformed("reserved bits of the subscription options"); // [MQTT-3.8.3-5]
    if ((options & 0x30) === 0x30) audit.violation("retain handling 3");
    if ((options & 4) !== 0 && filter.startsWith("$share/")) {
      audit.violation("no-local on a shared subscription"); // [MQTT-3.8.3-4]
    }
  }
}

/** UNSUBSCRIBE after the fixed header. */
export function auditUnsubscribe(audit: Audit, version: number): void {
  audit.packetId();
  if (version === 5) audit.properties(PROPERTIES.unsubscribe);
  if (audit.at === audit.end) audit.violation("UNSUBSCRIBE without a filter"); // [MQTT-3.10.3-2]
  while (audit.at < audit.end) {
    if (audit.utf8("a topic filter") === "") audit.malformed("an empty topic filter"); // [MQTT-3.10.3-1]
  }
}
