// How a simulated device presents itself: the Alink signature or the plain secret.

import { createHmac } from "node:crypto";

export const AUTHS = ["alink", "plain"] as const;
export type Auth = (typeof AUTHS)[number];

export interface DeviceIdentity {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
}

export interface Login {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** The constant that Alibaba's own SDK sends; the platform does not check its age. */
const TIMESTAMP = "2524608000000";

/** CONNECT fields of a device (dialects.md §2.2.1 for `alink`; user name and secret for `plain`). */
export function makeLogin(identity: DeviceIdentity, auth: Auth, isTls: boolean): Login {
  const { productKey, deviceName, deviceSecret } = identity;
  const username = `${deviceName}&${productKey}`;
  if (auth === "plain") {
    return { clientId: `${productKey}:${deviceName}`, username, password: deviceSecret };
  }
  const id = `${productKey}.${deviceName}`;
  const signed = `clientId${id}deviceName${deviceName}productKey${productKey}timestamp${TIMESTAMP}`;
  return {
    clientId: `${id}|securemode=${isTls ? 2 : 3},signmethod=hmacsha256,timestamp=${TIMESTAMP}|`,
    username,
    password: createHmac("sha256", deviceSecret).update(signed).digest("hex"),
  };
}
