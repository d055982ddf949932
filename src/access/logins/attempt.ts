// What is known of a peer when it is let in or refused.

import type { Device } from "../../devices/devices.ts";
import type { Failure } from "../../spine/error.ts";
import type { Claim } from "../adapter.ts";

export interface Names {
  readonly dialect: string;
  readonly productKey: string;
  readonly deviceName: string;
}

export const NOBODY: Names = { dialect: "", productKey: "", deviceName: "" };

/** What came of holding a claim against the devices. */
export type DeviceAttempt =
  | { readonly device: Device; readonly dialect: string; readonly credentialId: number }
  | { readonly device: undefined; readonly failure: Failure; readonly names: Names };

export function namesOf({ dialect, productKey, deviceName }: Names): Names {
  return { dialect, productKey, deviceName };
}

export function refusedAttempt(why: Failure, names: Names = NOBODY): DeviceAttempt {
  return { device: undefined, failure: why, names };
}

/** Without port. */
export function hostOf({ address }: Pick<Claim, "address">): string {
  return address.slice(0, Math.max(0, address.lastIndexOf(":")));
}
