// The JetLinks login: `secureId|ms` as the user name, an MD5 over it and the key as the password (dialects 2.8).

import { createHash } from "node:crypto";
import { type Failure, failure } from "../../spine/error.ts";
import { isSameHex } from "../alink/login.ts";
import type { DeviceSecrets, LoginClaim, LoginReading } from "../dialect.ts";
import { ends } from "../login/name.ts";
import { findSecretMistake } from "../login/secret-mistake.ts";

/** Milliseconds; firmware that sends seconds is recognised, so that it can be told. */
const USERNAME = /^([^|]+)\|(\d{13}|\d{10})$/;
const MD5 = /^[0-9a-fA-F]{32}$/;
const SKEW_MS = 300_000;

/** The password, lower-case hex. `username` is `secureId|ms`. */
export function signJetLinks(username: string, secureKey: string): string {
  return createHash("md5").update(`${username}|${secureKey}`).digest("hex");
}

/**
 * The client id is the device's name, the secure key its secret. The secure id says nothing that is certain here:
 * it is taken for the product key, and where that leads nowhere the device's name alone must do.
 */
export function readJetLinksLogin({ clientId, username, password, nowMs }: LoginClaim): LoginReading {
  const found = USERNAME.exec(username ?? "");
  const sent = new TextDecoder().decode(password ?? new Uint8Array());
  if (!found || username === undefined || clientId === "" || !MD5.test(sent)) return { kind: "foreign" };
  const [, secureId = "", ms] = found;
  const verify = (secrets: DeviceSecrets) =>
    checkSignature(username, sent, secrets) ?? checkTime(Number(ms), nowMs);
  return {
    kind: "name",
    productHint: secureId,
    login: { dialect: "jetlinks", deviceName: clientId, verify },
  };
}

function checkSignature(username: string, sent: string, secrets: DeviceSecrets): Failure | undefined {
  const expected = signJetLinks(username, secrets.deviceSecret);
  if (isSameHex(expected, sent)) return undefined;
  return failure("sign_mismatch", {
    tried: "@key_of_device",
    expected: ends(expected),
    received: ends(sent),
    stringToSign: `${username}|***`,
    cause: findCause(username, sent, secrets),
  });
}

/** Tries the mistakes that firmware authors make and names the one that explains what was received. */
function findCause(username: string, sent: string, secrets: DeviceSecrets): string | number {
  const found = findSecretMistake(secrets, (secret) => isSameHex(signJetLinks(username, secret), sent));
  if (found?.cause !== undefined) return found.cause;
  const [secureId = "", time = ""] = username.split("|");
  const { deviceSecret } = secrets;
  const texts = [
    `${username}${deviceSecret}`,
    `${secureId}${time}${deviceSecret}`,
    `${secureId}|${deviceSecret}`,
  ];
  const isOther = texts.some((text) => isSameHex(createHash("md5").update(text).digest("hex"), sent));
  return isOther ? "@cause_jetlinks_text" : "@cause_unknown";
}

/** Ten digits are seconds; whatever else they say, the platform that the device was made for refuses them. */
function checkTime(sentTime: number, nowMs: number | undefined): Failure | undefined {
  const isInSeconds = sentTime < 1e11;
  const skewMs = nowMs === undefined ? 0 : nowMs - (isInSeconds ? sentTime * 1_000 : sentTime);
  const isNear = Math.abs(skewMs) <= SKEW_MS;
  if (isNear && !isInSeconds) return undefined;
  const cause = isInSeconds && isNear ? { cause: "@cause_time_in_seconds" } : {};
  return failure("clock_skew", { skewS: Math.round(skewMs / 1_000), limitS: SKEW_MS / 1_000, ...cause });
}
