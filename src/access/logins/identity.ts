// Which device a peer is: its claim held against the credentials of devices.

import { readCertificateName } from "../../codec/codec.ts";
import type { DeviceLogin, Login, LoginReading } from "../../codec/dialect.ts";
import type { Device, DeviceCredentials, Devices } from "../../devices/devices.ts";
import type { Products } from "../../products/products.ts";
import type { Clock } from "../../spine/clock.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { checkWithKeys } from "../../spine/product.ts";
import type { Claim } from "../adapter.ts";
import { type DeviceAttempt, type Names, NOBODY, namesOf, refusedAttempt } from "./attempt.ts";

export interface IdentityOptions {
  readonly clock: Pick<Clock, "now">;
  readonly products: Pick<Products, "find">;
  readonly devices: Pick<Devices, "find" | "findBySecret" | "findByName" | "isInTrash" | "isSecretInTrash">;
  readonly credentials?: Pick<DeviceCredentials, "proofs"> | undefined;
}

/** A reading that is neither a registration nor an errand. */
export type DeviceReading = Exclude<LoginReading, { kind: "registration" | "provisioning" }>;

/** Proofs are compared first; who the device is and why it may not in is told only to who proved to be it. */
export class Identity {
  constructor(private readonly options: IdentityOptions) {}

  /**
   * The device that a client certificate names. Undefined where there is none, or where the peer proves itself by
   * a password or a token; what it says of itself without one only tells its dialect.
   */
  byCertificate(claim: Claim, reading: LoginReading): DeviceAttempt | undefined {
    const { certificateName: name, certificateFingerprint: fingerprint, password } = claim;
    if ((name === undefined && fingerprint === undefined) || (password?.length ?? 0) > 0) return undefined;
    const known = fingerprint === undefined ? undefined : this.#proofs?.findCertificate(fingerprint);
    if (known?.failure) {
      const names = known.device ? namesOfDevice(known.device, dialectIn(reading) ?? "") : NOBODY;
      return refusedAttempt(known.failure, names);
    }
    if (known?.device) return this.#admit(claim, known.device, { ...known, dialect: dialectIn(reading) });
    for (const { productKey, deviceName } of name === undefined ? [] : readCertificateName(name)) {
      const device = this.#find(productKey, deviceName);
      if (device) return this.#admit(claim, device, { credentialId: 0, dialect: dialectIn(reading) });
    }
    if (reading.kind === "token") return undefined;
    if (name !== undefined)
      return refusedAttempt(failure("certificate_unknown", { name: name.slice(0, 128) }));
    return refusedAttempt(failure("certificate_foreign", { fingerprint: fingerprint ?? "" }));
  }

  /** A device that has this user name of its own; undefined when none has. */
  byPassword(claim: Claim): DeviceAttempt | undefined {
    const { username, password } = claim;
    if (this.#proofs === undefined || username === undefined || username.includes("&")) return undefined;
    if (!password?.length) return undefined;
    const found = this.#proofs.findPassword(username, new TextDecoder().decode(password));
    if (found?.device === undefined) return undefined;
    if (found.failure) return refusedAttempt(found.failure, namesOfDevice(found.device, "plain"));
    return this.#admit(claim, found.device, { ...found, dialect: undefined });
  }

  byReading(claim: Claim, reading: DeviceReading): DeviceAttempt {
    switch (reading.kind) {
      case "login": {
        const { productKey, deviceName } = reading.login;
        return this.#byLogin(claim, reading.login, this.options.devices.find(productKey, deviceName));
      }
      case "name":
        return this.#byName(claim, reading.login, reading.productHint);
      case "token":
        return this.#byToken(claim, reading);
      case "refused":
        return refusedAttempt(reading.failure);
      case "foreign":
        return refusedAttempt(failure("bad_client_id", { detail: "no dialect knows this form" }));
    }
  }

  /** Whether some device logs in with this text alone. */
  isToken(text: string): boolean {
    if (this.#proofs) return this.#proofs.findToken(text) !== undefined;
    return this.options.devices.findBySecret(text) !== undefined;
  }

  get #proofs() {
    return this.options.credentials?.proofs;
  }

  #find(productKey: string | undefined, deviceName: string): Device | undefined {
    const { devices } = this.options;
    return productKey === undefined ? devices.findByName(deviceName) : devices.find(productKey, deviceName);
  }

