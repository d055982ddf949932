// The OneNET token, which is a device's password: a resource, an expiry and an HMAC over both
// (OneNET, "device authentication").

import { createHmac, timingSafeEqual } from "node:crypto";
import { trimTail } from "../../kit/trimmed-tail.ts";
import { type ErrorCode, type ErrorParams, type Failure, failure } from "../../spine/error.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import type { DeviceSecrets, LoginClaim, LoginReading } from "../dialect.ts";
import { ends } from "../login/name.ts";
import { findSecretMistake } from "../login/secret-mistake.ts";

/** Documents name the methods bare, some libraries spell them `hmacsha1`: signed is the word that was sent. */
const METHODS = {
  md5: "md5",
  sha1: "sha1",
  sha256: "sha256",
  hmacmd5: "md5",
  hmacsha1: "sha1",
  hmacsha256: "sha256",
} as const;
type Method = keyof typeof METHODS;

/** What a token says, percent-decoded; every field as text, because that is what is signed. */
export interface Token {
  readonly version: string;
  readonly res: string;
  /** Unix seconds; devices send values beyond 2^32. */
  readonly et: string;
  readonly method: string;
  readonly sign: string;
}

/** Who a token must speak for, and when. */
export interface TokenUse {
  readonly productKey: string;
  readonly deviceName: string;
  /** UTC ms; undefined when expiry is not to be checked. */
  readonly nowMs: number | undefined;
}

/** C firmware sends its string terminator or the line's end along. */
const ENDINGS = "\0 \t\n\v\f\r";

/** True for a password that can only be meant as a token. */
export function isToken(password: string): boolean {
  return password.startsWith("version=") && ["res=", "et=", "sign="].every((name) => password.includes(name));
}

/**
 * Reads `version=..&res=..&et=..&method=..&sign=..` in any order. Values are percent-decoded, but `+` is never a
 * space: samples in the documents and much firmware send the signature as it is.
 */
export function readToken(text: string): Result<Token, Failure> {
  const fields = new Map<string, string>();
  for (const item of trimTail(text, ENDINGS).split("&")) {
    const equals = item.indexOf("=");
    if (equals > 0) fields.set(item.slice(0, equals).trim(), decode(item.slice(equals + 1)));
  }
  const field = (name: string) => fields.get(name) ?? "";
  const token = {
    version: field("version"),
    res: field("res"),
    et: field("et"),
    method: field("method"),
    sign: field("sign"),
  };
  const missing = Object.entries(token).find(([, value]) => value === "")?.[0];
  if (missing !== undefined) return malformed(`${missing} is missing`);
  if (!/^\d{1,19}$/.test(token.et)) return malformed("et is not a number of seconds");
  if (!isMethod(token.method.toLowerCase())) return malformed("method is none of md5, sha1, sha256");
  return ok(token);
}

function malformed(detail: string): Result<Token, Failure> {
  return err(failure("token_malformed", { detail }));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // Not encoded at all: taken as it is.
    return value;
  }
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(METHODS, name);
}

/** A token held against keys elsewhere than at a device's login. */
export interface SignedToken {
  /** What it speaks for: `products/p1`, `products/p1/devices/d1`, `userid/u1`. */
  readonly res: string;
  /** UTC ms. */
  readonly expiresAtMs: number;
  /** Whether this key (base64) signed it; in time that tells nothing of the key. */
  isSignedBy(key: string): boolean;
}

/** Undefined for what is no token. */
export function readSignedToken(text: string): SignedToken | undefined {
  const read = isToken(text) ? readToken(text) : undefined;
  if (!read?.ok) return undefined;
  const token = read.value;
  return {
    res: token.res,
    expiresAtMs: Number(token.et) * 1_000,
    isSignedBy(text) {
      const key = decodeKey(text);
      return key !== undefined && isSame(sign(token, key), token.sign);
    },
  };
}

/** The text that is signed: values alone, in alphabetic order of their names. */
export function textToSign({ et, method, res, version }: Token): string {
  return `${et}\n${method}\n${res}\n${version}`;
}

