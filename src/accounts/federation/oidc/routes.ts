// /session/oidc: to the provider's pages, and back with a session.

import type { Context } from "hono";
import { type ApiContext, addressOf, makeRouter, type Router, route } from "../../../http/http.ts";
import { AppError } from "../../../spine/error.ts";
import { isSecureRequest, setSessionCookie } from "../../sessions/cookie.ts";
import type { SignIn } from "../../sign-in.ts";
import type { Federations } from "../federation.ts";

export interface OidcRoutesDeps {
  readonly federations: Federations;
  readonly signIn: Pick<SignIn, "admit" | "signOut">;
}

/** Browsers take a cookie of the second name over https only, from nobody else. */
const FLOW_COOKIES = { http: "gantry_oidc", https: "__Secure-gantry_oidc" } as const;
const PATH = "/openapi/v1/session/oidc";
const FLOW_S = 600;
/** The sign-in page; it says what went wrong. */
const PAGES = "/ui/";
const SESSION = { tag: "session", allow: "anyone", status: 302 } as const;

/** Routes of signing in at a provider, to be mounted under the API. */
export function oidcRoutes({ federations, signIn }: OidcRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/session/oidc",
    route({
      ...{ ...SESSION, id: "beginOidc", summary: "Sign in by OpenID Connect" },
      description:
        "A browser goes there; it leads to the provider's pages. What fails is told on the sign-in page.",
    }),
    (c) =>
      orSignInPage(c, async () => {
        requireOwnPage(c);
        const { url, token } = await federations.begin(redirectUriOf(c));
        setFlowCookie(c, token, FLOW_S);
        return url;
      }),
  );
  api.get(
    "/session/oidc/callback",
    route({
      ...{ ...SESSION, id: "finishOidc", summary: "Come back from the provider's pages" },
      description: "The address to be registered with the provider. Sets the session cookie.",
    }),
    (c) =>
      orSignInPage(c, async () => {
        const flow = new Bun.CookieMap(c.req.header("cookie") ?? "").get(flowCookieOf(c));
        setFlowCookie(c, "", 0);
        if (flow === null || flow === "") throw new AppError("sign_in_expired");
        const user = await federations.finish(flow, new URL(c.req.url));
        const origin = { address: addressOf(c), agent: c.req.header("user-agent") };
        const outcome = signIn.admit(user, "oidc", origin);
        if (!("token" in outcome)) throw new AppError("sign_in_expired");
        signIn.signOut(c.req.raw);
        setSessionCookie(c, outcome.token);
        return PAGES;
      }),
  );
  return api;
}

/** Another site's page must not start a sign-in that the person never asked for (ASVS 5.0, 7.6.2). */
function requireOwnPage(c: ApiContext): void {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin" && site !== "none") throw new AppError("origin_mismatch");
}

/** A person stands in front of a browser: what fails leads back to the sign-in page, with its code. */
async function orSignInPage(c: ApiContext, go: () => Promise<string>): Promise<Response> {
  try {
    return c.redirect(await go(), 302);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return c.redirect(`${PAGES}?refused=${encodeURIComponent(error.code)}`, 302);
  }
}

function flowCookieOf(c: Context): string {
  return FLOW_COOKIES[isSecureRequest(c) ? "https" : "http"];
}

/** The browser comes back from another site, which SameSite=Strict would not let the cookie survive. */
function setFlowCookie(c: Context, token: string, maxAgeS: number): void {
  const secure = isSecureRequest(c) ? "; Secure" : "";
  c.header(
    "set-cookie",
    `${flowCookieOf(c)}=${token}; Path=${PATH}; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure}`,
    { append: true },
  );
}

/** Where this request came in, as the browser sees it; the provider takes only what is registered with it. */
function redirectUriOf(c: ApiContext): string {
  const host = c.req.header("host") ?? new URL(c.req.url).host;
  return `${isSecureRequest(c) ? "https" : "http"}://${host}${PATH}/callback`;
}
