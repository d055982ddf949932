// The plain dialect: user name and password, no signature, for whatever can speak MQTT but not sign.
// Its topics and payloads are Alink's, and beside them any topic that the mapping of its product takes.

import { timingSafeEqual } from "node:crypto";
import { type Failure, failure } from "../../spine/error.ts";
import { alink } from "../alink/alink.ts";
import { encodePlain } from "../command/alink.ts";
import type { DeviceSecrets, Dialect, LoginClaim, LoginReading } from "../dialect.ts";
import { ends, splitLoginName } from "../login/name.ts";
import { findSecretMistake } from "../login/secret-mistake.ts";

const HEX_SIGNATURE = /^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})$/;

/** User name `deviceName&productKey`, password = the device secret, any client id. */
export function readPlainLogin(claim: LoginClaim): LoginReading {
  if (claim.username === undefined || claim.username === "")
    return { kind: "refused", failure: failure("no_credentials") };
  const names = splitLoginName(claim.username);
  if (!names) {
    return {
      kind: "refused",
      failure: failure("bad_client_id", { detail: "the user name must be deviceName&productKey" }),
    };
  }
  const password = Buffer.from(claim.password ?? new Uint8Array());
  return {
    kind: "login",
    login: { dialect: "plain", ...names, verify: (secrets) => verifySecret(password, secrets) },
  };
}

function verifySecret(password: Buffer, secrets: DeviceSecrets): Failure | undefined {
  if (isSame(password, secrets.deviceSecret)) return undefined;
  return failure("secret_mismatch", {
    tried: "@key_of_device",
    expected: ends(secrets.deviceSecret),
    received: password.length === 0 ? "(nothing)" : ends(password.toString()),
    cause: nameCause(password, secrets),
  });
}

function nameCause(password: Buffer, secrets: DeviceSecrets): string | number {
  const text = password.toString();
  if (text === "") return "@cause_no_password";
  if (isSame(Buffer.from(text.trim()), secrets.deviceSecret)) return "@cause_white_space";
  const found = findSecretMistake(secrets, (secret) => secret !== "" && isSame(password, secret));
  if (found?.cause !== undefined) return found.cause;
  return HEX_SIGNATURE.test(text) && text.length !== secrets.deviceSecret.length
    ? "@cause_signature_as_secret"
    : "@cause_unknown";
}

function isSame(password: Buffer, secret: string): boolean {
  const expected = Buffer.from(secret);
  return password.length === expected.length && timingSafeEqual(password, expected);
}

export const plain: Dialect = {
  ...alink,
  name: "plain",
  summary: {
    en: "User name deviceName&productKey, password = device secret. Topics and payloads as in Alink, or any that the mapping of the product names; replies only where subscribed.",
    zh: "用户名为 deviceName&productKey，密码为设备密钥。主题与负载同 Alink，也可由产品的主题映射自行定义；仅在订阅后收到回复。",
  },
  hasAutoSubscription: false,
  hasImplicitChildren: true,
  readLogin: readPlainLogin,
  encode: encodePlain,
};
