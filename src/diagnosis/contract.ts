// The words of this room: what it is told, and what it says.

import type { Device, Devices } from "../devices/devices.ts";
import type { Products } from "../products/products.ts";
import type { Clock } from "../spine/clock.ts";
import type { ErrorCode, Failure } from "../spine/error.ts";
import type { TokenClockVerdict } from "./token-clock.ts";

/** Refusals that say that there is no such device. */
export type StrangeCode = "unknown_product" | "unknown_device" | "device_name_unknown" | "token_unknown";

export interface Stranger {
  readonly id: string;
  readonly code: StrangeCode;
  readonly dialect: string;
  readonly protocol: string;
  /** Empty where the login names no product. */
  readonly productKey: string;
  /** Empty where the login names no device and its client id would not do as a name. */
  readonly deviceName: string;
  readonly clientId: string;
  /** Where it knocked from last, `ip:port`. */
  readonly address: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
  /** Until when the secret that it sent in clear can be taken over, UTC ms; undefined where none is held. */
  readonly secretUntil: number | undefined;
}

/** A device's login that was refused. */
export interface RefusedLogin {
  /** 0 where no known device is meant. */
  readonly deviceId: number;
  readonly dialect: string;
  readonly productKey: string;
  readonly deviceName: string;
  readonly protocol: string;
  readonly clientId: string;
  readonly address: string;
  readonly code: ErrorCode;
  /** By how much the time alone was wrong, s; undefined where something else was. */
  readonly skewS: number | undefined;
  /** The secret itself, where the device sent it in clear. */
  readonly secret: string | undefined;
}

export interface DiagnosisOptions {
  readonly clock: Clock;
  readonly devices: Pick<Devices, "byId" | "find" | "create" | "onChange">;
  readonly products: Pick<Products, "find" | "create">;
  /** Tells the journal what is wrong with a device. */
  readonly report: (device: Device, why: Failure) => void;
}

/** What goes on at a device now. */
export interface Finding {
  readonly device: Device;
  readonly why: Failure;
  readonly since: number;
  readonly lastAt: number;
}

export interface Adoption {
  readonly productKey?: string | undefined;
  readonly deviceName?: string | undefined;
  readonly name?: string | undefined;
  /** `sent`: the one that the device sent in clear; otherwise `deviceSecret`, or one that is made up. */
  readonly isSecretSent: boolean;
  readonly deviceSecret?: string | undefined;
}

export interface Diagnosis {
  noteRefused(login: RefusedLogin): void;
  /** `hasTime`: the login carried a time, which was good. */
  noteAdmitted(deviceId: number, hasTime: boolean): void;
  /** A connection of the device from `address` (`ip:port`) took the place of another, or lost its own to one. */
  noteTakeover(deviceId: number, address: string): void;
  /** Newest first. */
  strangers(): readonly Stranger[];
  countStrangers(): number;
  /** Throws `not_found`. */
  stranger(id: string): Stranger;
  /**
   * Creates the device, and its product where the login names one that there is not. Throws `not_found`,
   * `invalid_request`, `secret_not_held`, or what the creation throws.
   */
  adopt(
    id: string,
    adoption: Adoption,
    actor: string,
  ): { readonly device: Device; readonly isNewProduct: boolean };
  /** Hides it until it stays away for a day. Throws `not_found`. */
  dismiss(id: string): void;
  findings(): readonly Finding[];
  tokenClock(): TokenClockVerdict;
  close(): void;
}
