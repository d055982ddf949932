// Codes that change with time (RFC 6238, over RFC 4226), and the text in which their secret is handed over (RFC 4648).

import { createHmac, timingSafeEqual } from "node:crypto";

export const PERIOD_MS = 30_000;
const DIGITS = 6;
/** Clocks of phones differ, and typing takes time: the code before and the one after are taken too (RFC 6238 §5.2). */
const DRIFT = 1;
/** RFC 4226 §4, R6 asks for 128 bits and recommends 160. */
const SECRET_BYTES = 20;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export type TotpHash = "sha1" | "sha256" | "sha512";

export function makeTotpSecret(): Buffer {
  return crypto.getRandomValues(Buffer.alloc(SECRET_BYTES));
}

/** The code of a counter (RFC 4226 §5.3). */
export function hotp(secret: Uint8Array, counter: number, digits = DIGITS, hash: TotpHash = "sha1"): string {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac(hash, secret).update(moving).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** The counter of a moment (RFC 6238 §4.2). */
export function counterAt(nowMs: number): number {
  return Math.floor(nowMs / PERIOD_MS);
}

export interface TotpTrial {
  readonly secret: Uint8Array;
  /** As it was typed; anything but six digits is no code. */
  readonly code: string;
  readonly nowMs: number;
  /** Counter of the last code that was taken: this one and earlier ones are not taken again (RFC 6238 §5.2). */
  readonly lastCounter: number;
}

/** The counter whose code it is, to be kept as the last one; undefined when it is none, or one of before. */
export function findCounter({ secret, code, nowMs, lastCounter }: TotpTrial): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const now = counterAt(nowMs);
  const given = Buffer.from(code);
  let found: number | undefined;
  // All are compared, so that the time tells nothing of which one it was.
  for (let counter = now - DRIFT; counter <= now + DRIFT; counter++) {
    const isSame = timingSafeEqual(given, Buffer.from(hotp(secret, counter)));
    if (isSame && counter > lastCounter) found = counter;
  }
  return found;
}

/** Base32 without padding, as authenticators want it. */
export function toBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(value >> bits) & 31];
    }
  }
  return bits === 0 ? text : text + BASE32[(value << (5 - bits)) & 31];
}

/** What the QR code says: the key URI that authenticators read. */
export function totpUri(secret: Uint8Array, username: string): string {
  const label = `Gantry:${encodeURIComponent(username)}`;
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=Gantry&algorithm=SHA1&digits=${DIGITS}&period=30`;
}
