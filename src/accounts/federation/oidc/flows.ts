// Browsers that are at the provider's pages: what has to be known when they come back.

import type { Clock } from "../../../spine/clock.ts";
import { hashToken, makeToken } from "../../sessions/cookie.ts";

export interface OidcFlow {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** PKCE, RFC 7636. */
  readonly codeVerifier: string;
}

/** In memory and bounded: a restart makes people begin again. */
export interface OidcFlows {
  /** Gives what the browser's cookie holds. */
  keep(flow: OidcFlow): string;
  /** Once; undefined when there is none or its time is over. */
  take(token: string): OidcFlow | undefined;
}

const LASTS_MS = 10 * 60_000;
const FLOWS_MAX = 1_000;

export function makeOidcFlows(clock: Clock): OidcFlows {
  // Insertion order is age.
  const kept = new Map<string, OidcFlow & { readonly endMs: number }>();
  return {
    keep(flow) {
      const token = makeToken();
      kept.set(hashToken(token), { ...flow, endMs: clock.monotonicMs() + LASTS_MS });
      const oldest = kept.keys().next();
      if (kept.size > FLOWS_MAX && !oldest.done) kept.delete(oldest.value);
      return token;
    },
    take(token) {
      const key = hashToken(token);
      const found = kept.get(key);
      kept.delete(key);
      if (found === undefined || clock.monotonicMs() >= found.endMs) return undefined;
      const { endMs: _, ...flow } = found;
      return flow;
    },
  };
}
