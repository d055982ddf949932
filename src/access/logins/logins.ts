// Who a peer is: from its claim to a device, an application or an errand; and devices that fetch their credentials.
// Owns: the order in which a claim is held against devices and applications, and the rules of registration.
// Promises: a secret is compared before anything else is told; whatever is refused has its cause in the log.
// Must never: know a protocol's bytes, or how a dialect writes its names and signatures.

import { dialectOf, readLogin } from "../../codec/codec.ts";
import type { RegistrationClaim } from "../../codec/dialect.ts";
import type { DeviceCredentials, Devices } from "../../devices/devices.ts";
import type { Ingest, RefusedPeer } from "../../ingest/ingest.ts";
import type { Products } from "../../products/products.ts";
import type { Clock } from "../../spine/clock.ts";
import { type ErrorCode, type Failure, failure } from "../../spine/error.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import type { Admission, ApplicationPrincipal, Claim, UplinkReply } from "../adapter.ts";
import { type DeviceAttempt, hostOf, type Names, NOBODY, namesOf } from "./attempt.ts";
import { type DeviceReading, Identity } from "./identity.ts";
import { Registration } from "./registration.ts";

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
  readonly devices: Pick<
    Devices,
    "find" | "findBySecret" | "findByName" | "create" | "noteRegistration" | "isInTrash" | "isSecretInTrash"
  >;
  readonly ingest: Ingest;
  /** Without them a device has its secret and nothing else. */
  readonly credentials?: Pick<DeviceCredentials, "proofs" | "noteUse"> | undefined;
  readonly applications?: Applications | undefined;
  readonly witness?: Witness | undefined;
}

export interface Logins {
  /** Finds out who the peer is. A failure is in the device log with its cause by the time this resolves. */
  authenticate(claim: Claim): Promise<Result<Admission, Failure>>;
  /** Registers a device over a protocol that has requests and answers; the same rules and limits hold. */
  register(claim: Claim, wanted: RegistrationClaim): Result<UplinkReply, Failure>;
}

/** Of names that strangers choose: enough to find a device by. */
const SHOWN_LENGTH = 256;
/** How long a peer on an errand may stay (Alibaba closes after 15 s). */
const ERRAND_MS = 15_000;
/** Their logins carry a time. */
const TIMED_DIALECTS: ReadonlySet<string> = new Set(["onenet", "jetlinks"]);

export function makeLogins(options: LoginsOptions): Logins {
  return new PlatformLogins(options);
}

class PlatformLogins implements Logins {
  readonly #identity: Identity;
  readonly #registration: Registration;

  constructor(private readonly options: LoginsOptions) {
    this.#identity = new Identity(options);
    const isToken = (text: string) => this.#identity.isToken(text);
    const refusalAt = (deviceId: number, host: string) =>
      options.credentials?.proofs.refusalAt(deviceId, `${host}:0`);
    this.#registration = new Registration({ ...options, isToken, refusalAt });
  }

  async authenticate(claim: Claim): Promise<Result<Admission, Failure>> {
    const reading = readLogin({ ...claim, nowMs: this.options.clock.now() });
    const vouched = this.#identity.byCertificate(claim, reading);
    if (vouched !== undefined) {
      return vouched.device
        ? this.#admit(claim, vouched)
        : this.#refuse(claim, vouched.names, vouched.failure);
    }
    switch (reading.kind) {
      case "registration":
        return this.#answerRegistration(claim, reading.claim);
      case "provisioning":
        return ok({ kind: "errand", errand: this.#makeProvisioning(claim, reading.dialect) });
      default:
        return this.#enter(claim, reading);
    }
  }

  register(claim: Claim, wanted: RegistrationClaim): Result<UplinkReply, Failure> {
    const registered = this.#registration.register(hostOf(claim), wanted);
    return registered.ok ? registered : this.#refuse(claim, namesOf(wanted), registered.error);
  }

  /** A device first; then, where the form allows, a person or an application. */
  async #enter(claim: Claim, reading: DeviceReading): Promise<Result<Admission, Failure>> {
    const named = this.#identity.byPassword(claim);
    const attempt = named?.device ? named : this.#identity.byReading(claim, reading);
    if (attempt.device) return this.#admit(claim, attempt);
    const isOpenForm = reading.kind !== "login" || reading.login.dialect === "plain";
    const application = isOpenForm ? await this.options.applications?.authenticate(claim) : undefined;
    if (application?.ok) return ok({ kind: "application", principal: application.value });
    // A user name that some device has tells more than a form that nothing has.
    const shown = named === undefined || named.device ? attempt : named;
    return this.#refuse(claim, shown.names, application ? application.error : shown.failure);
  }

  #admit(
    { address }: Claim,
    { device, dialect, credentialId }: Extract<DeviceAttempt, { credentialId: number }>,
  ): Result<Admission, Failure> {
    const { id: deviceId, productKey, deviceName } = device;
    this.options.credentials?.noteUse(deviceId, credentialId, {
      at: this.options.clock.now(),
      dialect,
      address,
    });
    this.options.witness?.noteAdmitted(deviceId, TIMED_DIALECTS.has(dialect));
    return ok({ kind: "device", principal: { deviceId, productKey, deviceName, dialect } });
  }

  #answerRegistration(claim: Claim, wanted: RegistrationClaim): Result<Admission, Failure> {
    const registered = this.register(claim, wanted);
    if (!registered.ok) return registered;
    const greetings = [registered.value];
    const receive = () => Promise.resolve(undefined);
    return ok({ kind: "errand", errand: { greetings, lifetimeMs: ERRAND_MS, receive } });
  }

  #makeProvisioning(claim: Claim, name: string) {
    const receive = async (topic: string, payload: Uint8Array): Promise<UplinkReply | undefined> => {
      const asked = dialectOf(name)?.readProvisioning?.(topic, payload);
      if (!asked) return undefined;
      const outcome = asked.claim.ok
        ? this.register(claim, asked.claim.value)
        : this.#refuse(claim, { ...NOBODY, dialect: name }, asked.claim.error);
      return outcome.ok ? outcome.value : asked.refuse(outcome.error);
    };
    return { greetings: [], lifetimeMs: ERRAND_MS, receive };
  }

  /** A user name alone may be a secret (access token), and must not be shown; nor with a password beside it. */
  #isSecret({ username = "", password }: Claim): boolean {
    if (username.includes("&")) return false;
    return (password?.length ?? 0) === 0 || this.#identity.isToken(username.trim());
  }

  #refuse(claim: Claim, names: Names, why: Failure): Result<never, Failure> {
    const device = this.options.devices.find(names.productKey, names.deviceName);
    const { protocol, address } = claim;
    const peer: RefusedPeer = { deviceId: device?.id ?? 0, ...names, protocol, address };
    const username = this.#isSecret(claim) ? "" : (claim.username ?? "").slice(0, SHOWN_LENGTH);
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