  #byLogin(claim: Claim, login: Login, device: Device | undefined): DeviceAttempt {
    const names = namesOf(login);
    if (!device) return refusedAttempt(this.#explainUnknown(names), names);
    const isProductSecretShared = device.product.registration !== "off";
    const verify = (deviceSecret: string) =>
      checkWithKeys(device.product, this.options.clock.now(), ({ productSecret, accessKey }) =>
        login.verify({ deviceSecret, productSecret, productAccessKey: accessKey, isProductSecretShared }),
      );
    const proof = this.#proofs?.check(device, verify) ?? proofOf(verify(device.deviceSecret));
    if (proof.failure) return refusedAttempt(proof.failure, names);
    return this.#admit(claim, device, { credentialId: proof.credentialId, dialect: login.dialect });
  }

  #byName(claim: Claim, login: DeviceLogin, productHint: string): DeviceAttempt {
    const { devices } = this.options;
    const device = devices.find(productHint, login.deviceName) ?? devices.findByName(login.deviceName);
    const names = { dialect: login.dialect, productKey: "", deviceName: login.deviceName };
    if (!device && devices.isInTrash(undefined, login.deviceName))
      return refusedAttempt(failure("device_deleted"), names);
    if (!device) return refusedAttempt(failure("device_name_unknown", names), names);
    return this.#byLogin(claim, { ...login, productKey: device.productKey }, device);
  }

  #byToken(claim: Claim, { dialect, token }: { dialect: string; token: string }): DeviceAttempt {
    const owner = this.#proofs ? undefined : this.options.devices.findBySecret(token);
    const found =
      this.#proofs?.findToken(token) ?? (owner && { device: owner, credentialId: 0, failure: undefined });
    if (!found?.device) return refusedAttempt(this.#explainToken(token), { ...NOBODY, dialect });
    if (found.failure) return refusedAttempt(found.failure, namesOfDevice(found.device, dialect));
    return this.#admit(claim, found.device, { credentialId: found.credentialId, dialect });
  }

  /** Who proved to be the device is let in, unless something else stands in its way. */
  #admit(
    claim: Claim,
    device: Device,
    { credentialId, dialect = homeDialect(device) }: { credentialId: number; dialect: string | undefined },
  ): DeviceAttempt {
    const barrier =
      barrierOf(device) ??
      dialectBarrier(device, dialect) ??
      this.#proofs?.refusalAt(device.id, claim.address);
    if (barrier) return refusedAttempt(barrier, namesOfDevice(device, dialect));
    return { device, dialect, credentialId };
  }

  #explainToken(token: string): Failure {
    const bare = token.trim();
    if (this.options.devices.isSecretInTrash(token)) return failure("device_deleted");
    if (bare !== token && this.isToken(bare))
      return failure("token_unknown", { cause: "@cause_white_space" });
    return this.options.devices.findByName(bare)
      ? failure("token_unknown", { cause: "@cause_name_as_token" })
      : failure("token_unknown");
  }

  #explainUnknown({ productKey, deviceName }: Names): Failure {
    if (!this.options.products.find(productKey)) return failure("unknown_product", { productKey });
    return this.options.devices.isInTrash(productKey, deviceName)
      ? failure("device_deleted")
      : failure("unknown_device", { productKey, deviceName });
  }
}

/** Field by field: a device's product key is a getter, which a spread leaves behind. */
function namesOfDevice({ productKey, deviceName }: Device, dialect: string): Names {
  return { dialect, productKey, deviceName };
}

function proofOf(wrong: Failure | undefined) {
  return wrong ? { failure: wrong } : { credentialId: 0, failure: undefined };
}

function dialectIn(reading: LoginReading): string | undefined {
  return reading.kind === "login" || reading.kind === "name" ? reading.login.dialect : undefined;
}

/** What a login speaks that has no form of its own: whatever the product speaks. */
function homeDialect({ product }: Device): string {
  const { dialects } = product;
  return dialects === null || dialects.includes("plain") ? "plain" : (dialects[0] ?? "plain");
}

function barrierOf(device: Device): Failure | undefined {
  if (!device.product.isEnabled) return failure("product_disabled");
  return device.isEnabled ? undefined : failure("device_disabled");
}

function dialectBarrier({ product }: Device, dialect: string): Failure | undefined {
  const { productKey, dialects } = product;
  if (dialects === null || dialects.some((one) => one === dialect)) return undefined;
  return failure("dialect_not_allowed", { dialect, productKey, allowed: dialects.join(", ") });
}
