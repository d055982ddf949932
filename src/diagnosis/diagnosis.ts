// What is wrong with logins as a whole: who knocks and is not known, who fights for one identity, whose clock is off.
// Owns: the list of unknown devices, the tallies of takeovers, the outcomes of logins that carry a time.
// Promises: all of it is bounded and in memory; a secret that a device sent in clear is held for ten minutes and never shown.
// Must never: decide who is let in, or keep a secret on the disk before somebody takes the device over.

import type { Device } from "../devices/devices.ts";
import { AppError, type Failure, failure } from "../spine/error.ts";
import type { Adoption, Diagnosis, DiagnosisOptions, Finding, RefusedLogin, Stranger } from "./contract.ts";
import { Strangers } from "./strangers.ts";
import { type Contest, Takeovers } from "./takeovers.ts";
import { TokenClock, type TokenClockVerdict } from "./token-clock.ts";

export type { Adoption, Diagnosis, DiagnosisOptions, Finding, RefusedLogin, Stranger } from "./contract.ts";
export { diagnosisMetrics } from "./metrics.ts";

const SWEEP_MS = 60_000;

/** Owns a timer and a subscription to changes of devices, until `close`. */
export function openDiagnosis(options: DiagnosisOptions): Diagnosis {
  return new LoginDiagnosis(options);
}

class LoginDiagnosis implements Diagnosis {
  readonly #options: DiagnosisOptions;
  readonly #strangers: Strangers;
  readonly #takeovers: Takeovers;
  readonly #tokenClock: TokenClock;
  readonly #ends: (() => void)[];

  constructor(options: DiagnosisOptions) {
    const { clock, devices, report } = options;
    this.#options = options;
    this.#strangers = new Strangers(clock);
    this.#takeovers = new Takeovers(clock, (contest) => {
      const device = devices.byId(contest.deviceId);
      if (device) report(device, explain(contest));
    });
    this.#tokenClock = new TokenClock(clock);
    const sweeping = clock.every(SWEEP_MS, () => {
      this.#strangers.sweep();
      this.#takeovers.sweep();
    });
    const removal = devices.onChange(({ action, device }) => {
      if (action === "created") this.#strangers.forgetNamed(device.productKey, device.deviceName);
      if (action === "deleted") this.#takeovers.forget(device.id);
    });
    this.#ends = [() => sweeping.cancel(), removal];
  }

  noteRefused(login: RefusedLogin): void {
    if (login.deviceId === 0) this.#strangers.note(login);
    else if (login.skewS !== undefined) this.#tokenClock.note(login.deviceId, login.skewS);
  }

  noteAdmitted(deviceId: number, hasTime: boolean): void {
    if (hasTime) this.#tokenClock.note(deviceId, undefined);
  }

  noteTakeover(deviceId: number, address: string): void {
    this.#takeovers.note(deviceId, ipOf(address));
  }

  strangers(): readonly Stranger[] {
    return this.#strangers.list();
  }

  countStrangers(): number {
    return this.#strangers.count();
  }

  stranger(id: string): Stranger {
    const found = this.#strangers.find(id);
    if (found === undefined) throw new AppError("not_found", { what: `unknown device ${id}` });
    return found;
  }

  adopt(id: string, adoption: Adoption, actor: string): { device: Device; isNewProduct: boolean } {
    const stranger = this.stranger(id);
    const { productKey, deviceName } = namesOf(stranger, adoption);
    const deviceSecret = adoption.isSecretSent ? this.#strangers.secretOf(id) : adoption.deviceSecret;
    if (adoption.isSecretSent && deviceSecret === undefined) throw new AppError("secret_not_held");
    const { products, devices } = this.#options;
    const isNewProduct = products.find(productKey) === undefined;
    if (isNewProduct) {
      if (stranger.productKey === "") throw new AppError("unknown_product", { productKey });
      products.create({ productKey, name: productKey }, actor);
    }
    const { name } = adoption;
    const device = devices.create(
      {
        ...{ productKey, deviceName },
        ...(deviceSecret === undefined ? {} : { deviceSecret }),
        ...(name === undefined ? {} : { name }),
      },
      actor,
    );
    this.#strangers.forget(id);
    return { device, isNewProduct };
  }

  dismiss(id: string): void {
    this.stranger(id);
    this.#strangers.dismiss(id);
  }

  findings(): readonly Finding[] {
    return this.#takeovers.contests().flatMap((contest) => {
      const device = this.#options.devices.byId(contest.deviceId);
      return device ? [{ device, why: explain(contest), since: contest.since, lastAt: contest.lastAt }] : [];
    });
  }

  tokenClock(): TokenClockVerdict {
    return this.#tokenClock.verdict();
  }

  close(): void {
    for (const end of this.#ends) end();
  }
}

/** What a login names is what the device must be called, or its next login would fail as this one did. */
function namesOf(stranger: Stranger, adoption: Adoption): { productKey: string; deviceName: string } {
  const isNamed = stranger.code !== "token_unknown";
  const productKey = stranger.productKey || adoption.productKey;
  const deviceName = isNamed ? stranger.deviceName : (adoption.deviceName ?? stranger.deviceName);
  if (productKey === undefined || deviceName === "")
    throw new AppError("invalid_request", {
      detail: "productKey and deviceName are needed: the login names none",
    });
  const isOther =
    (adoption.productKey !== undefined && adoption.productKey !== productKey) ||
    (adoption.deviceName !== undefined && adoption.deviceName !== deviceName);
  if (isOther)
    throw new AppError("invalid_request", { detail: `the login names ${productKey}/${deviceName}` });
  return { productKey, deviceName };
}

function explain({ hosts, count }: Contest): Failure {
  const [second = "", first] = hosts;
  return first === undefined
    ? failure("connection_contested", { count, first: second })
    : failure("credential_shared", { count, first, second });
}

/** Without port and brackets. */
function ipOf(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf(":"))).replace(/^\[|\]$/g, "");
}
