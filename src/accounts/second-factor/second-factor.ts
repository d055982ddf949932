// The second factor of a person: an authenticator's codes, and recovery codes for the day it is lost.

import type { Db } from "../../db/db.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import type { AuditPerson, AuditTrail } from "../audit-trail.ts";
import type { Lockout } from "../lockout/lockout.ts";
import type { UserRow } from "../table.ts";
import { type FactorStore, makeFactorStore } from "./factor-store.ts";
import { hashRecoveryCode, makeRecoveryCodes } from "./recovery-codes.ts";
import { findCounter, makeTotpSecret, toBase32, totpUri } from "./totp.ts";

/** Whose factor. */
export type FactorOwner = Pick<UserRow, "id" | "username" | "usernameKey" | "role">;

export interface FactorState {
  readonly isOn: boolean;
  /** UTC ms; null while it is off. */
  readonly since: number | null;
  readonly recoveryCodesLeft: number;
  /** The rules ask the role for one: it cannot be switched off. */
  readonly isRequired: boolean;
}

export interface FactorSetup {
  /** Base32, to be typed where no camera is. */
  readonly secret: string;
  /** What the QR code says. */
  readonly uri: string;
}

/** Throws AppError: `second_factor_on`, `second_factor_off`, `second_factor_wrong`, `second_factor_required`, `rate_limited`. */
export interface SecondFactor {
  stateOf(owner: FactorOwner): FactorState;
  isOn(userId: number): boolean;
  isRequired(role: string): boolean;
  usersWith(): ReadonlySet<number>;
  /** Makes a secret; it holds from the first code of it on, which `confirm` takes. */
  begin(owner: FactorOwner): FactorSetup;
  /** Switches it on with a first code; the recovery codes are given this once. */
  confirm(owner: FactorOwner, code: string, address: string): Promise<string[]>;
  /** Holds a code of the authenticator, or a recovery code, against the user; each is good once. */
  check(owner: FactorOwner, code: string, address: string): Promise<void>;
  renewCodes(owner: FactorOwner, code: string, address: string): Promise<string[]>;
  switchOff(owner: FactorOwner, code: string, address: string): Promise<void>;
  /** By an administrator, or on the machine itself, for one who has lost it; true when there was one. */
  reset(owner: FactorOwner, by: AuditPerson): boolean;
  /** The rules ask more roles than before: who has none has to sign in again, and at MQTT cannot. */
  enforce(): void;
}

export interface SecondFactorDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly trail: AuditTrail;
  readonly lockout: Pick<Lockout, "guardCode">;
  /** Roles that have to have one. */
  readonly requiredRoles: () => readonly string[];
  /** From now on a password alone opens nothing: what it opened at protocols that know no more has to end. */
  readonly onSwitchedOn: (username: string) => void;
}

type Codes = Pick<SecondFactor, "check"> & {
  /** The first code of a secret that does not hold yet. */
  checkFirst(owner: FactorOwner, code: string): Promise<void>;
};

/** Codes held against what is kept; each is good once, and wrong ones are counted. */
function makeCodes({ clock, trail, lockout }: SecondFactorDeps, store: FactorStore): Codes {
  const takeTotp = (userId: number, code: string): boolean => {
    const row = store.find(userId);
    if (row === undefined) return false;
    const { lastCounter } = row;
    const secret = Buffer.from(row.secret, "base64");
    const counter = findCounter({ secret, code, lastCounter, nowMs: clock.now() });
    if (counter !== undefined) store.noteCounter(userId, counter);
    return counter !== undefined;
  };
  const guarded = async ({ usernameKey }: FactorOwner, check: () => boolean) => {
    if (!(await lockout.guardCode(usernameKey, async () => check())))
      throw new AppError("second_factor_wrong");
  };
  const noteUsed = ({ id, username }: FactorOwner, address: string) => {
    const after = { left: store.countCodes(id) };
    trail.record({ username, address }, { action: "user.recovery-code", target: username, after });
  };
  return {
    checkFirst: (owner, code) => guarded(owner, () => takeTotp(owner.id, code.replaceAll(/\s/g, ""))),
    async check(owner, code, address) {
      if (!isConfirmed(store, owner.id)) throw new AppError("second_factor_off");
      await guarded(owner, () => {
        if (takeTotp(owner.id, code.replaceAll(/\s/g, ""))) return true;
        const isTaken = store.takeCode(owner.id, hashRecoveryCode(code));
        if (isTaken) noteUsed(owner, address);
        return isTaken;
      });
    },
  };
}

function isConfirmed(store: FactorStore, userId: number): boolean {
  return (store.find(userId)?.confirmedAt ?? null) !== null;
}

export function makeSecondFactor(deps: SecondFactorDeps): SecondFactor {
  const { db, clock, trail } = deps;
  const store = makeFactorStore(db);
  const { check, checkFirst } = makeCodes(deps, store);
  const isOn = (userId: number) => isConfirmed(store, userId);
  const isRequired = (role: string) => deps.requiredRoles().includes(role);
  const giveCodes = (owner: FactorOwner, action: string, address: string): string[] => {
    const codes = makeRecoveryCodes();
    store.replaceCodes(owner.id, codes.map(hashRecoveryCode));
    trail.record({ username: owner.username, address }, { action, target: owner.username });
    return codes;
  };
  return {
    isOn,
    isRequired,
    check,
    usersWith: () => store.confirmedUsers(),
    stateOf({ id, role }) {
      const since = store.find(id)?.confirmedAt ?? null;
      const recoveryCodesLeft = since === null ? 0 : store.countCodes(id);
      return { isOn: since !== null, since, recoveryCodesLeft, isRequired: isRequired(role) };
    },
    begin({ id, username }) {
      if (isOn(id)) throw new AppError("second_factor_on");
      const secret = makeTotpSecret();
      store.put({ userId: id, secret: secret.toString("base64"), lastCounter: 0, confirmedAt: null });
      return { secret: toBase32(secret), uri: totpUri(secret, username) };
    },
    async confirm(owner, code, address) {
      if (isOn(owner.id)) throw new AppError("second_factor_on");
      const tried = store.find(owner.id)?.secret;
      await checkFirst(owner, code);
      const codes = db.transaction(() => {
        const row = store.find(owner.id);
        // Another secret since: the code was not of that one.
        if (row === undefined || row.secret !== tried) throw new AppError("second_factor_off");
        store.put({ ...row, confirmedAt: clock.now() });
        return giveCodes(owner, "user.second-factor-on", address);
      });
      deps.onSwitchedOn(owner.username);
      return codes;
    },
    async renewCodes(owner, code, address) {
      await check(owner, code, address);
      return db.transaction(() => giveCodes(owner, "user.recovery-codes", address));
    },
    async switchOff(owner, code, address) {
      if (isRequired(owner.role)) throw new AppError("second_factor_required");
      await check(owner, code, address);
      const { id, username } = owner;
      db.transaction(() => {
        store.remove(id);
        trail.record({ username, address }, { action: "user.second-factor-off", target: username });
      });
    },
    reset({ id, username }, by) {
      const wasOn = isOn(id);
      db.transaction(() => {
        store.remove(id);
        const before = { isOn: wasOn };
        trail.record(by, { action: "user.second-factor-reset", target: username, before });
      });
      return wasOn;
    },
    enforce() {
      for (const name of store.endSessionsWithout(deps.requiredRoles())) deps.onSwitchedOn(name);
    },
  };
}
