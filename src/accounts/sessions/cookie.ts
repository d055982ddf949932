// The cookie that a session is known by: its name, its token, and how it is set.

import type { ApiContext } from "../../http/http.ts";
import { ABSOLUTE_MS } from "./lifetime.ts";

/** Browsers keep an https cookie out of reach of http, so the two schemes must not share a name. */
const COOKIE_NAMES = { http: "gantry_session", https: "__Host-gantry_session" } as const;

/** 256 random bits. */
export function makeToken(): string {
  return crypto.getRandomValues(Buffer.alloc(32)).toString("base64url");
}

/** Only the hash is stored; a token has 256 random bits, so a fast hash is enough. */
export function hashToken(token: string): string {
  return new Bun.CryptoHasher("sha256").update(token).digest("hex");
}

/**
 * Over https only the cookie of https: the other one may have been planted over http, and who is not signed in would go
 * on in somebody else's session. Elsewhere both, for a proxy may end TLS and not say so.
 */
export function tokensOf(request: Request): string[] {
  const { headers, url } = request;
  const cookies = new Bun.CookieMap(headers.get("cookie") ?? "");
  const isSecure = url.startsWith("https:") || headers.get("x-forwarded-proto") === "https";
  const tokens = [cookies.get(COOKIE_NAMES.https), isSecure ? null : cookies.get(COOKIE_NAMES.http)];
  return tokens.filter((token) => token !== null && token !== "") as string[];
}

/** Set-Cookie for a new session; an empty token removes the cookie. */
export function sessionCookie(token: string, isSecure: boolean): string {
  const name = isSecure ? COOKIE_NAMES.https : COOKIE_NAMES.http;
  const maxAgeS = token === "" ? 0 : ABSOLUTE_MS / 1_000;
  return `${name}=${token}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${isSecure ? "; Secure" : ""}`;
}

/** A proxy that ends TLS says so; a caller that lies about it only spoils its own cookie. */
export function isSecureRequest(c: ApiContext): boolean {
  return c.env?.isSecure === true || c.req.header("x-forwarded-proto") === "https";
}

/** An empty token removes the cookie. */
export function setSessionCookie(c: ApiContext, token: string): void {
  c.header("set-cookie", sessionCookie(token, isSecureRequest(c)), { append: true });
}
