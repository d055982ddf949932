// OneNET's tokens at the API: signed by a product's or device's key, or by the key of a user, which is an API key here.

import {
  type GroupTree,
  type KeyHolder,
  makePermissions,
  negotiateLanguage,
  type Permissions,
} from "../../http/http.ts";
import type { AttemptLimit } from "../../kit/attempt-limit.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import { type Action, matrixOf, type Scope } from "../../spine/permission.ts";
import type { AuditTrail } from "../audit-trail.ts";
import type { ApiKeyRow } from "../table.ts";
import { attemptOf, type KeyAuthentication, requireUnbanned } from "./key-authentication.ts";
import { type ApiKeys, KEYS_CLOSED } from "./keys.ts";

/** A token that was read; held against keys one by one. */
export interface TokenReading {
  readonly res: string;
  /** UTC ms. */
  readonly expiresAtMs: number;
  isSignedBy(key: string): boolean;
}

/** What other rooms know of tokens and of who signs them. */
export interface TokenPorts {
  /** Undefined for what is no token. */
  read(text: string): TokenReading | undefined;
  /** Whether the product, enabled and open to OneNET, has a key that signed the token. */
  isOfProduct(productKey: string, token: TokenReading): boolean;
  /** The same of a device, by its own keys or its product's, at an address that its allow-list has. */
  isOfDevice(name: { productKey: string; deviceName: string }, token: TokenReading, address: string): boolean;
}

export interface TokenAuthenticationDeps {
  readonly keys: Pick<ApiKeys, "find" | "admit" | "permissionsOf">;
  readonly tokens: TokenPorts;
  readonly clock: Clock;
  readonly groups: GroupTree;
  readonly trail: AuditTrail;
  /** Wrong attempts of all ways in which a key is shown. */
  readonly failures: AttemptLimit;
  /** Holds an API key to its rate. */
  readonly takeTurn: (key: ApiKeyRow) => void;
}

/** What OneNET's applications do with such a key: look, write, command. Nothing is managed by a device's secret. */
const ACTIONS: readonly Action[] = ["read", "write", "command"];
const USER = /^userid\/([^/]{1,64})$/;
const THING = /^products\/([^/]{1,64})(?:\/devices\/([^/]{1,64}))?$/;

/** Undefined for a request without a token; throws AppError `bad_token`, `token_expired`, `rate_limited`, or what stands in a key's way. */
export function makeTokenAuthentication(deps: TokenAuthenticationDeps): KeyAuthentication {
  const { failures } = deps;
  return (request, { address, isPassive }) => {
    const header = request.headers.get("authorization")?.trim();
    if (header === undefined || !header.startsWith("version=")) return undefined;
    const token = deps.tokens.read(header);
    if (token === undefined) throw new AppError("bad_token");
    const attempt = attemptOf(address, token.res);
    requireUnbanned(failures, attempt);
    const holder = holderOf(deps, token, { address, isPassive });
    if (holder === undefined) {
      failures.fail(attempt);
      throw new AppError("bad_token");
    }
    requireFresh(token, deps.clock.now());
    const language = negotiateLanguage(request.headers.get("accept-language") ?? undefined, "en");
    return { kind: "key", role: "", language, address, mustChangePassword: false, ...holder };
  };
}

type Holder = Pick<KeyHolder, "keyId" | "username" | "permissions">;

/** Undefined when nobody of this resource signed the token. */
function holderOf(
  deps: TokenAuthenticationDeps,
  token: TokenReading,
  { address, isPassive }: { address: string; isPassive: boolean },
): Holder | undefined {
  const [, user] = USER.exec(token.res) ?? [];
  if (user !== undefined) return ofUser(deps, token, { user, address, isPassive });
  const [, productKey, deviceName] = THING.exec(token.res) ?? [];
  if (productKey === undefined) return undefined;
  const { tokens, groups } = deps;
  const isGenuine =
    deviceName === undefined
      ? tokens.isOfProduct(productKey, token)
      : tokens.isOfDevice({ productKey, deviceName }, token, address);
  if (!isGenuine) return undefined;
  const permissions = rightsOfThing(token.res, groups);
  return permissions && { keyId: token.res, username: `key:${token.res}`, permissions };
}

/** What a token of this product or device may do; undefined for another resource. */
export function rightsOfThing(res: string, groups: GroupTree): Permissions | undefined {
  const [, productKey, deviceName] = THING.exec(res) ?? [];
  if (productKey === undefined) return undefined;
  const scope: Scope =
    deviceName === undefined ? { kind: "product", productKey } : { kind: "device", productKey, deviceName };
  return makePermissions(matrixOf(ACTIONS, KEYS_CLOSED), [scope], groups);
}

function ofUser(
  { keys, takeTurn, trail }: TokenAuthenticationDeps,
  token: TokenReading,
  { user, address, isPassive }: { user: string; address: string; isPassive: boolean },
): Holder | undefined {
  const key = keys.find(user);
  if (key === undefined || key.tokenKey === null) return undefined;
  if (!token.isSignedBy(key.tokenKey)) {
    trail.record({ username: `key:${key.name}`, address }, { action: "key.refused", target: key.name });
    return undefined;
  }
  const admitted = keys.admit(key, address);
  if (!admitted.ok) throw new AppError(admitted.error.code, admitted.error.params);
  if (!isPassive) takeTurn(key);
  return { keyId: key.keyId, username: `key:${key.name}`, permissions: keys.permissionsOf(key) };
}

/** Told only to who signed it. */
function requireFresh({ expiresAtMs }: TokenReading, now: number): void {
  if (expiresAtMs >= now) return;
  const isDate = expiresAtMs <= 8_640_000_000_000_000;
  throw new AppError("token_expired", {
    ...{ expiredAt: isDate ? new Date(expiresAtMs).toISOString() : "?", now: new Date(now).toISOString() },
    ...{ skewS: Math.round((now - expiresAtMs) / 1_000), cause: "" },
  });
}
