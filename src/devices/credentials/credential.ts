// What a credential of a device is, beside the one secret that every device has.

import { createHash, timingSafeEqual } from "node:crypto";

/**
 * `secret`: as the device secret, in every dialect (its previous ones are of this kind); `token`: an access token alone;
 * `password`: a user name of the device's own with its password; `certificate`: known by its fingerprint.
 */
export const CREDENTIAL_KINDS = ["secret", "token", "password", "certificate"] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

export type CredentialStatus = "active" | "expired" | "revoked";

/** When, in which dialect and from where something was used last. */
export interface CredentialUse {
  /** UTC ms. */
  readonly at: number;
  readonly dialect: string;
  /** Remote address `ip:port`. */
  readonly address: string;
}

export interface Credential {
  /** 0 stands for the device secret itself. */
  readonly id: number;
  readonly deviceId: number;
  readonly kind: CredentialKind;
  /** What people call it; may be empty. */
  readonly name: string;
  /** Of a password; empty otherwise. */
  readonly username: string;
  /** In clear, as signatures need it; empty for a certificate. */
  readonly secret: string;
  /** By what a login finds it: the user name, a certificate's fingerprint, the hash of a secret or token. */
  readonly lookup: string;
  /** UTC ms. */
  readonly createdAt: number;
  /** A user name, or the part of Gantry that made it. */
  readonly createdBy: string;
  /** UTC ms; null: never. */
  readonly expiresAt: number | null;
  /** UTC ms; null: it was not. */
  readonly revokedAt: number | null;
  readonly lastUse: CredentialUse | undefined;
}

/** `now` is UTC ms. */
export function statusOf(
  { revokedAt, expiresAt }: Pick<Credential, "revokedAt" | "expiresAt">,
  now: number,
): CredentialStatus {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : "active";
}

/** Under what a secret or token is stored for look-ups, so that an index tells nothing by the time that it takes. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Compares in time that depends on neither text. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** `AB:CD:..` in any case as lower-case hex without colons. */
export function plainFingerprint(text: string): string {
  return text.replaceAll(":", "").toLowerCase();
}
