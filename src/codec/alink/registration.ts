// Alink's dynamic registration: devices that carry only the product's secret fetch their own (dialects 2.3).

import { createHmac } from "node:crypto";
import { type Failure, failure } from "../../spine/error.ts";
import type { DeviceSecrets, DialectMessage, LoginClaim, LoginReading } from "../dialect.ts";
import { ends, splitLoginName } from "../login/name.ts";
import { findSpelling } from "../login/secret-mistake.ts";
import { isMethod, isSameHex, readClientId, type SignMethod, sign } from "./login.ts";

/** The text that is signed with the product's secret. */
export function registrationText(names: {
  readonly deviceName: string;
  readonly productKey: string;
  readonly random: string;
}): string {
  return `deviceName${names.deviceName}productKey${names.productKey}random${names.random}`;
}

/**
 * What a device that was not listed before logs in with: made of its secret, so that nothing more is stored, and
 * a change of the secret ends it. The product's secret does not do: every device of the product has it.
 */
export function deviceToken(
  deviceSecret: string,
  names: { readonly clientId: string; readonly productKey: string; readonly deviceName: string },
): string {
  const text = `deviceToken\n${names.clientId}\n${names.productKey}\n${names.deviceName}`;
  return createHmac("sha256", deviceSecret).update(text).digest("hex");
}

/** `authType=register`, `regnwl` or `connwl` in the client id; foreign for any other. */
export function readAlinkRegistration(claim: LoginClaim): LoginReading {
  const parsed = readClientId(claim.clientId);
  const authType = parsed?.pairs.get("authType");
  if (!parsed || (authType !== "register" && authType !== "regnwl" && authType !== "connwl"))
    return { kind: "foreign" };
  // Without either it is the registration of another dialect that borrowed the form.
  const isSigned = parsed.pairs.has("random") || parsed.pairs.has("signmethod");
  if (authType !== "connwl" && !isSigned) return { kind: "foreign" };
  const names = splitLoginName(claim.username ?? "");
  if (!names)
    return refused(failure("bad_client_id", { detail: "the user name must be deviceName&productKey" }));
  const password = new TextDecoder().decode(claim.password ?? new Uint8Array());
  const who = { ...names, clientId: parsed.cid };
  if (authType === "connwl") return readTokenLogin(who, password);
  const method = (parsed.pairs.get("signmethod") ?? "hmacmd5").toLowerCase();
  if (!isMethod(method)) return refused(failure("sign_method_unknown", { method }));
  const text = registrationText({ ...names, random: parsed.pairs.get("random") ?? "" });
  const verify = (productSecret: string) => checkRegistration({ method, text, password }, productSecret);
  const isListed = authType === "register";
  const answer = ({ deviceSecret }: { deviceSecret: string }) =>
    isListed ? tellSecret(who, deviceSecret) : tellToken(who, deviceSecret);
  return {
    kind: "registration",
    claim: { dialect: "alink", ...names, kind: isListed ? "listed" : "open", verify, answer },
  };
}

/** Why `password` is not `text` signed with the product's secret; undefined when it is. */
export function checkRegistration(
  {
    method,
    text,
    password,
  }: { readonly method: SignMethod; readonly text: string; readonly password: string },
  productSecret: string,
): Failure | undefined {
  const expected = sign(method, productSecret, text);
  if (isSameHex(expected, password)) return undefined;
  const isMadeWith = (secret: string) => isSameHex(sign(method, secret, text), password);
  const { cause = "@cause_not_product_secret" } = findSpelling(productSecret, isMadeWith) ?? {};
  return mismatch({ expected, password, stringToSign: text, cause });
}

type Who = { readonly clientId: string; readonly productKey: string; readonly deviceName: string };

function readTokenLogin(who: Who, password: string): LoginReading {
  const { productKey, deviceName } = who;
  const verify = ({ deviceSecret }: DeviceSecrets) =>
    isSameHex(deviceToken(deviceSecret, who), password) ? undefined : failure("device_token_mismatch");
  return { kind: "login", login: { dialect: "alink", productKey, deviceName, verify } };
}

function tellSecret({ productKey, deviceName }: Who, deviceSecret: string): DialectMessage {
  return { topic: "/ext/register", payload: JSON.stringify({ productKey, deviceName, deviceSecret }) };
}

function tellToken({ clientId, productKey, deviceName }: Who, deviceSecret: string): DialectMessage {
  const token = deviceToken(deviceSecret, { clientId, productKey, deviceName });
  return {
    topic: "/ext/regnwl",
    payload: JSON.stringify({ clientId, productKey, deviceName, deviceToken: token }),
  };
}

function refused(why: Failure): LoginReading {
  return { kind: "refused", failure: why };
}

function mismatch(shown: {
  readonly expected: string;
  readonly password: string;
  readonly stringToSign: string;
  readonly cause: string | number;
}): Failure {
  const { expected, password, stringToSign, cause } = shown;
  return failure("sign_mismatch", {
    tried: "@key_of_product",
    expected: ends(expected),
    received: password === "" ? "(nothing)" : ends(password),
    stringToSign,
    cause: password === "" ? "@cause_no_password" : cause,
  });
}
