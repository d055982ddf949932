// What is done to every request before a route sees it, and to every answer before it leaves.

import type { MiddlewareHandler } from "hono";
import { randomText } from "../kit/random-text.ts";
import { AppError, LANGUAGES, type Language } from "../spine/error.ts";
import {
  type Actor,
  type ApiContext,
  type ApiEnv,
  type Authenticate,
  addressOf,
  type WatchRights,
} from "./actor.ts";

const REQUEST_ID_PATTERN = /^[A-Za-z0-9_.-]{8,64}$/;

/**
 * Styles may be inline because the component library writes them; scripts may not.
 * `data:` images are icons drawn inside style sheets.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** The pages ask for none of it, so neither may what somebody smuggles into them. */
const PERMISSIONS_POLICY = [
  ...[
    "bluetooth",
    "camera",
    "display-capture",
    "geolocation",
    "hid",
    "microphone",
    "midi",
    "payment",
    "serial",
  ],
  "usb",
]
  .map((feature) => `${feature}=()`)
  .join(", ");

export type Header = readonly [name: string, value: string];

const SECURITY_HEADERS: readonly Header[] = [
  ["content-security-policy", CONTENT_SECURITY_POLICY],
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  ["permissions-policy", PERMISSIONS_POLICY],
];

/** Request id (a proxy's own is kept), language, and the headers that every answer carries, `more` among them. */
export function prepareRequest(
  defaultLanguage: Language,
  more: readonly Header[] = [],
): MiddlewareHandler<ApiEnv> {
  const headers = [...SECURITY_HEADERS, ...more];

  return async (c, next) => {
    const given = c.req.header("x-request-id");
    const requestId = given !== undefined && REQUEST_ID_PATTERN.test(given) ? given : randomText(16);
    c.set("requestId", requestId);
    c.set("language", negotiateLanguage(c.req.header("accept-language"), defaultLanguage));
    c.set("actor", undefined);
    c.set("desk", undefined);
    await next();
    for (const [name, value] of headers) c.res.headers.set(name, value);
    c.res.headers.set("x-request-id", requestId);
  };
}

/** The best of our languages for an Accept-Language header (RFC 9110 §12.5.4), by primary tag. */
export function negotiateLanguage(header: string | undefined, fallback: Language): Language {
  const wishes = (header ?? "").split(",").map((part) => {
    const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
    const quality = parameters.find((parameter) => parameter.trim().startsWith("q="));
    return {
      primary: tag.split("-")[0],
      quality: quality === undefined ? 1 : Number(quality.trim().slice(2)),
    };
  });
  wishes.sort((a, b) => b.quality - a.quality);
  for (const { primary, quality } of wishes) {
    const language = LANGUAGES.find((ours) => ours.split("-")[0] === primary);
    if (language !== undefined && quality > 0) return language;
  }
  return fallback;
}

/** Finds out who calls. A person's own language is stronger than the browser's. */
export function identifyCaller(
  authenticate: Authenticate,
  onRightsChange: WatchRights,
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const ask = (isPassive: boolean) => authenticate(c.req.raw, { address: addressOf(c), isPassive });
    const repeat = c.env?.repeatFor;
    const actor = repeat === undefined ? await ask(false) : repeat.actor;
    c.set("actor", actor);
    if (actor !== undefined) c.set("language", actor.language);
    c.set("isStillSignedIn", async () => isSame(actor, await ask(true)));
    c.set("onRightsChange", onRightsChange);
    await next();
    if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
  };
}

/** Whoever lost or gained rights opens a stream anew: what it shows was chosen by the old ones. */
function isSame(before: Actor | undefined, now: Actor | undefined): boolean {
  return now !== undefined && now.permissions.stamp === before?.permissions.stamp;
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a change that another site's page asked for. Browsers say where a request comes from
 * in Sec-Fetch-Site (secure contexts) or Origin (always on such methods); a program that is
 * no browser sends neither and carries no cookie by accident.
 */
export const requireSameOrigin: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (!SAFE_METHODS.has(c.req.method) && !isSameOrigin(c)) throw new AppError("origin_mismatch");
  return next();
};

function isSameOrigin(c: ApiContext): boolean {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin" || site === "none";
  const origin = c.req.header("origin");
  if (origin === undefined) return true;
  const host = c.req.header("host") ?? new URL(c.req.url).host;
  return URL.canParse(origin) && new URL(origin).host === host;
}
