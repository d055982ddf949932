// OpenID Connect: the authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1, RFC 7636).

import { rootCertificates } from "node:tls";
import type { Configuration, CustomFetchOptions, IDToken } from "openid-client";
import { AppError } from "../../../spine/error.ts";
import type { FederatedPerson, RedirectFederation } from "../contract.ts";
import type { OidcSettings } from "../settings.ts";

const TIMEOUT_S = 10;
type Library = typeof import("openid-client");

/** What the provider says of itself is asked for once, and again after a failure. */
export function makeOidc(settings: OidcSettings): RedirectFederation {
  let known: Promise<Configuration> | undefined;
  const withProvider = async <T>(
    use: (library: Library, config: Configuration) => Promise<T>,
  ): Promise<T> => {
    // Loaded with the first sign-in: most houses never need it.
    const library = await import("openid-client");
    try {
      known ??= discover(library, settings);
      return await use(library, await known);
    } catch (cause) {
      known = undefined;
      if (cause instanceof AppError) throw cause;
      throw new AppError("federation_failed", { what: settings.label, reason: reasonOf(cause) }, { cause });
    }
  };
  return {
    kind: "oidc",
    test: () =>
      withProvider(async (_, config) => {
        const { issuer, authorization_endpoint: signIn = "" } = config.serverMetadata();
        return { issuer, signIn };
      }),
    begin: (redirectUri) =>
      withProvider(async (library, config) => {
        const codeVerifier = library.randomPKCECodeVerifier();
        const [state, nonce] = [library.randomState(), library.randomNonce()];
        const url = library.buildAuthorizationUrl(config, {
          ...{ redirect_uri: redirectUri, scope: settings.scopes, state, nonce },
          code_challenge: await library.calculatePKCECodeChallenge(codeVerifier),
          code_challenge_method: "S256",
        });
        return { url: url.href, flow: { redirectUri, state, nonce, codeVerifier } };
      }),
    finish: (flow, callback) =>
      withProvider(async (library, config) => {
        // Behind a proxy the address that was asked differs from the one that the provider was told.
        const current = new URL(`${flow.redirectUri}${callback.search}`);
        const tokens = await library.authorizationCodeGrant(config, current, {
          ...{ pkceCodeVerifier: flow.codeVerifier, expectedState: flow.state, expectedNonce: flow.nonce },
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error("no id token");
        const isComplete =
          claimAt(claims, settings.usernameClaim) !== undefined && hasGroups(claims, settings);
        if (isComplete || config.serverMetadata().userinfo_endpoint === undefined)
          return personOf(claims, settings, {});
        const more = await library.fetchUserInfo(config, tokens.access_token, claims.sub);
        return personOf(claims, settings, more);
      }),
  };
}

function discover(library: Library, { issuer, clientId, clientSecret, caPem }: OidcSettings) {
  const tls = caPem === "" ? {} : { tls: { ca: [...rootCertificates, caPem] } };
  // RFC 6749 asks for TLS; an administrator who writes http:// has a closed network or a test.
  const insecure = issuer.startsWith("http:") ? [library.allowInsecureRequests] : [];
  // TLS alone does not say that the token was not made by somebody in between (OpenID Connect Core 3.1.3.7, 6).
  const execute = [...insecure, library.enableNonRepudiationChecks];
  return library.discovery(
    new URL(issuer),
    clientId,
    clientSecret,
    clientSecret ? undefined : library.None(),
    {
      ...{ execute, timeout: TIMEOUT_S },
      [library.customFetch]: (url: string, options: CustomFetchOptions) =>
        fetch(url, { ...options, ...tls } as RequestInit),
    },
  );
}

function hasGroups(claims: object, { groupsClaim }: OidcSettings): boolean {
  return groupsClaim === "" || claimAt(claims, groupsClaim) !== undefined;
}

function personOf(claims: IDToken, settings: OidcSettings, more: object): FederatedPerson {
  const valueAt = (path: string) => claimAt(claims, path) ?? claimAt(more, path);
  const username = valueAt(settings.usernameClaim);
  if (typeof username !== "string" || username === "") {
    const reason = `no claim ${settings.usernameClaim}`;
    throw new AppError("federation_failed", { what: settings.label, reason });
  }
  return {
    issuer: claims.iss,
    subject: claims.sub,
    username,
    groups: textsOf(valueAt(settings.groupsClaim)),
  };
}

/** `realm_access.roles` reaches inside; a name with dots that is there as a whole goes first. */
export function claimAt(claims: object, path: string): unknown {
  if (path === "") return undefined;
  if (Object.hasOwn(claims, path)) return Reflect.get(claims, path);
  let value: unknown = claims;
  for (const part of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function textsOf(value: unknown): string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter((one): one is string => typeof one === "string");
}

/** The library's words, and those of what it was told or could not reach; no token is among them. */
function reasonOf(cause: unknown): string {
  const words: string[] = [];
  for (let error = cause; error instanceof Error && words.length < 3; error = error.cause) {
    const detail = "error_description" in error ? ` (${String(error.error_description)})` : "";
    words.push(`${error.message}${detail}`);
  }
  return words.join(": ").slice(0, 300) || "unknown";
}
