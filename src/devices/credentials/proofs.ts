// The side of logins: which credential of which device a proof holds with, or why it holds with none.

import { isWithin, type Network, readNetwork } from "../../kit/cidr.ts";
import type { Clock } from "../../spine/clock.ts";
import { type Failure, failure } from "../../spine/error.ts";
import type { Device } from "../device-entry.ts";
import type { Devices } from "../registry/contract.ts";
import { type Credential, hashOf, isSameSecret, statusOf } from "./credential.ts";
import type { CredentialStore } from "./credential-store.ts";

/** Failures of a proof that was made with the right secret. */
const OF_TIME: ReadonlySet<string> = new Set<Failure["code"]>(["clock_skew", "token_expired"]);

/** `credentialId` 0 is the device secret. */
export type SecretProof =
  | { readonly credentialId: number; readonly failure: undefined }
  | { readonly failure: Failure };

/** A credential that was found by what the peer sent; with `failure` it is known but does not let in. */
export interface FoundCredential {
  /** Undefined when the device is gone. */
  readonly device: Device | undefined;
  readonly credentialId: number;
  readonly failure: Failure | undefined;
}

export interface ProofsOptions {
  readonly clock: Pick<Clock, "now">;
  readonly devices: Pick<Devices, "byId" | "findBySecret">;
  readonly store: Pick<CredentialStore, "holders" | "ofDevice" | "byLookup" | "access">;
}

/** A device that has nothing but its secret costs no more than a look into a set. */
export class CredentialProofs {
  readonly #holders: Set<number>;
  readonly #restricted: Set<number>;
  readonly #networks = new Map<number, readonly Network[]>();

  constructor(private readonly options: ProofsOptions) {
    const { withCredentials, withNetworks } = options.store.holders();
    this.#holders = new Set(withCredentials);
    this.#restricted = new Set(withNetworks);
  }

  /** Holds the proof against every secret of the device; `verify` answers undefined when it is made with this one. */
  check(device: Device, verify: (deviceSecret: string) => Failure | undefined): SecretProof {
    const wrong = verify(device.deviceSecret);
    if (wrong === undefined) return { credentialId: 0, failure: undefined };
    if (!this.#holders.has(device.id)) return { failure: wrong };
    const now = this.options.clock.now();
    const others = this.options.store
      .ofDevice(device.id)
      .filter(({ kind }) => kind === "secret")
      .reverse()
      .map((one) => ({ one, status: statusOf(one, now), wrong: verify(one.secret) }));
    const active = others.filter(({ status }) => status === "active");
    const good = active.find((other) => other.wrong === undefined);
    if (good) return { credentialId: good.one.id, failure: undefined };
    const ended = others.find((other) => other.wrong === undefined);
    if (ended) return { failure: endOf(ended.one) };
    const failures = [wrong, ...active.flatMap((other) => other.wrong ?? [])];
    const telling = failures.find(({ code }) => OF_TIME.has(code));
    if (telling) return { failure: telling };
    const tried = active.length > 0 && wrong.params.tried !== undefined ? { tried: "@keys_of_device" } : {};
    return { failure: failure(wrong.code, { ...wrong.params, ...tried }) };
  }

  /** The device of an access token, or of a secret that is used as one; undefined when no device or several have it. */
  findToken(token: string): FoundCredential | undefined {
    const owner = this.options.devices.findBySecret(token);
    if (owner) return { device: owner, credentialId: 0, failure: undefined };
    if (this.#holders.size === 0) return undefined;
    const hash = hashOf(token);
    const rows = (["token", "secret"] as const)
      .flatMap((kind) => this.options.store.byLookup(kind, hash))
      .filter(({ secret }) => isSameSecret(secret, token));
    return this.#choose(rows);
  }

  /** Undefined when no device has this user name. */
  findPassword(username: string, password: string): FoundCredential | undefined {
    if (this.#holders.size === 0) return undefined;
    const rows = this.options.store.byLookup("password", username);
    if (rows.length === 0) return undefined;
    const found = this.#choose(rows.filter(({ secret }) => isSameSecret(secret, password)));
    if (found) return found;
    const device = this.options.devices.byId(rows[0]?.deviceId ?? 0);
    const cause = causeOf(rows, password);
    return (
      device && { device, credentialId: 0, failure: failure("own_password_mismatch", { username, cause }) }
    );
  }

  /** By `fingerprint` in lower-case hex. */
  findCertificate(fingerprint: string): FoundCredential | undefined {
    if (this.#holders.size === 0) return undefined;
    const [row] = this.options.store.byLookup("certificate", fingerprint);
    if (row === undefined) return undefined;
    const isGood = statusOf(row, this.options.clock.now()) === "active";
    const device = this.options.devices.byId(row.deviceId);
    return { device, credentialId: row.id, failure: isGood ? undefined : endOf(row) };
  }

  /** Why the device may not log in from `address` (`ip:port`). */
  refusalAt(deviceId: number, address: string): Failure | undefined {
    if (!this.#restricted.has(deviceId)) return undefined;
    const networks = this.#networksOf(deviceId);
    const ip = address.slice(0, Math.max(0, address.lastIndexOf(":")));
    if (networks.some((network) => isWithin(network, ip))) return undefined;
    const allowed = networks.map(({ text }) => text).join(", ");
    return failure("address_not_allowed", { address: ip, allowed: allowed.slice(0, 200) });
  }

  /** Whether the device has more than its secret, or had. */
  isHolder(deviceId: number): boolean {
    return this.#holders.has(deviceId);
  }

  /** Follows what was stored of a device. */
  update(deviceId: number, change: { readonly isHolder?: boolean; readonly isRestricted?: boolean }): void {
    if (change.isHolder !== undefined) setMember(this.#holders, deviceId, change.isHolder);
    if (change.isRestricted !== undefined) setMember(this.#restricted, deviceId, change.isRestricted);
    this.#networks.delete(deviceId);
  }

  #choose(rows: readonly Credential[]): FoundCredential | undefined {
    const now = this.options.clock.now();
    const active = rows.filter((row) => statusOf(row, now) === "active");
    const candidates = active.length > 0 ? active : rows;
    const row = candidates.at(0);
    const isShared = candidates.some(({ deviceId }) => deviceId !== row?.deviceId);
    const device = row && this.options.devices.byId(row.deviceId);
    if (row === undefined || device === undefined || isShared) return undefined;
    return { device, credentialId: row.id, failure: active.length > 0 ? undefined : endOf(row) };
  }

  #networksOf(deviceId: number): readonly Network[] {
    const known = this.#networks.get(deviceId);
    if (known !== undefined) return known;
    const { networks } = this.options.store.access(deviceId);
    const read = networks.flatMap((text) => readNetwork(text) ?? []);
    this.#networks.set(deviceId, read);
    return read;
  }
}

/** Told only to who has the secret: an ended one is worth no more than a hint in the journal. */
function endOf({ kind, name, revokedAt, expiresAt }: Credential): Failure {
  const at = new Date(revokedAt ?? expiresAt ?? 0).toISOString();
  const code = revokedAt === null ? "credential_expired" : "credential_revoked";
  return failure(code, { kind: `@kind_${kind}`, name, at });
}

function causeOf(rows: readonly Credential[], password: string): string {
  const isWith = (text: string) => rows.some(({ secret }) => isSameSecret(secret, text));
  if (password === "") return "@cause_no_password";
  return isWith(password.trim()) ? "@cause_white_space" : "";
}

function setMember(set: Set<number>, id: number, isMember: boolean): void {
  if (isMember) set.add(id);
  else set.delete(id);
}
