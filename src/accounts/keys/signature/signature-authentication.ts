// Programs at the API whose secret never travels: each request is signed (RFC 9421, `hmac-sha256`) by an API key's
// signing key, is good for a short time, and is good once.

import type { KeyHolder } from "../../../http/http.ts";
import type { AttemptLimit } from "../../../kit/attempt-limit.ts";
import type { Clock } from "../../../spine/clock.ts";
import { AppError, type ErrorCode } from "../../../spine/error.ts";
import type { AuditTrail } from "../../audit-trail.ts";
import type { ApiKeyRow } from "../../table.ts";
import {
  attemptOf,
  type KeyAuthentication,
  keyHolder,
  makeKeyFailures,
  requireUnbanned,
} from "../key-authentication.ts";
import { type ApiKeys, signingKeysOf } from "../keys.ts";
import { readContentDigest } from "./content-digest.ts";
import { makeSeenSignatures } from "./seen-signatures.ts";
import { readClaims, type SignatureClaim, signedTextOf } from "./signed-text.ts";
import { isSignatureOf } from "./signing-key.ts";

export interface SignatureAuthenticationDeps {
  readonly keys: Pick<ApiKeys, "find" | "admit" | "permissionsOf" | "requests">;
  readonly clock: Clock;
  readonly trail: AuditTrail;
  /** Wrong attempts of all ways in which a key is shown. */
  readonly failures: AttemptLimit;
  /** How far the caller's clock may be off, and how long a signature is good. */
  readonly toleranceS: number;
  /** Holds each key to its rate. */
  readonly takeTurn: (key: ApiKeyRow) => void;
}

/** What one caller may make in a second unless it is set otherwise: a key's signatures of so long are remembered. */
const SEEN_PER_S = 200;
const SEEN_SLACK_S = 30;
/** About 20 MB. */
const SEEN_ALL_MAX = 250_000;
const RETRY_S = 10;
const NONCE_MAX = 255;
const ALGORITHM = "hmac-sha256";
/** What steers a change beside method, address and body: nobody on the way may add, alter or remove it. */
const STEERING = ["content-type", "if-match", "idempotency-key"] as const;

/**
 * Undefined for a request without a signature of an API key. Throws AppError: `signature_malformed`,
 * `signature_incomplete`, `signature_component` for what nobody could check; `signature_unknown_key`,
 * `signature_mismatch`, which count as failures and in the end shut out; `signature_stale`, `signature_before_start`,
 * `signature_replayed`, told to who signed; `rate_limited`; and what stands in a key's way.
 *
 * The signature covers the digest of the body, and the holder's `holdBody` holds the body against it before a route
 * acts on it. After a start nothing is known of what was sent before it, so what was signed before it is refused.
 */
export function makeSignatureAuthentication(deps: SignatureAuthenticationDeps): KeyAuthentication {
  const { keys, clock, failures, toleranceS, takeTurn } = deps;
  // From as far ahead of this clock to as far behind it as may be.
  const keyMax = Math.min(SEEN_ALL_MAX, SEEN_PER_S * (2 * toleranceS + SEEN_SLACK_S));
  const seen = makeSeenSignatures({ toleranceS, keyMax, allMax: SEEN_ALL_MAX });
  const startedMs = clock.monotonicMs();
  const tell = makeTeller(deps);
  return (request, { address, isPassive }) => {
    const claim = claimOfKey(request);
    if (claim === undefined) return undefined;
    const attempt = attemptOf(address, claim.keyId);
    requireUnbanned(failures, attempt);
    const complete = requireComplete(request, claim);
    const key = keys.find(claim.keyId);
    const signingKeys = key?.keyId === claim.keyId ? signingKeysOf(key, clock.now()) : [];
    if (key === undefined || signingKeys.length === 0) {
      failures.fail(attempt);
      throw new AppError("signature_unknown_key");
    }
    const refuse: Refuse = (code, params) => {
      tell(key, address, code);
      return new AppError(code, params);
    };
    const base = signedTextOf(request, claim);
    if (!signingKeys.some((signingKey) => isSignatureOf(signingKey, base, claim.signature))) {
      failures.fail(attempt);
      throw refuse("signature_mismatch");
    }
    if (!isPassive) {
      const nowS = Math.floor(clock.now() / 1_000);
      const upS = Math.ceil((clock.monotonicMs() - startedMs) / 1_000);
      requireFresh({ ...complete, nowS, upS, toleranceS }, refuse);
      const outcome = seen.note({ keyId: key.keyId, signature: claim.signature, nowS, ...complete });
      if (outcome === "seen") throw refuse("signature_replayed");
      if (outcome === "full") throw new AppError("rate_limited", { retryAfterS: RETRY_S });
    }
    const admitted = keys.admit(key, address);
    if (!admitted.ok) throw new AppError(admitted.error.code, admitted.error.params);
    if (!isPassive) takeTurn(key);
    const holdBody = complete.digest && holderOfBody(complete.digest, () => refuse("digest_mismatch"));
    return { ...keyHolder({ keys, key, request, address }), ...(holdBody && { holdBody }) };
  };

  function holderOfBody(field: string, refused: () => AppError): NonNullable<KeyHolder["holdBody"]> {
    const hold = readContentDigest(field);
    return async (body) => {
      try {
        await hold(body);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        keys.requests.set(error.code, (keys.requests.get(error.code) ?? 0) + 1);
        throw refused();
      }
    };
  }
}

