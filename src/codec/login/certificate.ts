// Which device a client certificate names. Called by the gate's logins (src/access/logins/) where a peer shows a
// certificate that the listener's authority vouches for and sends no password; no dialect is involved.

import { splitLoginName } from "./name.ts";

/** A device as a certificate may name it; without a product key the device name must be the only one of its kind. */
export interface CertificateName {
  readonly productKey: string | undefined;
  readonly deviceName: string;
}

/**
 * Every reading of a certificate's name, the likeliest first: `deviceName&productKey`, `productKey.deviceName` (a
 * product key holds no dot), `deviceName` alone. A device name may hold dots, so that the latter two can both fit.
 */
export function readCertificateName(name: string): CertificateName[] {
  const pair = splitLoginName(name);
  if (pair !== undefined) return [pair];
  if (name === "" || name.includes("&")) return [];
  const dot = name.indexOf(".");
  const alone = { productKey: undefined, deviceName: name };
  if (dot <= 0 || dot === name.length - 1) return [alone];
  return [{ productKey: name.slice(0, dot), deviceName: name.slice(dot + 1) }, alone];
}
