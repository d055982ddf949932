// The door to the dialects: which of them a peer speaks, and what its topics and payloads mean.
// Owns: the literal list of dialects and the order in which they are tried at login.
// Promises: pure functions of bytes and thing models; the same input gives the same events.
// Must never: open a socket, read a clock, or keep state of a connection.

import type { Failure } from "../spine/error.ts";
import { alink } from "./alink/alink.ts";
import type { Dialect, LoginClaim, LoginReading, Route, RouteDevice } from "./dialect.ts";
import { jetlinks } from "./jetlinks/jetlinks.ts";
import { onenetLegacy } from "./onenet/legacy.ts";
import { onenet } from "./onenet/onenet.ts";
import { mappedRoute } from "./plain/mapped.ts";
import { plain } from "./plain/plain.ts";
import { thingsboard } from "./thingsboard/thingsboard.ts";
import { yudao } from "./yudao/yudao.ts";

export { type RegistrationForm, readRegistrationForm, tellFormRefusal } from "./alink/registration.ts";
export { type CommandWish, checkCommand } from "./command/check.ts";
export { type CertificateName, readCertificateName } from "./login/certificate.ts";
export { readSignedToken, type SignedToken } from "./onenet/token.ts";
export { type MappedRoute, mappedRoute, mayHearMapped } from "./plain/mapped.ts";
export { type MappingTrial, type TrialOutcome, tryMapping } from "./plain/trial.ts";
export { decodeReadings } from "./readings.ts";

/** In the order in which a login is held against them; the last takes whatever no other did. */
export const dialects: readonly Dialect[] = [
  alink,
  yudao,
  onenet,
  jetlinks,
  onenetLegacy,
  thingsboard,
  plain,
];

/** Finds the dialect of a login by the form of its client id, user name and password. */
export function readLogin(claim: LoginClaim): LoginReading {
  for (const dialect of dialects) {
    const reading = dialect.readLogin(claim);
    if (reading.kind !== "foreign") return reading;
  }
  return { kind: "foreign" };
}

export function dialectOf(name: string): Dialect | undefined {
  return dialects.find((dialect) => dialect.name === name);
}

/**
 * The route of an uplink topic of this very device: its dialect's, or else that of its product's mapping. A failure
 * where the mapping takes the topic but it names a device that this one may not report for.
 */
export function routeOf(topic: string, dialect: Dialect, device: RouteDevice): Route | Failure | undefined {
  const own = dialect.route(topic, device.productKey, device.deviceName);
  if (own !== undefined || device.product.mapping.rows.length === 0) return own;
  const mapped = mappedRoute(topic, device);
  return mapped === undefined || "code" in mapped ? mapped : mapped.route;
}
