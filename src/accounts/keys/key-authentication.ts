// Programs at the API: `Authorization: Bearer gk-<id>.<secret>`, with the key's limits.

import { type Authenticate, type CallerContext, type KeyHolder, negotiateLanguage } from "../../http/http.ts";
import { type AttemptLimit, makeAttemptLimit } from "../../kit/attempt-limit.ts";
import { placeOf } from "../../kit/cidr.ts";
import { TokenBucket } from "../../kit/token-bucket.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import type { AuditTrail } from "../audit-trail.ts";
import type { ApiKeyRow } from "../table.ts";
import { type ApiKeys, KEYS_MAX } from "./keys.ts";

const FIVE_MINUTES_MS = 5 * 60_000;
const FAILURES_MAX = 10;
const REMEMBERED_MAX = 10_000;
const TOKEN = /^Bearer +(gk-[a-z2-9]{1,32})\.([\w-]{1,128})$/i;
const MINUTE_S = 60;

/** Undefined: the request shows no key. Throws AppError when it shows one that is not good. */
export type KeyAuthentication = (request: Request, caller: CallerContext) => KeyHolder | undefined;

export interface KeyAuthenticationDeps {
  /** Holds each key to its rate. */
  readonly takeTurn: (key: ApiKeyRow) => void;
  readonly keys: Pick<ApiKeys, "find" | "checkBearer" | "permissionsOf">;
  readonly trail: AuditTrail;
  /** Wrong attempts of all ways in which a key is shown. */
  readonly failures: AttemptLimit;
}

/** Throws AppError `bad_key`, `key_must_sign`, `key_disabled`, `key_expired`, `key_address`, or `rate_limited`. */
export function makeKeyAuthentication({
  keys,
  trail,
  failures,
  takeTurn,
}: KeyAuthenticationDeps): KeyAuthentication {
  return (request, { address, isPassive }) => {
    const header = request.headers.get("authorization");
    if (header === null || !/^Bearer +gk-/i.test(header)) return undefined;
    const [, keyId = "", secret = ""] = TOKEN.exec(header.trim()) ?? [];
    const attempt = attemptOf(address, keyId);
    requireUnbanned(failures, attempt);
    const key = keys.find(keyId);
    const checked = key?.keyId === keyId ? keys.checkBearer(key, Buffer.from(secret), address) : undefined;
    if (
      key === undefined ||
      checked === undefined ||
      (!checked.ok && checked.error.code === "key_secret_wrong")
    ) {
      failures.fail(attempt);
      if (key !== undefined)
        trail.record({ username: `key:${key.name}`, address }, { action: "key.refused", target: key.name });
      throw new AppError("bad_key");
    }
    if (!checked.ok) throw new AppError(checked.error.code, checked.error.params);
    if (!isPassive) takeTurn(key);
    return keyHolder({ keys, key, request, address });
  };
}

export interface KeyUse {
  readonly keys: Pick<ApiKeys, "permissionsOf">;
  readonly key: ApiKeyRow;
  readonly request: Request;
  readonly address: string;
}

/** The caller, once it has proved to hold the key. */
export function keyHolder({ keys, key, request, address }: KeyUse): KeyHolder {
  const { keyId, name } = key;
  const language = negotiateLanguage(request.headers.get("accept-language") ?? undefined, "en");
  return {
    ...{ kind: "key", keyId, username: `key:${name}`, role: "", language, address },
    ...{ permissions: keys.permissionsOf(key), mustChangePassword: false },
  };
}

/** Counts what came of each request that shows a key; a stream that is looked at again is none. */
export function countedKeys(authenticate: KeyAuthentication, counts: Map<string, number>): KeyAuthentication {
  const count = (outcome: string) => void counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return (request, caller) => {
    try {
      const holder = authenticate(request, caller);
      if (holder !== undefined && !caller.isPassive) count("accepted");
      return holder;
    } catch (error) {
      if (error instanceof AppError) count(error.code);
      throw error;
    }
  };
}

/** Ten wrong secrets within five minutes shut an address out from that key for five more. */
export function makeKeyFailures(clock: Clock): AttemptLimit {
  return makeAttemptLimit({
    ...{ clock, windowMs: FIVE_MINUTES_MS, banMs: FIVE_MINUTES_MS },
    ...{ failuresMax: FAILURES_MAX, keysMax: REMEMBERED_MAX },
  });
}

const SHOWN_MAX = 200;

/** Under what attempts are counted: where they come from, and what they show, of which anybody may send any length. */
export function attemptOf(address: string, shown: string): string {
  return `${placeOf(address)}\n${shown.slice(0, SHOWN_MAX)}`;
}

/** Throws AppError `rate_limited`. */
export function requireUnbanned(failures: AttemptLimit, attempt: string): void {
  const bannedMs = failures.bannedForMs(attempt);
  if (bannedMs > 0) throw new AppError("rate_limited", { retryAfterS: Math.ceil(bannedMs / 1_000) });
}

/** A request that shows a key or token is that one's, whatever cookie comes along. */
export function authenticateAny(byKey: readonly KeyAuthentication[], bySession: Authenticate): Authenticate {
  return (request, caller) => {
    for (const authenticate of byKey) {
      const holder = authenticate(request, caller);
      if (holder !== undefined) return holder;
    }
    return bySession(request, caller);
  };
}

/** Holds each key to its rate: a minute's worth may come at once. Throws AppError `rate_limited`. */
export function makeKeyRates(clock: Clock): (key: ApiKeyRow) => void {
  const buckets = new Map<string, TokenBucket>();
  return ({ keyId, ratePerMin }) => {
    if (ratePerMin === null) return;
    const now = clock.monotonicMs();
    const known = buckets.get(keyId);
    const bucket =
      known?.limits.burst === ratePerMin
        ? known
        : new TokenBucket({ ratePerS: ratePerMin / MINUTE_S, burst: ratePerMin }, now);
    // Insertion order is age: keys come and go, and their buckets with them.
    buckets.delete(keyId);
    buckets.set(keyId, bucket);
    const oldest = buckets.keys().next();
    if (buckets.size > KEYS_MAX && !oldest.done) buckets.delete(oldest.value);
    if (!bucket.tryTake(now))
      throw new AppError("rate_limited", { retryAfterS: Math.ceil(MINUTE_S / ratePerMin) });
  };
}
