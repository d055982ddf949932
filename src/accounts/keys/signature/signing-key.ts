// The key that signs requests, made of an API key's secret.

import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

const LABEL = "gantry request signature v1";
const KEY_BYTES = 32;

/**
 * HKDF-SHA256 (RFC 5869) of the secret, without salt, in hex. Whoever checks a symmetric signature can also make it, so
 * this is kept in clear, unlike the secret: who reads the database can sign requests until the key is replaced. The
 * secret, which logs in at MQTT, does not follow from it. Only keys that sign have one.
 */
export function signingKeyOf(secret: string): string {
  return Buffer.from(hkdfSync("sha256", secret, "", LABEL, KEY_BYTES)).toString("hex");
}

/** Whether `signature` is the HMAC-SHA256 (RFC 9421 §3.3.3) of `base` by a key in hex; the time tells nothing. */
export function isSignatureOf(keyHex: string, base: string, signature: Uint8Array): boolean {
  // Header fields are bytes that came as Latin-1.
  const made = createHmac("sha256", Buffer.from(keyHex, "hex")).update(Buffer.from(base, "latin1")).digest();
  return signature.length === made.length && timingSafeEqual(made, signature);
}
