// Devices that fetch their credentials: what is checked, what is created, and how often an address may ask.

import type { RegistrationClaim } from "../../codec/dialect.ts";
import type { Device, Devices } from "../../devices/devices.ts";
import { type AttemptLimit, makeAttemptLimit } from "../../kit/attempt-limit.ts";
import type { Product, Products } from "../../products/products.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError, type Failure, failure } from "../../spine/error.ts";
import { DEVICE_NAME_PATTERN } from "../../spine/ids.ts";
import { checkWithKeys } from "../../spine/product.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import type { UplinkReply } from "../adapter.ts";

/** Registrations are rare: this many attempts of one address within a minute shut it out for a minute. */
const LIMIT = { windowMs: 60_000, failuresMax: 120, banMs: 60_000, keysMax: 10_000 };

export interface RegistrationOptions {
  readonly clock: Clock;
  readonly products: Pick<Products, "find">;
  readonly devices: Pick<Devices, "find" | "findBySecret" | "create" | "noteRegistration" | "isInTrash">;
  /** Whether some device logs in with this text alone. */
  readonly isToken: (text: string) => boolean;
  /** Why the device may not be told its secret at `host`, where that is not one of its own addresses. */
  readonly refusalAt?: (deviceId: number, host: string) => Failure | undefined;
}

export class Registration {
  readonly #limit: AttemptLimit;

  constructor(private readonly options: RegistrationOptions) {
    this.#limit = makeAttemptLimit({ clock: options.clock, ...LIMIT });
  }

  /** Checks the claim of a peer at `host`, creates the device where that is allowed, and makes what it is told. */
  register(host: string, wanted: RegistrationClaim): Result<UplinkReply, Failure> {
    const bannedMs = this.#limit.bannedForMs(host);
    if (bannedMs > 0) return err(failure("rate_limited", { retryAfterS: Math.ceil(bannedMs / 1_000) }));
    this.#limit.fail(host);
    const found = this.#findRegistrable(host, wanted);
    if (!found.ok) return found;
    const device = found.value ?? this.#create(wanted);
    if ("code" in device) return err(device);
    this.options.devices.noteRegistration(device, wanted.dialect);
    return ok(wanted.answer({ deviceSecret: device.deviceSecret }));
  }

  /** The device that may be told its secret; undefined when it is to be created first. */
  #findRegistrable(host: string, wanted: RegistrationClaim): Result<Device | undefined, Failure> {
    const { productKey, deviceName, wantedSecret } = wanted;
    const product = this.options.products.find(productKey);
    if (!product) return err(failure("unknown_product", { productKey }));
    const wrong =
      checkWithKeys(product, this.options.clock.now(), (keys) => wanted.verify(keys.productSecret)) ??
      this.#barrierOf(product, wanted.dialect);
    if (wrong) return err(wrong);
    // Two devices with one token would both be locked out.
    if (wantedSecret !== undefined && this.options.isToken(wantedSecret))
      return err(failure("already_exists", { what: "this access token" }));
    const device = this.options.devices.find(productKey, deviceName);
    if (!device) {
      // A person deleted it: it does not bring itself back.
      if (this.options.devices.isInTrash(productKey, deviceName)) return err(failure("device_deleted"));
      const isCreating = wanted.kind === "open" && product.registration === "open";
      return isCreating ? ok(undefined) : err(failure("unknown_device", { productKey, deviceName }));
    }
    if (!device.isEnabled) return err(failure("device_disabled"));
    if (device.activatedAt !== undefined) return err(failure("already_activated", { deviceName }));
    const refusal = this.options.refusalAt?.(device.id, host);
    return refusal ? err(refusal) : ok(device);
  }

  #barrierOf(product: Product, dialect: string): Failure | undefined {
    const { productKey, isEnabled, registration, registrationUntil: until, dialects } = product;
    if (!isEnabled) return failure("product_disabled");
    if (registration === "off") return failure("registration_off", { productKey });
    if (until !== null && this.options.clock.now() >= until)
      return failure("registration_closed", { productKey, until: new Date(until).toISOString() });
    if (dialects === null || dialects.some((one) => one === dialect)) return undefined;
    return failure("dialect_not_allowed", { dialect, productKey, allowed: dialects.join(", ") });
  }

  #create({ productKey, deviceName, dialect, wantedSecret }: RegistrationClaim): Device | Failure {
    // A dialect whose devices may come without a name has it made up.
    if (deviceName !== "" && !DEVICE_NAME_PATTERN.test(deviceName))
      return failure("device_name_invalid", { deviceName: deviceName.slice(0, 64) });
    try {
      const secret = wantedSecret === undefined ? {} : { deviceSecret: wantedSecret };
      const name = deviceName === "" ? {} : { deviceName };
      return this.options.devices.create({ productKey, ...name, ...secret }, dialect);
    } catch (cause) {
      if (cause instanceof AppError) return failure(cause.code, cause.params);
      throw cause;
    }
  }
}
