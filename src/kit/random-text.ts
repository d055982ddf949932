import { randomBytes } from "node:crypto";

/** Letters and digits: safe in a topic, a URL, a shell word and a double click. */
export const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Text of `length` characters drawn uniformly from `alphabet` (2 to 256 characters); fit for secrets. */
export function randomText(length: number, alphabet: string = ALPHANUMERIC): string {
  // Bytes at or above the largest multiple of the alphabet's size would favour its first characters.
  const usable = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < usable && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}
