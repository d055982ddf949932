// Which DTU calls: by its first packet, or by where it calls from.

import type { Identification } from "../../../spine/fieldbus.ts";

/** A first packet is looked at up to here; what follows is none. */
export const PACKET_BYTES = 512;

/** OneNET's login: type, name, phone, server password and product, each padded with NUL (dialects 2.1.6). */
const ONENET_BYTES = 52;
const ONENET_NAME = [11, 20] as const;
const ONENET_PRODUCT = [41, 52] as const;

export interface Packet {
  readonly bytes: Uint8Array;
  /** Of the caller, without port. */
  readonly ip: string;
}

/**
 * Bytes of the registration packet at the beginning of what came, -1 where it is not this DTU's, and undefined where
 * more must come before that can be said. A caller known by its address has said enough: 0.
 */
export function matchPacket(how: Identification, { bytes, ip }: Packet): number | undefined {
  switch (how.by) {
    case "address":
      return ip === how.address ? 0 : -1;
    case "text":
      return matchBytes(Buffer.from(how.text), bytes);
    case "hex":
      return matchBytes(Buffer.from(how.hex.replace(/\s/g, ""), "hex"), bytes);
    case "pattern":
      return matchWhole(how.pattern, bytes);
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

function matchBytes(wanted: Uint8Array, bytes: Uint8Array): number | undefined {
  const length = Math.min(wanted.length, bytes.length);
  for (let at = 0; at < length; at++) if (wanted[at] !== bytes[at]) return -1;
  return bytes.length < wanted.length ? undefined : wanted.length;
}

function matchWhole(pattern: string, bytes: Uint8Array): number {
  const text = Buffer.from(bytes).toString("latin1").trim();
  try {
    return new RegExp(`^(?:${pattern})$`).test(text) ? bytes.length : -1;
  } catch {
    // It was checked before it was stored; an older version may have known other patterns.
    return -1;
  }
}

/** A number among others that is exactly this one, not a part of a longer one. */
function holdsCode(bytes: Uint8Array, code: string): number | undefined {
  const words = Buffer.from(bytes)
    .toString("latin1")
    .split(/[^0-9A-Za-z]+/);
  if (words.includes(code)) return bytes.length;
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

/** The bytes of a heartbeat; undefined where none is set. */
export function heartbeatBytes(
  heartbeat: { readonly text: string } | { readonly hex: string } | undefined,
): Uint8Array | undefined {
  if (heartbeat === undefined) return undefined;
  return "text" in heartbeat
    ? Buffer.from(heartbeat.text)
    : Buffer.from(heartbeat.hex.replace(/\s/g, ""), "hex");
}
