// The JetLinks login: `secureId|ms` as the user name, an MD5 over it and the key as the password (dialects 2.8).

import { createHash } from "node:crypto";
import { failure } from "../../spine/error.ts";
import { isSameHex } from "../alink-login.ts";
import type { DeviceSecrets, LoginClaim, LoginReading } from "../dialect.ts";
import { ends } from "../login-name.ts";

const USERNAME = /^([^|]+)\|(\d{13})$/;
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
  const verify = ({ deviceSecret }: DeviceSecrets) => {
    const expected = signJetLinks(username, deviceSecret);
    if (!isSameHex(expected, sent)) {
      return failure("sign_mismatch", {
        expected: ends(expected),
        received: ends(sent),
        stringToSign: `${username}|***`,
        cause: "@cause_unknown",
      });
    }
    const skewMs = nowMs === undefined ? 0 : nowMs - Number(ms);
    if (Math.abs(skewMs) <= SKEW_MS) return undefined;
    return failure("clock_skew", { skewS: Math.round(skewMs / 1_000), limitS: SKEW_MS / 1_000 });
  };
  return {
    kind: "name",
    productHint: secureId,
    login: { dialect: "jetlinks", deviceName: clientId, verify },
  };
}
