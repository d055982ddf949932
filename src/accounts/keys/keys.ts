// Application keys: how SCADA, Node-RED and the like log in without being a person.

import { timingSafeEqual } from "node:crypto";
import type { Db } from "../../db/db.ts";
import type { Actor } from "../../http/http.ts";
import { randomText } from "../../kit/random-text.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError, type Failure, failure } from "../../spine/error.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import type { AuditTrail } from "../audit-trail.ts";
import { usernameKeyOf } from "../people.ts";
import type { ApplicationKeyRow } from "../table.ts";
import { makeKeyStore } from "./key-store.ts";

export interface KeyDraft {
  readonly name: string;
  readonly description: string;
  /** UTC ms; null: never. */
  readonly expiresAt: number | null;
}

export type KeyPatch = { readonly [K in keyof KeyDraft]?: KeyDraft[K] | undefined } & {
  readonly isEnabled?: boolean | undefined;
};

/** Throws AppError: `not_found`, `already_exists`, `too_many_keys`. */
export interface ApplicationKeys {
  /** In order of creation. */
  list(): readonly ApplicationKeyRow[];
  get(keyId: string): ApplicationKeyRow;
  /** By id, or by name whatever its case. */
  find(idOrName: string): ApplicationKeyRow | undefined;
  /** The secret is given once and not kept. */
  create(draft: KeyDraft, actor: Actor): { key: ApplicationKeyRow; secret: string };
  update(keyId: string, patch: KeyPatch, actor: Actor): ApplicationKeyRow;
  remove(keyId: string, actor: Actor): void;
  /** Holds a secret against a key and notes that it was used. */
  check(key: ApplicationKeyRow, secret: Uint8Array, address: string): Result<ApplicationKeyRow, Failure>;
  close(): void;
}

export interface KeysOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly trail: AuditTrail;
  /** A key may no longer be used: its sessions have to end. */
  readonly onWithdrawn: (keyId: string, why: Failure) => void;
}

const KEYS_MAX = 1_000;
const ID_LENGTH = 12;
/** No letters or digits that look alike: it is typed into panels and configuration files. */
const LEGIBLE = "abcdefghijkmnpqrstuvwxyz23456789";
/** Uses are written, and expiries noticed, this often. */
const TICK_MS = 60_000;
const EXPIRY_TICK_MS = 5_000;

export function openKeys(options: KeysOptions): ApplicationKeys {
  return new KeyRing(options);
}

class KeyRing implements ApplicationKeys {
  private readonly store: ReturnType<typeof makeKeyStore>;
  private readonly byId = new Map<string, ApplicationKeyRow>();
  private readonly idByName = new Map<string, string>();
  private readonly used = new Map<string, { keyId: string; lastUsedAt: number; lastAddress: string }>();
  /** Told already that they expired. */
  private readonly expired = new Set<string>();
  private readonly timers;

  constructor(private readonly options: KeysOptions) {
    const { clock, db } = options;
    this.store = makeKeyStore(db);
    for (const row of this.store.loadAll()) this.put(row);
    this.timers = [
      clock.every(TICK_MS, () => this.writeUses()),
      clock.every(EXPIRY_TICK_MS, () => this.withdrawExpired()),
    ];
  }

  list(): readonly ApplicationKeyRow[] {
    return [...this.byId.values()].map((row) => ({ ...row, ...this.used.get(row.keyId) }));
  }

  get(keyId: string): ApplicationKeyRow {
    const row = this.byId.get(keyId);
    if (row === undefined) throw new AppError("not_found", { what: `Application key ${keyId}` });
    return { ...row, ...this.used.get(keyId) };
  }

  find(idOrName: string): ApplicationKeyRow | undefined {
    return this.byId.get(idOrName) ?? this.byId.get(this.idByName.get(usernameKeyOf(idOrName)) ?? "");
  }