/** Undefined when the token speaks for the device, is signed by its or one of its product's keys, and has not expired. */
export function checkToken(token: Token, use: TokenUse, secrets: DeviceSecrets): Failure | undefined {
  const product = `products/${use.productKey}`;
  const device = `${product}/devices/${use.deviceName}`;
  if (token.res !== device && token.res !== product)
    return failure("token_resource", {
      received: token.res,
      expected: device,
      cause: nameResourceCause(token.res, use),
    });
  const keys = keysOf(secrets);
  const isGenuine = keys.some(({ key }) => isSame(sign(token, key), token.sign));
  if (!isGenuine) return explainMismatch(token, secrets, keys);
  return checkExpiry(token, use.nowMs);
}

interface NamedKey {
  readonly of: "device" | "product" | "access";
  readonly key: Buffer;
}

/** Those that may sign for the device and are keys at all. */
function keysOf({ deviceSecret, productSecret, productAccessKey, isProductSecretShared }: DeviceSecrets) {
  const all: readonly (readonly [NamedKey["of"], string | undefined])[] = [
    ["device", deviceSecret],
    ["product", isProductSecretShared ? undefined : productSecret],
    ["access", productAccessKey],
  ];
  return all.flatMap(([of, text]): NamedKey[] => {
    const key = text === undefined ? undefined : decodeKey(text);
    return key === undefined ? [] : [{ of, key }];
  });
}

/** What is odd about a resource that is not the device's. */
function nameResourceCause(res: string, { productKey, deviceName }: TokenUse): string {
  if (/%2f/i.test(res)) return "@cause_encoded_twice";
  const found = /^products\/([^/]+)(?:\/devices\/(.+))?$/.exec(res);
  if (!found) return "@cause_resource_form";
  if (found[1] !== productKey)
    return found[1] === deviceName ? "@cause_swapped_names" : "@cause_resource_product";
  return "@cause_resource_device";
}

function checkExpiry(token: Token, nowMs: number | undefined): Failure | undefined {
  const expiryMs = Number(token.et) * 1000;
  if (nowMs === undefined || expiryMs >= nowMs) return undefined;
  return failure("token_expired", {
    expiredAt: new Date(expiryMs).toISOString(),
    now: new Date(nowMs).toISOString(),
    skewS: Math.round((nowMs - expiryMs) / 1000),
    et: token.et,
    ...(Number(token.et) < EARLIEST_TIME_S ? { cause: "@cause_duration_as_time" } : {}),
  });
}

/** 2001: a smaller `et` is no date but a duration, counted from nowhere. */
const EARLIEST_TIME_S = 1_000_000_000;

/** OneNET keys are base64 and sign as the bytes they stand for; padding is often lost on the way. */
function decodeKey(key: string): Buffer | undefined {
  const bare = key.replace(/={1,2}$/, "");
  const isBase64 = /^[A-Za-z0-9+/]+$/.test(bare) && bare.length % 4 !== 1;
  return isBase64 ? Buffer.from(bare, "base64") : undefined;
}

function hmac(method: string, key: Buffer | string, text: string): Buffer {
  const named = method.toLowerCase();
  return createHmac(isMethod(named) ? METHODS[named] : "sha1", key)
    .update(text)
    .digest();
}

function sign(token: Token, key: Buffer | string): string {
  return hmac(token.method, key, textToSign(token)).toString("base64");
}

/** Compares in time that does not depend on where they differ; without the padding. */
function isSame(expected: string, received: string): boolean {
  const a = Buffer.from(trimTail(expected, "="));
  const b = Buffer.from(trimTail(received, "="));
  return a.length === b.length && timingSafeEqual(a, b);
}

function explainMismatch(token: Token, secrets: DeviceSecrets, named: readonly NamedKey[]): Failure {
  const keys = named.map(({ key }) => key);
  const expected = keys.map((key) => ends(sign(token, key)));
  const isOfDevice = named.some(({ of }) => of === "device");
  return failure("token_sign_mismatch", {
    tried: `@${nameKeys(named)}`,
    expected: expected.length === 0 ? "?" : expected.join(" / "),
    received: ends(token.sign),
    stringToSign: textToSign(token).replaceAll("\n", "\\n"),
    ...findCause(token, keys, secrets),
    ...(isOfDevice ? {} : { cause: "@cause_key_not_base64" }),
  });
}

function nameKeys(keys: readonly NamedKey[]): ErrorCode {
  const has = (of: NamedKey["of"]) => keys.some((one) => one.of === of);
  if (has("access")) return has("device") ? "keys_device_and_access" : "key_of_access";
  if (has("product")) return has("device") ? "keys_device_and_product" : "key_of_product";
  return has("device") ? "key_of_device" : "key_none";
}

