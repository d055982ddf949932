// API keys: how programs call the API and how SCADA, Node-RED and the like log in at the broker, without being a person.

import { timingSafeEqual } from "node:crypto";
import type { Db } from "../../db/db.ts";
import { type Actor, type GroupTree, makePermissions, type Permissions } from "../../http/http.ts";
import { isWithin, readNetwork } from "../../kit/cidr.ts";
import { randomText } from "../../kit/random-text.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError, type Failure, failure } from "../../spine/error.ts";
import { type Action, type Area, type Matrix, matrixOf, type Scope } from "../../spine/permission.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import type { AuditTrail } from "../audit-trail.ts";
import { usernameKeyOf } from "../people.ts";
import type { ApiKeyRow } from "../table.ts";
import { makeKeyStore } from "./key-store.ts";
import { signingKeyOf } from "./signature/signing-key.ts";

export interface KeyDraft {
  readonly name: string;
  readonly description: string;
  /** UTC ms; null: never. */
  readonly expiresAt: number | null;
  /** What it may do by the API, in all areas but those of people and keys; none unless given. */
  readonly actions?: readonly Action[] | undefined;
  /** Where; everything unless given. */
  readonly scopes?: readonly Scope[] | undefined;
  /** Networks that it may be used from, as kit/cidr reads them; any unless given. */
  readonly addresses?: readonly string[] | undefined;
  /** Requests of the API; null: no limit. */
  readonly ratePerMin?: number | null | undefined;
  /** Base64: signs OneNET tokens that speak for the key; none unless given. */
  readonly tokenKey?: string | null | undefined;
  /** It is used by signed requests only, and its secret is not taken at the API; false unless given. */
  readonly isSigned?: boolean | undefined;
}

/** Signing goes with a secret, of which nothing is kept that a signing key could be made of: `rotate` changes it. */
export type KeyPatch = { readonly [K in Exclude<keyof KeyDraft, "isSigned">]?: KeyDraft[K] | undefined } & {
  readonly isEnabled?: boolean | undefined;
};

/** What is given once and not kept, but for the signing key of keys that sign. */
export interface NewSecret {
  readonly key: ApiKeyRow;
  readonly secret: string;
  /** Hex: signs requests; null unless they are to be signed. */
  readonly signingKey: string | null;
}

export interface KeyRotation {
  /** So long the secret before stays good. */
  readonly overlapMs: number;
  /** Whether requests are to be signed from now on; as before unless given. */
  readonly isSigned?: boolean | undefined;
}

/** Throws AppError: `not_found`, `already_exists`, `too_many_keys`, `exceeds_own`. */
export interface ApiKeys {
  /** In order of creation. */
  list(): readonly ApiKeyRow[];
  get(keyId: string): ApiKeyRow;
  /** By id, or by name whatever its case. */
  find(idOrName: string): ApiKeyRow | undefined;
  create(draft: KeyDraft, actor: Actor): NewSecret;
  update(keyId: string, patch: KeyPatch, actor: Actor): ApiKeyRow;
  /** Gives it another secret. */
  rotate(keyId: string, rotation: KeyRotation, actor: Actor): NewSecret;
  remove(keyId: string, actor: Actor): void;
  /** Holds a secret against a key and notes that it was used. */
  check(key: ApiKeyRow, secret: Uint8Array, address: string): Result<ApiKeyRow, Failure>;
  /** As `check`, of a secret that was sent to the API: `key_must_sign` where requests are to be signed. */
  checkBearer(key: ApiKeyRow, secret: Uint8Array, address: string): Result<ApiKeyRow, Failure>;
  /** As `check`, of who has proved to hold the key otherwise. */
  admit(key: ApiKeyRow, address: string): Result<ApiKeyRow, Failure>;
  /** What the key may do by the API. */
  permissionsOf(key: ApiKeyRow): Permissions;
  /** Requests of the API since the start, by what came of them. */
  readonly requests: Map<string, number>;
  close(): void;
}

