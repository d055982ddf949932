// The yudao login and registration: the form of Alink's without its parameters (dialects 2.0 row 4, 2.3, 2.7).

import { createHmac } from "node:crypto";
import { type Failure, failure } from "../../spine/error.ts";
import { isSameHex, readClientId } from "../alink/login.ts";
import type { DeviceSecrets, LoginClaim, LoginReading } from "../dialect.ts";
import { ends, splitLoginName } from "../login/name.ts";
import { findSecretMistake, findSpelling } from "../login/secret-mistake.ts";
import { makeYudaoReply } from "./envelope.ts";

const HEX_SHA256 = /^[0-9a-fA-F]{64}$/;

type Names = { readonly productKey: string; readonly deviceName: string };

/** The signed text; it holds the secret itself, so it is never shown. */
export function yudaoText({ productKey, deviceName }: Names, deviceSecret: string): string {
  return `clientId${productKey}.${deviceName}deviceName${deviceName}deviceSecret${deviceSecret}productKey${productKey}`;
}

export function yudaoRegistrationText({ productKey, deviceName }: Names): string {
  return `deviceName${deviceName}productKey${productKey}`;
}

export function signYudao(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}

/** Client id `pk.dn`, user name `dn&pk`, password 64 hex; with `|authType=register|` a registration. */
export function readYudaoLogin(claim: LoginClaim): LoginReading {
  const names = splitLoginName(claim.username ?? "");
  if (!names) return { kind: "foreign" };
  const password = new TextDecoder().decode(claim.password ?? new Uint8Array());
  const parsed = readClientId(claim.clientId);
  if (parsed?.pairs.get("authType") === "register") return readRegistration(names, password);
  if (claim.clientId !== `${names.productKey}.${names.deviceName}` || !HEX_SHA256.test(password))
    return { kind: "foreign" };
  return { kind: "login", login: { dialect: "yudao", ...names, verify: makeVerify(names, password) } };
}

/** Whether the password of a device, or of a sub-device that a gateway adds, holds. */
export function makeVerify(
  names: Names,
  password: string,
): ({ deviceSecret }: DeviceSecrets) => Failure | undefined {
  return (secrets) => {
    const { deviceSecret } = secrets;
    const expected = signYudao(deviceSecret, yudaoText(names, deviceSecret));
    if (isSameHex(expected, password)) return undefined;
    const cause = findCause(names, password, secrets);
    const shown = { stringToSign: yudaoText(names, "***"), tried: "@key_of_device", cause };
    return mismatch(expected, password, shown);
  };
}

function readRegistration(names: Names, password: string): LoginReading {
  const text = yudaoRegistrationText(names);
  const verify = (productSecret: string) => {
    const expected = signYudao(productSecret, text);
    if (isSameHex(expected, password)) return undefined;
    const isMadeWith = (secret: string) => isSameHex(signYudao(secret, text), password);
    const { cause = "@cause_not_product_secret" } = findSpelling(productSecret, isMadeWith) ?? {};
    return mismatch(expected, password, { stringToSign: text, tried: "@key_of_product", cause });
  };
  const { productKey, deviceName } = names;
  const answer = ({ deviceSecret }: { deviceSecret: string }) => ({
    topic: `/sys/${productKey}/${deviceName}/thing/auth/register_reply`,
    payload: makeYudaoReply(
      { idKey: "requestId", id: "", method: "thing.auth.register" },
      { code: 0, data: { productKey, deviceName, deviceSecret }, msg: "success" },
    ),
  });
  return { kind: "registration", claim: { dialect: "yudao", ...names, kind: "open", verify, answer } };
}

/** Tries the mistakes that firmware authors make and names the one that explains what was received. */
function findCause(names: Names, password: string, secrets: DeviceSecrets): string | number {
  const isSigned = (key: string, text: string) => isSameHex(signYudao(key, text), password);
  const found = findSecretMistake(secrets, (secret) => isSigned(secret, yudaoText(names, secret)));
  if (found?.cause !== undefined) return found.cause;
  const { productKey, deviceName } = names;
  const { deviceSecret, productSecret } = secrets;
  const full = yudaoText(names, deviceSecret);
  if (isSigned(productSecret, full) || isSigned(deviceSecret, yudaoText(names, productSecret)))
    return "@cause_product_secret";
  const withoutSecret = full.replace(`deviceSecret${deviceSecret}`, "");
  const bareId = full.replace(`clientId${productKey}.${deviceName}`, `clientId${deviceName}`);
  if ([withoutSecret, bareId].some((text) => isSigned(deviceSecret, text))) return "@cause_yudao_text";
  const swapped = { productKey: deviceName, deviceName: productKey };
  return isSigned(deviceSecret, yudaoText(swapped, deviceSecret)) ? "@cause_swapped_names" : "@cause_unknown";
}

function mismatch(
  expected: string,
  password: string,
  shown: { readonly stringToSign: string; readonly tried: string; readonly cause: string | number },
): Failure {
  const received = password === "" ? "(nothing)" : ends(password);
  return failure("sign_mismatch", { expected: ends(expected), received, ...shown });
}