/** Tries the mistakes that firmware authors make and names the one that explains what was received. */
function findCause(token: Token, keys: readonly Buffer[], secrets: DeviceSecrets): ErrorParams {
  const isSignedBy = (key: Buffer | string, as: Token = token) => isSame(sign(as, key), token.sign);
  const isSigned = (as: Token) => keys.some((key) => isSignedBy(key, as));
  if (isSignedBy(secrets.deviceSecret) || isSignedBy(secrets.productSecret))
    return { cause: "@cause_key_not_decoded" };
  const mistake = findSecretMistake(secrets, (secret) => {
    const key = decodeKey(secret);
    return isSignedBy(secret) || (key !== undefined && isSignedBy(key));
  });
  if (mistake) return mistake;
  const mended = token.sign.replaceAll(" ", "+");
  if (mended !== token.sign && keys.some((key) => isSame(sign(token, key), mended)))
    return { cause: "@cause_plus_as_space" };
  if (/%[0-9a-f]{2}/i.test(token.sign) && keys.some((key) => isSame(sign(token, key), decode(token.sign))))
    return { cause: "@cause_encoded_twice" };
  if (isSigned({ ...token, res: encodeURIComponent(token.res) })) return { cause: "@cause_encoded_resource" };
  if (otherUnits(token.et).some((et) => isSigned({ ...token, et }))) return { cause: "@cause_et_unit" };
  for (const method of Object.keys(METHODS))
    if (method !== token.method && isSigned({ ...token, method }))
      return { cause: "@cause_token_method", method };
  const { version, res, et, method } = token;
  for (const text of [[version, res, et, method].join("\n"), [et, method, res, version].join("")])
    if (keys.some((key) => isSame(hmac(method, key, text).toString("base64"), token.sign)))
      return { cause: "@cause_token_order" };
  if (keys.some((key) => sign(token, key) === Buffer.from(token.sign, "hex").toString("base64")))
    return { cause: "@cause_hex_signature" };
  return { cause: "@cause_unknown" };
}

/** The expiry in the other unit: signed in seconds and sent in milliseconds, or the other way round. */
function otherUnits(et: string): string[] {
  return et.length > 11 ? [et.slice(0, -3)] : [`${et}000`];
}

/** Client id = device name, user name = product id, password = token. */
export function readTokenLogin(claim: LoginClaim): LoginReading {
  const password = new TextDecoder().decode(claim.password ?? new Uint8Array());
  if (!isToken(password)) return { kind: "foreign" };
  const token = readToken(password);
  if (!token.ok) return { kind: "refused", failure: token.error };
  const productKey = claim.username ?? "";
  const deviceName = claim.clientId;
  if (productKey === "" || deviceName === "") {
    const detail = "the client id must be the device name and the user name the product id";
    return { kind: "refused", failure: failure("bad_client_id", { detail }) };
  }
  const use = { productKey, deviceName, nowMs: claim.nowMs };
  return {
    kind: "login",
    login: {
      dialect: "onenet",
      productKey,
      deviceName,
      verify: (secrets) => checkToken(token.value, use, secrets),
    },
  };
}

/** Far enough for firmware that carries one token for its life: 2100-01-01. */
const FAR_FUTURE_S = 4_102_444_800;

/**
 * CONNECT fields of a device, ready to paste; undefined when the device's key is not base64, as OneNET keys are.
 * `expiresAtS` in Unix seconds.
 */
export function makeOnenetLogin(
  device: { readonly productKey: string; readonly deviceName: string; readonly deviceSecret: string },
  expiresAtS: number = FAR_FUTURE_S,
): { readonly clientId: string; readonly username: string; readonly password: string } | undefined {
  const key = decodeKey(device.deviceSecret);
  if (key === undefined) return undefined;
  const { productKey, deviceName } = device;
  const res = `products/${productKey}/devices/${deviceName}`;
  const token: Token = { version: "2018-10-31", res, et: String(expiresAtS), method: "sha256", sign: "" };
  const fields = [
    `version=${token.version}`,
    `res=${encodeURIComponent(res)}`,
    `et=${token.et}`,
    `method=${token.method}`,
    `sign=${encodeURIComponent(sign(token, key))}`,
  ];
  return { clientId: deviceName, username: productKey, password: fields.join("&") };
}