export interface KeysOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly trail: AuditTrail;
  readonly groups: GroupTree;
  /** A key may no longer be used: its sessions have to end. */
  readonly onWithdrawn: (keyId: string, why: Failure) => void;
  /** A key may do more or less than before. */
  readonly onChange: () => void;
}

const ALL: readonly Scope[] = [{ kind: "all" }];
export const KEYS_MAX = 1_000;
const ID_LENGTH = 12;
/** No letters or digits that look alike: it is typed into panels and configuration files. */
const LEGIBLE = "abcdefghijkmnpqrstuvwxyz23456789";
/** Uses are written, and expiries noticed, this often. */
const TICK_MS = 60_000;
const EXPIRY_TICK_MS = 5_000;

export function openKeys(options: KeysOptions): ApiKeys {
  return new KeyRing(options);
}

class KeyRing implements ApiKeys {
  private readonly store: ReturnType<typeof makeKeyStore>;
  private readonly byId = new Map<string, ApiKeyRow>();
  private readonly idByName = new Map<string, string>();
  private readonly used = new Map<string, { keyId: string; lastUsedAt: number; lastAddress: string }>();
  /** Told already that they expired. */
  private readonly expired = new Set<string>();
  private readonly permissions = new Map<string, Permissions>();
  private readonly timers;
  readonly requests = new Map<string, number>();

  constructor(private readonly options: KeysOptions) {
    const { clock, db } = options;
    this.store = makeKeyStore(db);
    for (const row of this.store.loadAll()) this.put(row);
    this.timers = [
      clock.every(TICK_MS, () => this.writeUses()),
      clock.every(EXPIRY_TICK_MS, () => this.withdrawExpired()),
    ];
  }

  list(): readonly ApiKeyRow[] {
    return [...this.byId.values()].map((row) => ({ ...row, ...this.used.get(row.keyId) }));
  }

  get(keyId: string): ApiKeyRow {
    const row = this.byId.get(keyId);
    if (row === undefined) throw new AppError("not_found", { what: `API key ${keyId}` });
    return { ...row, ...this.used.get(keyId) };
  }

  find(idOrName: string): ApiKeyRow | undefined {
    return this.byId.get(idOrName) ?? this.byId.get(this.idByName.get(usernameKeyOf(idOrName)) ?? "");
  }

  create(draft: KeyDraft, actor: Actor): NewSecret {
    if (this.byId.size >= KEYS_MAX) throw new AppError("too_many_keys", { limit: KEYS_MAX });
    const {
      name,
      description,
      expiresAt,
      actions = [],
      scopes = ALL,
      addresses = [],
      ratePerMin = null,
      tokenKey = null,
      isSigned = false,
    } = draft;
    this.requireFreeName(name);
    const secret = makeSecret();
    const signingKey = isSigned ? signingKeyOf(secret) : null;
    const key: ApiKeyRow = {
      keyId: `gk-${randomText(ID_LENGTH, LEGIBLE)}`,
      ...{ name, nameKey: usernameKeyOf(name), secretHash: hashOf(secret).toString("hex") },
      ...{ description, isEnabled: true, expiresAt, actions, scopes, addresses, ratePerMin, tokenKey },
      ...{ createdAt: this.options.clock.now(), createdBy: actor.username },
      ...{ lastUsedAt: null, lastAddress: null, previousHash: null, previousUntil: null },
      ...{ signingKey, previousSigningKey: null },
    };
    requireWithin(key, actor);
    this.options.db.transaction(() => {
      this.store.insert(key);
      this.options.trail.record(actor, { action: "key.create", target: name, after: auditView(key) });
    });
    this.put(key);
    return { key, secret, signingKey };
  }

