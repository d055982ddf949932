// Strict-Transport-Security (RFC 6797): browsers that were here over https never come back without it.

import type { Config } from "../config.ts";

const YEAR_S = 365 * 86_400;

/**
 * The header, where it helps. Not with a certificate of Gantry's own authority: browsers take no exception for a
 * host of which they know this, and everybody who has not installed the authority would be shut out for a year.
 */
export function strictTransport({
  http,
  mqtts,
}: Pick<Config, "http" | "mqtts">): readonly (readonly [string, string])[] {
  if (!http.tls || mqtts.certFile === undefined || http.hsts === "off") return [];
  const scope = http.hsts === "subdomains" ? "; includeSubDomains" : "";
  return [["strict-transport-security", `max-age=${YEAR_S}${scope}`]];
}
