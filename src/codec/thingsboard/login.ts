// The ThingsBoard login: the access token as the user name, nothing else (dialects 2.0 row 8, 2.8).

import type { LoginClaim, LoginReading } from "../dialect.ts";

/** What a device without credentials calls itself, as user name or client id. */
const PROVISION = "provision";

/**
 * A user name and no password. A name of the form `deviceName&productKey` is left to the plain login: its device
 * forgot its secret, and is told so.
 */
export function readThingsBoardLogin({ clientId, username, password }: LoginClaim): LoginReading {
  if (password !== undefined && password.length > 0) return { kind: "foreign" };
  const isBare = username === undefined || username === "";
  if (username === PROVISION || (isBare && clientId === PROVISION))
    return { kind: "provisioning", dialect: "thingsboard" };
  if (isBare || username.includes("&")) return { kind: "foreign" };
  return { kind: "token", dialect: "thingsboard", token: username };
}