  update(keyId: string, patch: KeyPatch, actor: Actor): ApiKeyRow {
    const before = this.get(keyId);
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    const draft: ApiKeyRow = { ...before, ...given };
    const after = { ...draft, nameKey: usernameKeyOf(draft.name) };
    requireWithin(before, actor);
    requireWithin(after, actor);
    if (after.nameKey !== before.nameKey) this.requireFreeName(after.name);
    this.options.db.transaction(() => {
      this.store.update(keyId, { ...given, nameKey: after.nameKey });
      const views = { before: auditView(before), after: auditView(after) };
      this.options.trail.record(actor, { action: "key.update", target: before.name, ...views });
    });
    this.idByName.delete(before.nameKey);
    this.put(after);
    this.expired.delete(keyId);
    const barrier = this.barrierOf(after);
    if (barrier !== undefined) this.options.onWithdrawn(keyId, barrier);
    else this.options.onChange();
    return after;
  }

  rotate(keyId: string, rotation: KeyRotation, actor: Actor): NewSecret {
    const before = this.get(keyId);
    requireWithin(before, actor);
    const { overlapMs, isSigned = before.signingKey !== null } = rotation;
    const hasOverlap = overlapMs > 0;
    const secret = makeSecret();
    const signingKey = isSigned ? signingKeyOf(secret) : null;
    const fields = {
      ...{ secretHash: hashOf(secret).toString("hex"), signingKey },
      previousHash: hasOverlap ? before.secretHash : null,
      previousSigningKey: hasOverlap ? before.signingKey : null,
      previousUntil: hasOverlap ? this.options.clock.now() + overlapMs : null,
    };
    this.options.db.transaction(() => {
      this.store.update(keyId, fields);
      const after = { previousUntil: fields.previousUntil, isSigned };
      this.options.trail.record(actor, { action: "key.rotate", target: before.name, after });
    });
    const key = { ...before, ...fields };
    this.put(key);
    // What is open under the old secret ends with it.
    if (!hasOverlap) this.options.onWithdrawn(keyId, failure("key_rotated", { name: before.name }));
    return { key, secret, signingKey };
  }

  remove(keyId: string, actor: Actor): void {
    const key = this.get(keyId);
    const { name, nameKey } = key;
    requireWithin(key, actor);
    this.options.db.transaction(() => {
      this.store.remove(keyId);
      this.options.trail.record(actor, { action: "key.delete", target: name, before: auditView(key) });
    });
    this.byId.delete(keyId);
    this.idByName.delete(nameKey);
    this.used.delete(keyId);
    this.permissions.delete(keyId);
    this.options.onWithdrawn(keyId, failure("key_deleted", { name }));
  }

  check(key: ApiKeyRow, secret: Uint8Array, address: string): Result<ApiKeyRow, Failure> {
    if (this.matchOf(key, secret) === undefined) return err(failure("key_secret_wrong", { name: key.name }));
    return this.admit(key, address);
  }

  checkBearer(key: ApiKeyRow, secret: Uint8Array, address: string): Result<ApiKeyRow, Failure> {
    const match = this.matchOf(key, secret);
    const signingKey = match === "previous" ? key.previousSigningKey : key.signingKey;
    if (match !== undefined && signingKey !== null) return err(failure("key_must_sign", { name: key.name }));
    return this.check(key, secret, address);
  }

  admit(key: ApiKeyRow, address: string): Result<ApiKeyRow, Failure> {
    const { keyId, name, addresses } = key;
    const barrier = this.barrierOf(key);
    if (barrier !== undefined) return err(barrier);
    const isPlaceGood = addresses.length === 0 || addresses.some((text) => isIn(text, address));
    if (!isPlaceGood) return err(failure("key_address", { name, address }));
    this.used.set(keyId, { keyId, lastUsedAt: this.options.clock.now(), lastAddress: address });
    return ok(key);
  }

  permissionsOf(key: ApiKeyRow): Permissions {
    const kept = this.permissions.get(key.keyId);
    if (kept !== undefined) return kept;
    const made = makePermissions(matrixOfKey(key), key.scopes, this.options.groups);
    this.permissions.set(key.keyId, made);
    return made;
  }

  close(): void {
    for (const timer of this.timers) timer.cancel();
    this.writeUses();
  }