type Refuse = (code: ErrorCode, params?: Readonly<Record<string, string | number>>) => AppError;
type KeyClaim = SignatureClaim & { readonly keyId: string };

/** The first signature by what can be an API key; those of proxies on the way are left alone. */
function claimOfKey(request: Request): KeyClaim | undefined {
  const claims = readClaims(request);
  const isOurs = (claim: SignatureClaim): claim is KeyClaim => claim.keyId?.startsWith("gk-") ?? false;
  const claim = claims.find(isOurs);
  const isOther = request.headers.has("authorization") || request.headers.has("cookie");
  if (claim !== undefined || claims.length === 0 || isOther) return claim;
  const hasName = claims.some(({ keyId }) => keyId !== undefined);
  throw hasName ? new AppError("signature_unknown_key") : incomplete("keyid");
}

interface Complete {
  readonly createdS: number;
  readonly expiresS: number | undefined;
  /** The Content-Digest field, where it was signed. */
  readonly digest: string | undefined;
}

/** Throws AppError `signature_incomplete` for a signature that leaves open what was meant, when, or by what algorithm. */
function requireComplete(request: Request, claim: SignatureClaim): Complete {
  const { components, createdS, expiresS, nonce, algorithm } = claim;
  const covers = (name: string) => components.includes(name);
  if (createdS === undefined) throw incomplete("created");
  if (nonce === undefined || nonce === "" || nonce.length > NONCE_MAX) throw incomplete("nonce");
  if (algorithm !== undefined && algorithm !== ALGORITHM) throw incomplete(`alg="${ALGORITHM}"`);
  if (!covers("@method")) throw incomplete("@method");
  if (!covers("@target-uri") && !covers("@request-target"))
    for (const name of ["@path", "@query"]) if (!covers(name)) throw incomplete(name);
  const hasBody = request.body !== null;
  if (hasBody && !covers("content-digest")) throw incomplete("content-digest");
  for (const name of STEERING) {
    const isSent = request.headers.has(name) && (hasBody || name !== "content-type");
    if (isSent && !covers(name)) throw incomplete(name);
  }
  const digest = covers("content-digest") ? (request.headers.get("content-digest") ?? undefined) : undefined;
  return { createdS, expiresS, digest };
}

function incomplete(component: string): AppError {
  return new AppError("signature_incomplete", { component });
}

interface Times extends Complete {
  readonly nowS: number;
  /** How long what was signed is remembered. */
  readonly upS: number;
  readonly toleranceS: number;
}

/** Its own end, where it has one, or that of the tolerance. */
function requireFresh({ createdS, expiresS, nowS, upS, toleranceS }: Times, refuse: Refuse): void {
  const skewS = nowS - createdS;
  const limitS = expiresS === undefined ? toleranceS : Math.min(toleranceS, expiresS - createdS);
  if (skewS > limitS || skewS < -toleranceS) throw refuse("signature_stale", { skewS, limitS });
  if (skewS > upS) throw refuse("signature_before_start", { skewS, upS });
}

/** Refusals go into the trail, of each key and address a few in a while: a program that goes on must not fill it. */
function makeTeller({ clock, trail }: SignatureAuthenticationDeps) {
  const told = makeKeyFailures(clock);
  return (key: ApiKeyRow, address: string, code: ErrorCode): void => {
    const attempt = attemptOf(address, key.keyId);
    if (told.bannedForMs(attempt) > 0) return;
    told.fail(attempt);
    const person = { username: `key:${key.name}`, address };
    trail.record(person, { action: "key.refused", target: key.name, after: { code } });
  };
}
