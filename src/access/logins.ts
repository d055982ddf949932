// Who a peer is: from its claim to a device, an application or an errand; and devices that fetch their credentials.
// Owns: the order in which a claim is held against devices and applications, and the rules of registration.
// Promises: a secret is compared before anything else is told; whatever is refused has its cause in the log.
// Must never: know a protocol's bytes, or how a dialect writes its names and signatures.

import { dialectOf, readCertificateName, readLogin } from "../codec/codec.ts";
import type { DeviceLogin, Login, LoginReading, RegistrationClaim } from "../codec/dialect.ts";
import type { Device, Devices } from "../devices/devices.ts";
import type { Ingest, RefusedPeer } from "../ingest/ingest.ts";
import { type AttemptLimit, makeAttemptLimit } from "../kit/attempt-limit.ts";
import type { Products } from "../products/products.ts";
import type { Clock } from "../spine/clock.ts";
import { AppError, type ErrorCode, type Failure, failure } from "../spine/error.ts";
import { DEVICE_NAME_PATTERN } from "../spine/ids.ts";
import { err, ok, type Result } from "../spine/result.ts";
import type { Admission, ApplicationPrincipal, Claim, UplinkReply } from "./adapter.ts";

/** Users and application keys; undefined when the claim names none of them. */
export interface Applications {
  authenticate(claim: Claim): Promise<Result<ApplicationPrincipal, Failure> | undefined>;
}

/** A device's login that was refused, for whoever looks for a pattern in them. */
export interface RefusedAttempt {
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
  /** The secret itself, where the dialect sends it in clear; not to be stored or shown. */
  readonly secret: string | undefined;
}

export interface Witness {
  noteRefused(attempt: RefusedAttempt): void;
  /** `hasTime`: the login carried a time, which was good. */
  noteAdmitted(deviceId: number, hasTime: boolean): void;
}

export interface LoginsOptions {
  readonly clock: Clock;
  readonly products: Pick<Products, "find">;
  readonly devices: Pick<Devices, "find" | "findBySecret" | "findByName" | "create" | "noteRegistration">;
  readonly ingest: Ingest;
  readonly applications?: Applications | undefined;
  readonly witness?: Witness | undefined;
}

export interface Logins {
  /** Finds out who the peer is. A failure is in the device log with its cause by the time this resolves. */
  authenticate(claim: Claim): Promise<Result<Admission, Failure>>;
}

/** Of names that strangers choose: enough to find a device by. */
const SHOWN_LENGTH = 256;
/** Registrations are rare: this many attempts of one address within a minute shut it out for a minute. */
const REGISTRATION_LIMIT = { windowMs: 60_000, failuresMax: 120, banMs: 60_000, keysMax: 10_000 };
/** How long a peer on an errand may stay (Alibaba closes after 15 s). */
const ERRAND_MS = 15_000;

export function makeLogins(options: LoginsOptions): Logins {
  const limit = makeAttemptLimit({ clock: options.clock, ...REGISTRATION_LIMIT });
  return new PlatformLogins(options, limit);
}

/** What is known of a peer when it is refused. */
interface Names {
  readonly dialect: string;
  readonly productKey: string;
  readonly deviceName: string;
}

class PlatformLogins implements Logins {
  constructor(
    private readonly options: LoginsOptions,
    private readonly registrations: AttemptLimit,
  ) {}

  async authenticate(claim: Claim): Promise<Result<Admission, Failure>> {
    const reading = readLogin({ ...claim, nowMs: this.options.clock.now() });
    const vouched = this.tryCertificate(claim, reading);
    if (vouched !== undefined) {
      if (vouched.device) return ok({ kind: "device", principal: vouched.device });
      return this.refuse(claim, vouched.names, vouched.failure);
    }
    switch (reading.kind) {
      case "registration":
        return this.answerRegistration(claim, reading.claim);
      case "provisioning":
        return ok({ kind: "errand", errand: this.makeProvisioning(claim, reading.dialect) });
      default:
        return this.admit(claim, reading);
    }
  }

  /**
   * The device that a client certificate names. Undefined where there is none, or where the peer proves itself by
   * a password or a token; what it says of itself without one only tells its dialect.
   */
  private tryCertificate(
    { certificateName, password }: Claim,
    reading: LoginReading,
  ): DeviceAttempt | undefined {
    if (certificateName === undefined || (password?.length ?? 0) > 0) return undefined;
    const { devices } = this.options;
    for (const { productKey, deviceName } of readCertificateName(certificateName)) {
      const device =
        productKey === undefined ? devices.findByName(deviceName) : devices.find(productKey, deviceName);
      if (device === undefined) continue;
      const dialect = dialectIn(reading);
      const barrier = barrierOf(device);
      return barrier
        ? refusedAttempt(barrier, namesOf({ ...device, dialect }))
        : admittedAttempt(device, dialect);
    }
    if (reading.kind === "token") return undefined;
    return refusedAttempt(failure("certificate_unknown", { name: certificateName.slice(0, 128) }));
  }