  /** Which of its secrets it is. Both are always compared, so that the time tells nothing. */
  private matchOf(
    { secretHash, previousHash, previousUntil }: ApiKeyRow,
    secret: Uint8Array,
  ): "current" | "previous" | undefined {
    const hash = hashOf(secret);
    const isCurrent = timingSafeEqual(hash, Buffer.from(secretHash, "hex"));
    const isPrevious = timingSafeEqual(hash, Buffer.from(previousHash ?? secretHash, "hex"));
    if (isCurrent) return "current";
    return isPrevious && isOverlap(previousUntil, this.options.clock.now()) ? "previous" : undefined;
  }

  private put(row: ApiKeyRow): void {
    this.permissions.delete(row.keyId);
    this.byId.set(row.keyId, row);
    this.idByName.set(row.nameKey, row.keyId);
  }

  private requireFreeName(name: string): void {
    if (this.idByName.has(usernameKeyOf(name)))
      throw new AppError("already_exists", { what: `API key ${name}` });
  }

  private barrierOf({ isEnabled, expiresAt, name }: ApiKeyRow): Failure | undefined {
    if (!isEnabled) return failure("key_disabled", { name });
    const isExpired = expiresAt !== null && expiresAt <= this.options.clock.now();
    return isExpired ? failure("key_expired", { name }) : undefined;
  }

  private withdrawExpired(): void {
    for (const row of this.byId.values()) {
      if (row.expiresAt === null || this.expired.has(row.keyId)) continue;
      const barrier = this.barrierOf(row);
      if (barrier === undefined) continue;
      this.expired.add(row.keyId);
      this.options.onWithdrawn(row.keyId, barrier);
    }
  }

  /** Once a minute and not with each login: clients that come and go would write all the time. */
  private writeUses(): void {
    if (this.used.size === 0) return;
    const uses = [...this.used.values()];
    this.store.noteUses(uses);
    for (const { keyId, ...fields } of uses) {
      const row = this.byId.get(keyId);
      if (row !== undefined) this.byId.set(keyId, { ...row, ...fields });
    }
    this.used.clear();
  }
}

/** In hex, those that sign for the key now: the one before too, until its overlap ends; none for a key that does not. */
export function signingKeysOf(
  { signingKey, previousSigningKey, previousUntil }: ApiKeyRow,
  now: number,
): readonly string[] {
  const previous = isOverlap(previousUntil, now) ? previousSigningKey : null;
  return [signingKey, previous].filter((one) => one !== null);
}

function isOverlap(previousUntil: number | null, now: number): boolean {
  return previousUntil !== null && previousUntil > now;
}

function hashOf(secret: string | Uint8Array): Buffer {
  return new Bun.CryptoHasher("sha256").update(secret).digest();
}

function makeSecret(): string {
  return crypto.getRandomValues(Buffer.alloc(32)).toString("base64url");
}

function isIn(networkText: string, address: string): boolean {
  const network = readNetwork(networkText);
  return network !== undefined && isWithin(network, address);
}

/** Keys look after no people and no keys: who holds one could otherwise make himself another that outlives it. */
export const KEYS_CLOSED: readonly Area[] = ["api keys", "users", "roles", "session"];

/** What the actions of a key are, area by area. */
export function matrixOfKey({ actions }: Pick<ApiKeyRow, "actions">): Matrix {
  return matrixOf(actions, KEYS_CLOSED);
}

/** Throws `exceeds_own`: nobody gives what he has not. */
function requireWithin(key: Pick<ApiKeyRow, "actions" | "scopes">, { permissions }: Actor): void {
  if (!permissions.includes(matrixOfKey(key), key.scopes)) throw new AppError("exceeds_own");
}

function auditView({
  secretHash: _,
  previousHash: __,
  nameKey: ___,
  lastUsedAt,
  lastAddress,
  tokenKey,
  signingKey,
  previousSigningKey: ____,
  ...key
}: ApiKeyRow) {
  return { ...key, hasTokenKey: tokenKey !== null, isSigned: signingKey !== null };
}
