// The side of people: the credentials of a device are listed, added, rotated with overlap and revoked.

import { X509Certificate } from "node:crypto";
import { readNetwork } from "../../kit/cidr.ts";
import { randomText } from "../../kit/random-text.ts";
import { commitStaged } from "../../kit/staged-change.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import type { Device } from "../device-entry.ts";
import type { Devices } from "../registry/contract.ts";
import { type Credential, type CredentialKind, hashOf, plainFingerprint, statusOf } from "./credential.ts";
import type { CredentialStore, NewCredential } from "./credential-store.ts";
import type { CredentialProofs } from "./proofs.ts";
import type { CredentialUses } from "./uses.ts";

/** Of one device; ended ones do not count. */
const ACTIVE_MAX = 20;
/** Ended ones are kept for the journal's sake, so that a refusal can name them. */
const ENDED_KEPT = 5;
const NETWORKS_MAX = 50;
/** What a login by token or user name cannot be: with `&` or `|` it is the form of a dialect. */
const BARE = /^(?!provision$)[\x21-\x25\x27-\x7b\x7d\x7e]{1,128}$/;
const PASSWORD_MIN = 8;

export interface CredentialDraft {
  readonly kind: CredentialKind;
  readonly name?: string | undefined;
  readonly username?: string | undefined;
  /** Made up when absent. */
  readonly secret?: string | undefined;
  /** PEM, of a certificate. */
  readonly cert?: string | undefined;
  /** UTC ms. */
  readonly expiresAt?: number | null | undefined;
}

export interface Rotation {
  /** 0: the device secret. */
  readonly id: number;
  /** For how long the old one stays good, ms. */
  readonly overlapMs: number;
  /** Made up when absent. */
  readonly secret?: string | undefined;
}

export interface CredentialChange {
  readonly device: Device;
  /** The session of the device was opened with what ended now, as far as is known. */
  readonly isSessionOver: boolean;
}

export interface BookOptions {
  readonly clock: Pick<Clock, "now">;
  readonly devices: Pick<Devices, "stageUpdate">;
  readonly store: CredentialStore;
  readonly proofs: CredentialProofs;
  readonly uses: CredentialUses;
  /** Whether a person or an application has this user name. */
  readonly isNameTaken: (username: string) => boolean;
}

/** Everything that throws throws AppError or DbError, and then nothing was changed. */
export class CredentialBook {
  readonly #listeners = new Set<(change: CredentialChange) => void>();

  constructor(private readonly options: BookOptions) {}

