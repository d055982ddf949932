// Content-Digest (RFC 9530): whether a body is the one that was signed.

import { parseDictionary } from "../../../kit/structured-field.ts";
import { AppError } from "../../../spine/error.ts";

/** The algorithms that are taken, the stronger one first, with what Web Crypto calls them. */
const ALGORITHMS = [
  ["sha-512", "SHA-512"],
  ["sha-256", "SHA-256"],
] as const;

/** Throws AppError `digest_mismatch` for another body than the one that was signed. */
export type HoldBody = (body: ArrayBuffer) => Promise<void>;

/** Throws AppError `signature_malformed` for a field without a digest that is taken here. */
export function readContentDigest(field: string): HoldBody {
  const members = parseDictionary(field);
  for (const [name, algorithm] of ALGORITHMS) {
    const member = members?.get(name);
    if (member?.kind !== "item" || member.item.kind !== "bytes") continue;
    const wanted = Buffer.from(member.item.value);
    // Off this thread: a body may have tens of megabytes.
    return async (body) => {
      const made = Buffer.from(await crypto.subtle.digest(algorithm, body));
      // No secret: anybody can make the digest of a body.
      if (!made.equals(wanted)) throw new AppError("digest_mismatch");
    };
  }
  throw new AppError("signature_malformed", { field: "Content-Digest" });
}
