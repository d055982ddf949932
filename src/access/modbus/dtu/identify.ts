// Which DTU calls: by its first packet, or by where it calls from.

import type { Identification, Transport } from "../../../spine/fieldbus.ts";

export type DtuTransport = Extract<Transport, { readonly kind: "dtu" }>;

/** A first packet is looked at up to here; what follows is none. */
export const PACKET_BYTES = 512;

/** OneNET's login: type, name, phone, server password and product, each padded with NUL (dialects 2.1.6). */
const ONENET_BYTES = 52;
const ONENET_NAME = [11, 20] as const;
const ONENET_PRODUCT = [41, 52] as const;
/** What its DTUs send to keep their connection, whether it is set or not. */
const ONENET_HEARTBEAT = Uint8Array.of(0, 0);
const NOTHING = new Uint8Array();

export interface Packet {
  readonly bytes: Uint8Array;
  /** Of the caller, without port. */
  readonly ip: string;
  /** Nothing more belongs to it. */
  readonly isWhole: boolean;
}

/** A link that waits to be called. */
export interface WaitingLink {
  readonly id: string;
  readonly transport: DtuTransport;
}

/** Whose call it is; `sizeBytes` of what came are its registration packet. */
export interface Match {
  readonly link: WaitingLink;
  readonly sizeBytes: number;
}

/**
 * The link that this caller belongs to: the one that fits the most of its packet, or else the one that waits for its
 * address. `open` where more may come that decides it, `unknown` where none fits.
 */
export function findLink(links: readonly WaitingLink[], packet: Packet): Match | "open" | "unknown" {
  let best: Match | undefined;
  let byAddress: Match | undefined;
  let isMoreWanted = false;
  let isAddressAlone = true;
  for (const link of links) {
    const sizeBytes = matchPacket(link.transport, packet);
    if (link.transport.identification.by === "address") {
      if (sizeBytes === 0) byAddress ??= { link, sizeBytes };
      continue;
    }
    isAddressAlone = false;
    if (sizeBytes === undefined) isMoreWanted = true;
    else if (sizeBytes > (best?.sizeBytes ?? -1)) best = { link, sizeBytes };
  }
  // What fits may be the beginning of a longer name, as long as more may come.
  if (best !== undefined && (packet.isWhole || !isMoreWanted)) return best;
  if (byAddress !== undefined && (packet.isWhole || isAddressAlone)) return byAddress;
  return isMoreWanted || !packet.isWhole || packet.bytes.length === 0 ? "open" : "unknown";
}

/**
 * Bytes of the registration packet at the beginning of what came, with heartbeats before it; -1 where it is not this
 * DTU's, and undefined where more must come before that can be said. A caller known by its address has said enough: 0.
 */
export function matchPacket(transport: DtuTransport, packet: Packet): number | undefined {
  const how = transport.identification;
  const plain = match(how, packet, NOTHING);
  const beat = heartbeatOf(transport);
  if (plain !== -1 || beat.length === 0) return plain;
  let start = 0;
  while (startsWith(packet.bytes, beat, start)) start += beat.length;
  const rest = packet.bytes.subarray(start);
  if (rest.length < beat.length && startsWith(beat, rest, 0)) return undefined;
  const size = match(how, { ...packet, bytes: rest }, beat);
  return size === undefined || size < 0 ? size : start + size;
}

/** The bytes that a DTU sends to keep its connection; none where none are known. */
export function heartbeatOf({ heartbeat, identification }: DtuTransport): Uint8Array {
  if (heartbeat === undefined) return identification.by === "onenet" ? ONENET_HEARTBEAT : NOTHING;
  return "text" in heartbeat ? Buffer.from(heartbeat.text) : fromHex(heartbeat.hex);
}

function match(how: Identification, { bytes, ip, isWhole }: Packet, beat: Uint8Array): number | undefined {
  switch (how.by) {
    case "address":
      return ip === how.address ? 0 : -1;
    case "text":
      return matchText(how.text, bytes);
    case "hex":
      return matchBytes(fromHex(how.hex), bytes);
    case "pattern":
      // Part of a packet may fit a pattern by mistake.
      return isWhole ? matchWhole(how.pattern, bytes, beat) : undefined;
    case "imei":
      return holdsCode(bytes, how.imei);
    case "iccid":
      return holdsCode(bytes, how.iccid);
    case "onenet":
      return matchOnenet(how, bytes);
    case "yudao":
      // Told by its credentials, not by its packet.
      return -1;
  }
}

/** Number 1 is not number 10. */
function matchText(text: string, bytes: Uint8Array): number | undefined {
  const wanted = Buffer.from(text);
  const size = matchBytes(wanted, bytes);
  if (size !== wanted.length) return size;
  return isDigit(wanted.at(-1)) && isDigit(bytes[size]) ? -1 : size;
}

function matchBytes(wanted: Uint8Array, bytes: Uint8Array): number | undefined {
  const length = Math.min(wanted.length, bytes.length);
  for (let at = 0; at < length; at++) if (wanted[at] !== bytes[at]) return -1;
  return bytes.length < wanted.length ? undefined : wanted.length;
}

function matchWhole(pattern: string, bytes: Uint8Array, beat: Uint8Array): number {
  let end = bytes.length;
  while (beat.length > 0 && end > beat.length && startsWith(bytes, beat, end - beat.length))
    end -= beat.length;
  const packet = Buffer.from(bytes.subarray(0, end));
  const readings = new Set([packet.toString("latin1").trim(), packet.toString().trim()]);
  try {
    const form = new RegExp(`^(?:${pattern})$`);
    return [...readings].some((text) => form.test(text)) ? end : -1;
  } catch {
    // It was checked before it was stored; an older version may have known other patterns.
    return -1;
  }
}

/** A number among other things that is exactly this one, not a part of a longer one. */
function holdsCode(bytes: Uint8Array, code: string): number | undefined {
  const text = Buffer.from(bytes).toString("latin1");
  for (let at = text.indexOf(code); at >= 0; at = text.indexOf(code, at + 1))
    if (!isDigit(bytes[at - 1]) && !isDigit(bytes[at + code.length])) return bytes.length;
  return bytes.length < code.length ? undefined : -1;
}

function matchOnenet(
  { productId, deviceName }: { readonly productId: string; readonly deviceName: string },
  bytes: Uint8Array,
): number | undefined {
  if (bytes.length < ONENET_BYTES) return undefined;
  const fieldOf = ([start, end]: readonly [number, number]) =>
    Buffer.from(bytes.subarray(start, end)).toString("latin1").replace(/\0.*$/s, "");
  const isSame = fieldOf(ONENET_NAME) === deviceName && fieldOf(ONENET_PRODUCT) === productId;
  return isSame ? ONENET_BYTES : -1;
}

/** Whether `part` stands in `bytes` from `at` on. */
export function startsWith(bytes: Uint8Array, part: Uint8Array, at: number): boolean {
  if (at + part.length > bytes.length) return false;
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false;
  return true;
}

function fromHex(hex: string): Uint8Array {
  return Buffer.from(hex.replace(/\s/g, ""), "hex");
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