  create(
    { name, description, expiresAt }: KeyDraft,
    actor: Actor,
  ): { key: ApplicationKeyRow; secret: string } {
    if (this.byId.size >= KEYS_MAX) throw new AppError("too_many_keys", { limit: KEYS_MAX });
    this.requireFreeName(name);
    const secret = crypto.getRandomValues(Buffer.alloc(32)).toString("base64url");
    const key: ApplicationKeyRow = {
      keyId: `gk-${randomText(ID_LENGTH, LEGIBLE)}`,
      ...{ name, nameKey: usernameKeyOf(name), secretHash: hashOf(secret).toString("hex") },
      ...{ description, isEnabled: true, expiresAt },
      ...{ createdAt: this.options.clock.now(), createdBy: actor.username },
      ...{ lastUsedAt: null, lastAddress: null },
    };
    this.options.db.transaction(() => {
      this.store.insert(key);
      this.options.trail.record(actor, { action: "key.create", target: name, after: auditView(key) });
    });
    this.put(key);
    return { key, secret };
  }

  update(keyId: string, patch: KeyPatch, actor: Actor): ApplicationKeyRow {
    const before = this.get(keyId);
    const { name = before.name, description = before.description, isEnabled = before.isEnabled } = patch;
    const expiresAt = patch.expiresAt === undefined ? before.expiresAt : patch.expiresAt;
    const nameKey = usernameKeyOf(name);
    if (nameKey !== before.nameKey) this.requireFreeName(name);
    const fields = { name, nameKey, description, isEnabled, expiresAt };
    const after = { ...before, ...fields };
    this.options.db.transaction(() => {
      this.store.update(keyId, fields);
      const views = { before: auditView(before), after: auditView(after) };
      this.options.trail.record(actor, { action: "key.update", target: before.name, ...views });
    });
    this.idByName.delete(before.nameKey);
    this.put(after);
    this.expired.delete(keyId);
    const barrier = this.barrierOf(after);
    if (barrier !== undefined) this.withdraw(keyId, barrier);
    return after;
  }

  remove(keyId: string, actor: Actor): void {
    const { name, nameKey, ...rest } = this.get(keyId);
    this.options.db.transaction(() => {
      this.store.remove(keyId);
      const before = auditView({ name, nameKey, ...rest });
      this.options.trail.record(actor, { action: "key.delete", target: name, before });
    });
    this.byId.delete(keyId);
    this.idByName.delete(nameKey);
    this.used.delete(keyId);
    this.withdraw(keyId, failure("key_deleted", { name }));
  }

  check(key: ApplicationKeyRow, secret: Uint8Array, address: string): Result<ApplicationKeyRow, Failure> {
    const { keyId, name } = key;
    if (!timingSafeEqual(hashOf(secret), Buffer.from(key.secretHash, "hex")))
      return err(failure("key_secret_wrong", { name }));
    const barrier = this.barrierOf(key);
    if (barrier !== undefined) return err(barrier);
    this.used.set(keyId, { keyId, lastUsedAt: this.options.clock.now(), lastAddress: address });
    return ok(key);
  }

  close(): void {
    for (const timer of this.timers) timer.cancel();
    this.writeUses();
  }

  private put(row: ApplicationKeyRow): void {
    this.byId.set(row.keyId, row);
    this.idByName.set(row.nameKey, row.keyId);
  }

  private requireFreeName(name: string): void {
    if (this.idByName.has(usernameKeyOf(name)))
      throw new AppError("already_exists", { what: `Application key ${name}` });
  }

  private barrierOf({ isEnabled, expiresAt, name }: ApplicationKeyRow): Failure | undefined {
    if (!isEnabled) return failure("key_disabled", { name });
    const isExpired = expiresAt !== null && expiresAt <= this.options.clock.now();
    return isExpired ? failure("key_expired", { name }) : undefined;
  }

  private withdraw(keyId: string, why: Failure): void {
    this.options.onWithdrawn(keyId, why);
  }

  private withdrawExpired(): void {
    for (const row of this.byId.values()) {
      if (row.expiresAt === null || this.expired.has(row.keyId)) continue;
      const barrier = this.barrierOf(row);
      if (barrier === undefined) continue;
      this.expired.add(row.keyId);
      this.withdraw(row.keyId, barrier);
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

function hashOf(secret: string | Uint8Array): Buffer {
  return new Bun.CryptoHasher("sha256").update(secret).digest();
}

function auditView({ keyId, name, description, isEnabled, expiresAt }: ApplicationKeyRow) {
  return { keyId, name, description, isEnabled, expiresAt };
}
