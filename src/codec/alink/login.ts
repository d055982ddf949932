// The Alink login: parameters in the client id, an HMAC as the password (Alibaba, MQTT-TCP connection).

import { createHmac, timingSafeEqual } from "node:crypto";
import { type ErrorParams, type Failure, failure } from "../../spine/error.ts";
import type { DeviceSecrets, LoginClaim, LoginReading } from "../dialect.ts";
import { ends, splitLoginName } from "../login/name.ts";
import { findSecretMistake } from "../login/secret-mistake.ts";

const METHODS = { hmacmd5: "md5", hmacsha1: "sha1", hmacsha256: "sha256" } as const;
export type SignMethod = keyof typeof METHODS;

/** What the client id and user name carry. */
export interface AlinkParams {
  /** The part before the first `|`. */
  readonly clientId: string;
  readonly deviceName: string;
  readonly productKey: string;
  readonly timestamp: string | undefined;
}

/**
 * Reads `cid|key=value,...|`. Keys come in any order, unknown keys and empty items are ignored
 * (`ext=3,|` occurs in real SDK output). Undefined when the client id has no such block.
 */
export function readClientId(clientId: string): { cid: string; pairs: Map<string, string> } | undefined {
  const open = clientId.indexOf("|");
  if (open < 0 || !clientId.endsWith("|") || clientId.length < open + 2) return undefined;
  const pairs = new Map<string, string>();
  for (const item of clientId.slice(open + 1, -1).split(",")) {
    const equals = item.indexOf("=");
    if (equals > 0) pairs.set(item.slice(0, equals).trim(), item.slice(equals + 1).trim());
  }
  return { cid: clientId.slice(0, open), pairs };
}

/** The text that is signed: the sent parameters in alphabetic order, each name followed by its value. */
export function stringToSign(params: AlinkParams): string {
  const timestamp = params.timestamp === undefined ? "" : `timestamp${params.timestamp}`;
  return `clientId${params.clientId}deviceName${params.deviceName}productKey${params.productKey}${timestamp}`;
}

/** Lower-case hex HMAC. */
export function sign(method: SignMethod, secret: string, text: string): string {
  return createHmac(METHODS[method], secret).update(text).digest("hex");
}

export function readAlinkLogin(claim: LoginClaim): LoginReading {
  const parsed = readClientId(claim.clientId);
  if (!parsed || !(parsed.pairs.has("signmethod") || parsed.pairs.has("securemode")))
    return { kind: "foreign" };
  const names = splitLoginName(claim.username ?? "");
  if (!names) return refused("bad_client_id", { detail: "the user name must be deviceName&productKey" });
  const named = (parsed.pairs.get("signmethod") ?? "hmacmd5").toLowerCase();
  if (!isMethod(named)) return refused("sign_method_unknown", { method: named });
  const params: AlinkParams = { ...names, clientId: parsed.cid, timestamp: parsed.pairs.get("timestamp") };
  const password = new TextDecoder().decode(claim.password ?? new Uint8Array());
  const attempt = { params, method: named, wholeClientId: claim.clientId, password };
  const verify = (secrets: DeviceSecrets) => checkSignature(attempt, secrets);
  return { kind: "login", login: { dialect: "alink", ...names, verify } };
}

/** Undefined when the attempt carries the signature of its parameters by the device's secret; otherwise why not. */
export function checkSignature(attempt: Attempt, secrets: DeviceSecrets): Failure | undefined {
  const { params, method, password } = attempt;
  const expected = sign(method, secrets.deviceSecret, stringToSign(params));
  if (isSameHex(expected, password)) return undefined;
  return failure("sign_mismatch", {
    tried: "@key_of_device",
    expected: ends(expected),
    received: password === "" ? "(nothing)" : ends(password),
    stringToSign: stringToSign(params),
    ...findCause(attempt, secrets),
  });
}

function refused(code: Failure["code"], params: ErrorParams): LoginReading {
  return { kind: "refused", failure: failure(code, params) };
}

export function isMethod(name: string): name is SignMethod {
  return Object.hasOwn(METHODS, name);
}

/** Compares in time that does not depend on where they differ; hex in either case. */
export function isSameHex(expected: string, received: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(received.toLowerCase());
  return a.length === b.length && timingSafeEqual(a, b);
}

interface Attempt {
  readonly params: AlinkParams;
  readonly method: SignMethod;
  readonly wholeClientId: string;
  readonly password: string;
}

/** Tries the mistakes that firmware authors make and names the one that explains what was received. */
function findCause(attempt: Attempt, secrets: DeviceSecrets): ErrorParams {
  const { params, method, password } = attempt;
  const secret = secrets.deviceSecret;
  const text = stringToSign(params);
  const isSignedBy = (key: string, signed: string, by: SignMethod = method) =>
    isSameHex(sign(by, key, signed), password);
  if (password === "") return { cause: "@cause_no_password" };
  if (password.trim() === secret) return { cause: "@cause_secret_in_clear" };
  const mistake = findSecretMistake(secrets, (other) => isSignedBy(other, text));
  if (mistake) return mistake;
  if (isSignedBy(secret, stringToSign({ ...params, clientId: attempt.wholeClientId })))
    return { cause: "@cause_whole_client_id" };
  if (params.timestamp !== undefined && isSignedBy(secret, stringToSign({ ...params, timestamp: undefined })))
    return { cause: "@cause_no_timestamp" };
  const swapped = { ...params, deviceName: params.productKey, productKey: params.deviceName };
  if (isSignedBy(secret, stringToSign(swapped))) return { cause: "@cause_swapped_names" };
  for (const other of Object.keys(METHODS)) {
    if (isMethod(other) && other !== method && isSignedBy(secret, text, other))
      return { cause: "@cause_other_method", method: other };
  }
  const base64 = Buffer.from(sign(method, secret, text), "hex").toString("base64");
  return { cause: password === base64 ? "@cause_base64" : "@cause_unknown" };
}
