// Codes for whoever has lost the phone: each good for one sign-in.

import { randomText } from "../../kit/random-text.ts";

export const CODES = 10;
const GROUPS = 6;
const GROUP_LENGTH = 4;
/** No letters or digits that look alike: they are written down by hand. */
const LEGIBLE = "abcdefghijkmnpqrstuvwxyz23456789";

/** `abcd-efgh-jkmn-pqrs-tuvw-xyz2`: 120 random bits each, so that a fast hash of them is enough (ASVS 5.0, 6.5.2). */
export function makeRecoveryCodes(): string[] {
  const group = () => randomText(GROUP_LENGTH, LEGIBLE);
  return Array.from({ length: CODES }, () => Array.from({ length: GROUPS }, group).join("-"));
}

/** Only the hash is stored. Case, spaces and dashes do not count. */
export function hashRecoveryCode(code: string): string {
  const plain = code.toLowerCase().replaceAll(/[\s-]/g, "");
  return new Bun.CryptoHasher("sha256").update(plain).digest("hex");
}