  /** A device first; then, where the form allows, a person or an application. */
  private async admit(
    claim: Claim,
    reading: Exclude<LoginReading, { kind: "registration" | "provisioning" }>,
  ): Promise<Result<Admission, Failure>> {
    const attempt = this.tryDevice(reading);
    if (attempt.device) {
      const { deviceId, dialect } = attempt.device;
      this.options.witness?.noteAdmitted(deviceId, TIMED_DIALECTS.has(dialect));
      return ok({ kind: "device", principal: attempt.device });
    }
    const isOpenForm = reading.kind !== "login" || reading.login.dialect === "plain";
    const application = isOpenForm ? await this.options.applications?.authenticate(claim) : undefined;
    if (application?.ok) return ok({ kind: "application", principal: application.value });
    return this.refuse(claim, attempt.names, application ? application.error : attempt.failure);
  }

  private tryDevice(
    reading: Exclude<LoginReading, { kind: "registration" | "provisioning" }>,
  ): DeviceAttempt {
    switch (reading.kind) {
      case "login":
        return this.tryLogin(reading.login, this.find(reading.login));
      case "name":
        return this.tryName(reading.login, reading.productHint);
      case "token":
        return this.tryToken(reading.dialect, reading.token);
      case "refused":
        return refusedAttempt(reading.failure);
      case "foreign":
        return refusedAttempt(failure("bad_client_id", { detail: "no dialect knows this form" }));
    }
  }

  private find({ productKey, deviceName }: Login): Device | undefined {
    return this.options.devices.find(productKey, deviceName);
  }

  private tryLogin(login: Login, device: Device | undefined): DeviceAttempt {
    const names = namesOf(login);
    if (!device) return refusedAttempt(this.explainUnknown(names), names);
    const { deviceSecret, product } = device;
    const isProductSecretShared = product.registration !== "off";
    const secrets = { deviceSecret, productSecret: product.productSecret, isProductSecretShared };
    const wrong = login.verify(secrets) ?? barrierOf(device);
    return wrong ? refusedAttempt(wrong, names) : admittedAttempt(device, login.dialect);
  }

  private tryName(login: DeviceLogin, productHint: string): DeviceAttempt {
    const { devices } = this.options;
    const device = devices.find(productHint, login.deviceName) ?? devices.findByName(login.deviceName);
    const names = { dialect: login.dialect, productKey: "", deviceName: login.deviceName };
    if (!device) return refusedAttempt(failure("device_name_unknown", names), names);
    return this.tryLogin({ ...login, productKey: device.productKey }, device);
  }

  private tryToken(dialect: string, token: string): DeviceAttempt {
    const device = this.options.devices.findBySecret(token);
    if (!device) return refusedAttempt(this.explainToken(token), { ...NOBODY, dialect });
    const barrier = barrierOf(device);
    if (barrier) return refusedAttempt(barrier, namesOf({ ...device, dialect }));
    return admittedAttempt(device, dialect);
  }

  private explainToken(token: string): Failure {
    const { devices } = this.options;
    const bare = token.trim();
    if (bare !== token && devices.findBySecret(bare))
      return failure("token_unknown", { cause: "@cause_white_space" });
    return devices.findByName(bare)
      ? failure("token_unknown", { cause: "@cause_name_as_token" })
      : failure("token_unknown");
  }

  private explainUnknown({ productKey, deviceName }: Names): Failure {
    if (!this.options.products.find(productKey)) return failure("unknown_product", { productKey });
    return failure("unknown_device", { productKey, deviceName });
  }

  private answerRegistration(claim: Claim, wanted: RegistrationClaim): Result<Admission, Failure> {
    const registered = this.register(claim, wanted);
    if (!registered.ok) return registered;
    const greetings = [registered.value];
    const receive = () => Promise.resolve(undefined);
    return ok({ kind: "errand", errand: { greetings, lifetimeMs: ERRAND_MS, receive } });
  }

  /** Checks the claim, creates the device where that is allowed, and makes what it is told. */
  private register(claim: Claim, wanted: RegistrationClaim): Result<UplinkReply, Failure> {
    const names = namesOf(wanted);
    const host = hostOf(claim.address);
    const bannedMs = this.registrations.bannedForMs(host);
    if (bannedMs > 0) {
      const retryAfterS = Math.ceil(bannedMs / 1_000);
      return this.refuse(claim, names, failure("rate_limited", { retryAfterS }));
    }
    this.registrations.fail(host);
    const found = this.findRegistrable(wanted);
    if (!found.ok) return this.refuse(claim, names, found.error);
    const device = found.value ?? this.create(wanted);
    if ("code" in device) return this.refuse(claim, names, device);
    this.options.devices.noteRegistration(device, wanted.dialect);
    return ok(wanted.answer({ deviceSecret: device.deviceSecret }));
  }