  /** The device secret first, as number 0. */
  list(device: Device): Credential[] {
    const { store, uses } = this.options;
    const rows = [this.#current(device), ...store.ofDevice(device.id)];
    return rows.map((one) => {
      const pending = uses.pendingOf({ deviceId: device.id, credentialId: one.id });
      return pending === undefined ? one : { ...one, lastUse: pending };
    });
  }

  /** The valid ones beside the device secret. */
  active(device: Device): Credential[] {
    if (!this.options.proofs.isHolder(device.id)) return [];
    const now = this.options.clock.now();
    return this.options.store.ofDevice(device.id).filter((one) => statusOf(one, now) === "active");
  }

  add(device: Device, draft: CredentialDraft, actor: string): Credential {
    this.#checkRoom(device);
    const made = this.#make(device, draft, actor);
    const id = this.#write(device, () => this.options.store.insert(made));
    this.#announce({ device, isSessionOver: false });
    return { ...made, id, revokedAt: null, lastUse: undefined };
  }

  /** Makes a new one in place of an old one, which stays good for the overlap. Not for certificates. */
  rotate(device: Device, { id, overlapMs, secret }: Rotation, actor: string): Credential {
    // Without an overlap one goes as one comes.
    if (overlapMs > 0) this.#checkRoom(device);
    return id === 0
      ? this.#rotateSecret(device, { overlapMs, secret }, actor)
      : this.#rotateOther(device, { id, overlapMs, secret }, actor);
  }

  /** Ends the other certificates of the device when the overlap is over. */
  retireCertificates(device: Device, newest: number, overlapMs: number): void {
    const certificates = this.active(device).filter(
      ({ kind, id }) => kind === "certificate" && id !== newest,
    );
    this.#write(device, () => {
      for (const one of certificates) this.options.store.expire(one.id, this.#endOf(one, overlapMs));
    });
    const isSessionOver = overlapMs === 0 && certificates.some((one) => this.#mayBeIn(device, one.id));
    this.#announce({ device, isSessionOver });
  }

  /** From now on it lets nobody in, and who is in with it is sent away. Throws `not_found`. */
  revoke(device: Device, id: number): Credential {
    const one = this.#find(device, id);
    const now = this.options.clock.now();
    const wasActive = statusOf(one, now) === "active";
    if (one.revokedAt === null) this.#write(device, () => this.options.store.revoke(id, now));
    this.#announce({ device, isSessionOver: wasActive && this.#mayBeIn(device, id) });
    return { ...one, revokedAt: one.revokedAt ?? now };
  }

  networksOf(device: Device): readonly string[] {
    return this.options.store.access(device.id).networks;
  }

  /** An empty list lets the device in from everywhere. Open sessions stay. Throws `invalid_request`. */
  setNetworks(device: Device, networks: readonly string[]): readonly string[] {
    const written = [...new Set(networks.map((text) => text.trim()))];
    const wrong = written.find((text) => readNetwork(text) === undefined);
    if (wrong !== undefined)
      throw new AppError("invalid_request", { detail: `not an address or network: ${wrong.slice(0, 64)}` });
    if (written.length > NETWORKS_MAX)
      throw new AppError("invalid_request", { detail: `at most ${NETWORKS_MAX} networks` });
    this.options.store.setNetworks(device.id, written);
    this.options.proofs.update(device.id, { isRestricted: written.length > 0 });
    this.#announce({ device, isSessionOver: false });
    return written;
  }

  /** Of a device that will not come back. */
  forget(deviceId: number): void {
    const { store, proofs, uses } = this.options;
    store.db.transaction(() => store.removeOfDevice(deviceId));
    proofs.update(deviceId, { isHolder: store.ofDevice(deviceId).length > 0, isRestricted: false });
    uses.forget(deviceId);
  }

  /** Calls `listener` after each change; returns its removal. */
  onChange(listener: (change: CredentialChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Throws `too_many_credentials`. */
  #checkRoom(device: Device): void {
    if (this.active(device).length >= ACTIVE_MAX)
      throw new AppError("too_many_credentials", { limit: ACTIVE_MAX });
  }

  #rotateSecret(
    device: Device,
    { overlapMs, secret = randomText(32) }: Omit<Rotation, "id">,
    actor: string,
  ): Credential {
    const { devices, store, uses, clock } = this.options;
    if (secret === device.deviceSecret) throw sameAgain();
    const now = clock.now();
    const old = this.#current(device);
    const lastUse = uses.pendingOf({ deviceId: device.id, credentialId: 0 }) ?? old.lastUse;
    const wasIn = uses.newestOf(device.id);
    const staged = devices.stageUpdate(device, { deviceSecret: secret }, actor);
    let id = 0;
    const previous = {
      write: () => {
        id = store.insert({
          ...old,
          lookup: hashOf(old.secret),
          createdBy: actor,
          expiresAt: now + overlapMs,
        });
        store.setSecretSince(device.id, now);
        if (lastUse) store.noteUse(id, lastUse);
      },
      publish: () => device,
    };
    commitStaged(store.db, [previous, staged]);
    uses.forget(device.id);
    // Who is in with the old one is in with what has another number now.
    if (wasIn !== undefined && lastUse)
      uses.note({ deviceId: device.id, credentialId: wasIn || id }, lastUse);
    this.#prune(device);
    this.options.proofs.update(device.id, { isHolder: true });
    this.#announce({ device, isSessionOver: overlapMs === 0 && this.#mayBeIn(device, id) });
    return this.#current(device);
  }

  #rotateOther(device: Device, { id, overlapMs, secret }: Rotation, actor: string): Credential {
    const { store } = this.options;
    const old = this.#find(device, id);
    if (old.kind === "certificate") {
      throw new AppError("invalid_request", { detail: "a certificate is not rotated but issued anew" });
    }
    if (statusOf(old, this.options.clock.now()) !== "active")
      throw new AppError("invalid_request", { detail: "it is not in force any more" });
    if (secret === old.secret) throw sameAgain();
    const { kind, name, username } = old;
    const made = this.#make(device, { kind, name, username: username || undefined, secret }, actor);
    const newId = this.#write(device, () => {
      store.expire(id, this.#endOf(old, overlapMs));
      return store.insert(made);
    });
    this.#announce({ device, isSessionOver: overlapMs === 0 && this.#mayBeIn(device, id) });
    return { ...made, id: newId, revokedAt: null, lastUse: undefined };
  }

  #make(device: Device, draft: CredentialDraft, actor: string): NewCredential {
    const { kind, name = "", expiresAt = null } = draft;
    const now = this.options.clock.now();
    if (expiresAt !== null && expiresAt <= now)
      throw new AppError("invalid_request", { detail: "expiresAt lies in the past" });
    const head = { deviceId: device.id, kind, name, createdAt: now, createdBy: actor, expiresAt };
    if (kind === "certificate") return { ...head, ...this.#readCertificate(draft) };
    const secret = draft.secret ?? randomText(32);
    if (kind === "password") {
      const username = draft.username ?? `${device.deviceName}-${randomText(6)}`;
      this.#requireUsername(device, username);
      if (secret.length < PASSWORD_MIN) throw new AppError("weak_password", { min: PASSWORD_MIN });
      return { ...head, username, secret, lookup: username };
    }
    if (kind === "token" && !BARE.test(secret))
      throw new AppError("invalid_request", { detail: "a token must not hold & or |" });
    const isTaken = kind === "token" ? this.#isTokenTaken(secret) : this.#hasSecret(device, secret);
    if (isTaken)
      throw new AppError("already_exists", { what: kind === "token" ? "this access token" : "this secret" });
    return { ...head, username: "", secret, lookup: hashOf(secret) };
  }

  #readCertificate({ cert = "", name = "" }: CredentialDraft) {
    let read: X509Certificate;
    try {
      read = new X509Certificate(cert);
    } catch {
      throw new AppError("invalid_request", { detail: "cert must be one certificate, as PEM" });
    }
    const lookup = plainFingerprint(read.fingerprint256);
    if (this.options.store.byLookup("certificate", lookup).length > 0)
      throw new AppError("already_exists", { what: "this certificate" });
    const expiresAt = Date.parse(read.validTo);
    if (expiresAt <= this.options.clock.now())
      throw new AppError("invalid_request", { detail: `the certificate ended at ${read.validTo}` });
    const commonName = /(?:^|\n)CN=([^\n]+)/.exec(read.subject)?.[1] ?? "";
    return { name: name || commonName.slice(0, 128), username: "", secret: "", lookup, expiresAt };
  }

  #requireUsername(device: Device, username: string): void {
    if (!BARE.test(username))
      throw new AppError("invalid_request", {
        detail: "username must be 1 to 128 visible characters but & and |",
      });
    const rows = this.options.store.byLookup("password", username);
    const isOfOther = rows.some(({ deviceId }) => deviceId !== device.id);
    if (isOfOther || this.options.isNameTaken(username))
      throw new AppError("already_exists", { what: `user name ${username}` });
  }

  #isTokenTaken(token: string): boolean {
    const { store, proofs } = this.options;
    return proofs.findToken(token) !== undefined || store.byLookup("token", hashOf(token)).length > 0;
  }

  #hasSecret(device: Device, secret: string): boolean {
    return secret === device.deviceSecret || this.active(device).some((one) => one.secret === secret);
  }

  #current(device: Device): Credential {
    const { secretSince, secretUse } = this.options.store.access(device.id);
    return {
      ...{ id: 0, deviceId: device.id, kind: "secret", name: "", username: "", secret: device.deviceSecret },
      ...{ lookup: "", createdAt: secretSince ?? device.createdAt, createdBy: "" },
      ...{ expiresAt: null, revokedAt: null, lastUse: secretUse },
    };
  }

  #find(device: Device, id: number): Credential {
    const one = this.options.store.byId(id);
    if (one?.deviceId === device.id) return one;
    throw new AppError("not_found", { what: `credential ${id}` });
  }

  /** What already ends sooner stays as it is. */
  #endOf({ expiresAt }: Credential, overlapMs: number): number {
    const end = this.options.clock.now() + overlapMs;
    return expiresAt === null ? end : Math.min(expiresAt, end);
  }

  #mayBeIn(device: Device, id: number): boolean {
    const newest = this.options.uses.newestOf(device.id);
    return newest === undefined || newest === id;
  }

  #write<T>(device: Device, change: () => T): T {
    const result = this.options.store.db.transaction(change);
    this.#prune(device);
    this.options.proofs.update(device.id, { isHolder: true });
    return result;
  }

  /** Only the newest of those that ended stay; revoked certificates always do, or they would be good again. */
  #prune(device: Device): void {
    const { store, clock } = this.options;
    const now = clock.now();
    const ended = store
      .ofDevice(device.id)
      .filter((one) => one.kind !== "certificate" && statusOf(one, now) !== "active");
    for (const { id } of ended.slice(0, -ENDED_KEPT)) store.remove(id);
  }

  #announce(change: CredentialChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function sameAgain(): AppError {
  return new AppError("invalid_request", { detail: "the new secret is the old one" });
}
