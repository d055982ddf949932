// Browsers that are at the provider's pages: what has to be known when they come back, sealed into their cookies.

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Clock } from "../../../spine/clock.ts";
import { hashToken } from "../../sessions/cookie.ts";

export interface OidcFlow {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** PKCE, RFC 7636. */
  readonly codeVerifier: string;
}

/**
 * Nothing is kept of who begins, so that a flood of beginnings makes nobody else begin again; a restart does, for the
 * key of the seal is of this process.
 */
export interface OidcFlows {
  /** Gives what the browser's cookie holds. */
  keep(flow: OidcFlow): string;
  /** Once; undefined when it is none of ours or its time is over. */
  take(token: string): OidcFlow | undefined;
}

const LASTS_MS = 10 * 60_000;
/** Of those that came back: whoever goes on from a cookie of before fails at the provider, whose codes are good once. */
const TAKEN_MAX = 10_000;
const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

interface Sealed {
  readonly flow: OidcFlow;
  /** Of the monotonic clock. */
  readonly endMs: number;
}

export function makeOidcFlows(clock: Clock): OidcFlows {
  const key = randomBytes(KEY_BYTES);
  // Insertion order is age.
  const taken = new Set<string>();
  return {
    keep: (flow) => seal(key, { flow, endMs: clock.monotonicMs() + LASTS_MS }),
    take(token) {
      const sealed = unseal(key, token);
      const hash = hashToken(token);
      if (sealed === undefined || clock.monotonicMs() >= sealed.endMs || taken.has(hash)) return undefined;
      taken.add(hash);
      const oldest = taken.keys().next();
      if (taken.size > TAKEN_MAX && !oldest.done) taken.delete(oldest.value);
      return sealed.flow;
    },
  };
}

function seal(key: Buffer, sealed: Sealed): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  const hidden = Buffer.concat([cipher.update(JSON.stringify(sealed)), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), hidden]).toString("base64url");
}

/** Undefined for what was not sealed with this key. */
function unseal(key: Buffer, token: string): Sealed | undefined {
  const bytes = Buffer.from(token, "base64url");
  // One text for each seal: else another spelling of the same bytes would be good once more.
  if (bytes.length <= IV_BYTES + TAG_BYTES || bytes.toString("base64url") !== token) return undefined;
  const hidden = bytes.subarray(IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return JSON.parse(Buffer.concat([decipher.update(hidden), decipher.final()]).toString());
  } catch {
    return undefined;
  }
}