  /** The device that may be told its secret; undefined when it is to be created first. */
  private findRegistrable(wanted: RegistrationClaim): Result<Device | undefined, Failure> {
    const { productKey, deviceName } = wanted;
    const product = this.options.products.find(productKey);
    if (!product) return err(failure("unknown_product", { productKey }));
    const wrong = wanted.verify(product.productSecret);
    if (wrong) return err(wrong);
    if (!product.isEnabled) return err(failure("product_disabled"));
    if (product.registration === "off") return err(failure("registration_off", { productKey }));
    const { wantedSecret } = wanted;
    // Two devices with one token would both be locked out.
    if (wantedSecret !== undefined && this.options.devices.findBySecret(wantedSecret))
      return err(failure("already_exists", { what: "this access token" }));
    const device = this.options.devices.find(productKey, deviceName);
    if (!device) {
      const isCreating = wanted.kind === "open" && product.registration === "open";
      return isCreating ? ok(undefined) : err(failure("unknown_device", { productKey, deviceName }));
    }
    if (!device.isEnabled) return err(failure("device_disabled"));
    if (device.activatedAt !== undefined) return err(failure("already_activated", { deviceName }));
    return ok(device);
  }

  private create({ productKey, deviceName, dialect, wantedSecret }: RegistrationClaim): Device | Failure {
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

  private makeProvisioning(claim: Claim, name: string) {
    const receive = async (topic: string, payload: Uint8Array): Promise<UplinkReply | undefined> => {
      const asked = dialectOf(name)?.readProvisioning?.(topic, payload);
      if (!asked) return undefined;
      const outcome = asked.claim.ok
        ? this.register(claim, asked.claim.value)
        : this.refuse(claim, { ...NOBODY, dialect: name }, asked.claim.error);
      return outcome.ok ? outcome.value : asked.refuse(outcome.error);
    };
    return { greetings: [], lifetimeMs: ERRAND_MS, receive };
  }

  /** A user name alone may be a secret (access token), and must not be shown; nor with a password beside it. */
  private isSecret({ username = "", password }: Claim): boolean {
    if (username.includes("&")) return false;
    return (password?.length ?? 0) === 0 || this.options.devices.findBySecret(username.trim()) !== undefined;
  }

  private refuse(claim: Claim, names: Names, why: Failure): Result<never, Failure> {
    const device = this.options.devices.find(names.productKey, names.deviceName);
    const { protocol, address } = claim;
    const peer: RefusedPeer = { deviceId: device?.id ?? 0, ...names, protocol, address };
    const username = this.isSecret(claim) ? "" : (claim.username ?? "").slice(0, SHOWN_LENGTH);
    const clientId = claim.clientId.slice(0, SHOWN_LENGTH);
    const shown = failure(why.code, { ...why.params, clientId, username });
    const told = { ...names, protocol, address, clientId, code: why.code, skewS: skewOf(why) };
    this.options.witness?.noteRefused({
      ...told,
      deviceId: peer.deviceId,
      secret: clearSecret(claim, names),
    });
    this.options.ingest.refuse(peer, shown, "connect");
    return err(why);
  }
}

/** What came of holding a claim against the devices. */
type DeviceAttempt =
  | {
      readonly device: {
        readonly deviceId: number;
        readonly productKey: string;
        readonly deviceName: string;
        readonly dialect: string;
      };
    }
  | { readonly device: undefined; readonly failure: Failure; readonly names: Names };

function dialectIn(reading: LoginReading): string {
  return reading.kind === "login" || reading.kind === "name" ? reading.login.dialect : "plain";
}

/** Their logins carry a time. */
const TIMED_DIALECTS: ReadonlySet<string> = new Set(["onenet", "jetlinks"]);

/** By how much the time alone is wrong, s; a cause beside it says that it is no matter of clocks. */
function skewOf({ code, params: { skewS, cause } }: Failure): number | undefined {
  const isOfTime = (code === "token_expired" || code === "clock_skew") && cause === undefined;
  return isOfTime ? Number(skewS) : undefined;
}

/** What the device sent as its secret, where its dialect signs nothing. */
function clearSecret({ username, password }: Claim, names: Names): string | undefined {
  const { dialect, productKey } = names;
  if (dialect === "thingsboard") return productKey === "" ? username : undefined;
  return dialect === "plain" && password?.length ? new TextDecoder().decode(password) : undefined;
}

const NOBODY: Names = { dialect: "", productKey: "", deviceName: "" };

function namesOf({ dialect, productKey, deviceName }: Names): Names {
  return { dialect, productKey, deviceName };
}

function refusedAttempt(why: Failure, names: Names = NOBODY): DeviceAttempt {
  return { device: undefined, failure: why, names };
}

function admittedAttempt({ id, productKey, deviceName }: Device, dialect: string): DeviceAttempt {
  return { device: { deviceId: id, productKey, deviceName, dialect } };
}

/** Told only to who proved to be the device. */
function barrierOf(device: Device): Failure | undefined {
  if (!device.product.isEnabled) return failure("product_disabled");
  return device.isEnabled ? undefined : failure("device_disabled");
}

function hostOf(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf(":")));
}
