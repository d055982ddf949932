// Failed sign-ins: who tries too often is shut out for a while; administrators see who is, and let them in again.

import { type AttemptBan, type AttemptLimit, makeAttemptLimit } from "../../kit/attempt-limit.ts";
import { placeOf } from "../../kit/cidr.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";

const FIVE_MINUTES_MS = 5 * 60_000;
/** Over all names of one address, against trying one password on many; a whole plant may sit behind one. */
const ADDRESS_FACTOR = 5;
const KEYS_MAX = 10_000;

export interface LockoutSettings {
  readonly lockoutFailures: number;
  readonly lockoutMinutes: number;
}

/** `name`: one name at one address. `address`: every name there. `code`: the second step of one name, everywhere. */
export interface SignInBan {
  readonly id: string;
  readonly kind: "name" | "address" | "code";
  /** Of IPv6 the /64, as kit/cidr says; empty for `code`. */
  readonly address: string;
  /** Of `name` and `code`: the user; null when there is none of the name, which may be a password in the wrong field. */
  readonly username: string | null;
  readonly failures: number;
  /** UTC ms. */
  readonly since: number;
  readonly until: number;
}

/** Whose secret is tried. */
export interface Attempt {
  readonly address: string;
  /** The name in the form in which names are compared. */
  readonly usernameKey: string;
}

export interface Lockout {
  /**
   * Runs a check unless too many failed; throws AppError `rate_limited` with the time to wait. A check that throws
   * was no attempt.
   */
  guard(attempt: Attempt, check: () => Promise<boolean>): Promise<boolean>;
  /**
   * The same for codes of a second factor, of one name from anywhere: a right password forgives no wrong code, and
   * six digits would not stand guesses from many addresses.
   */
  guardCode(usernameKey: string, check: () => Promise<boolean>): Promise<boolean>;
  list(): SignInBan[];
  /** Ends a ban early; undefined when there is none of that id. */
  clear(id: string): SignInBan | undefined;
}

export interface LockoutDeps {
  readonly clock: Clock;
  readonly settings: () => LockoutSettings;
  /** The name of a user by its key; undefined when there is none. */
  readonly usernameOf: (usernameKey: string) => string | undefined;
  /** A ban began. */
  readonly onBan: (ban: SignInBan) => void;
}

/** In memory and bounded: a restart lifts every ban. */
export function makeLockout(deps: LockoutDeps): Lockout {
  const { clock, usernameOf } = deps;
  const byName = makeAttemptLimit(limitsOf(deps, 1));
  const byAddress = makeAttemptLimit(limitsOf(deps, ADDRESS_FACTOR));
  const byCode = makeAttemptLimit(limitsOf(deps, 1));
  const view = (kind: SignInBan["kind"], { key, failures, forMs, leftMs }: AttemptBan): SignInBan => {
    const [address = "", usernameKey = ""] = key.split("\n");
    const username = kind === "address" ? null : (usernameOf(usernameKey) ?? null);
    const id = Bun.hash(`${kind}\n${key}`).toString(36);
    const now = clock.now();
    return { id, kind, address, username, failures, since: now - forMs, until: now + leftMs };
  };
  const listOf = (kind: SignInBan["kind"], limit: AttemptLimit) =>
    limit.bans().map((ban) => ({ key: ban.key, limit, ban: view(kind, ban) }));
  const all = () => [...listOf("address", byAddress), ...listOf("name", byName), ...listOf("code", byCode)];
  const report = (limit: AttemptLimit, kind: SignInBan["kind"], key: string) => {
    const found = limit.bans().find((ban) => ban.key === key);
    if (found !== undefined) deps.onBan(view(kind, found));
  };
  return {
    async guard({ address, usernameKey }, check) {
      const place = placeOf(address);
      const nameKey = `${place}\n${plainKey(usernameKey)}`;
      requireNoBan(Math.max(byName.bannedForMs(nameKey), byAddress.bannedForMs(place)));
      byName.fail(nameKey);
      byAddress.fail(place);
      const began = { name: byName.bannedForMs(nameKey) > 0, address: byAddress.bannedForMs(place) > 0 };
      const isRight = await check().catch((error) => {
        byName.forgive(nameKey);
        byAddress.forgive(place);
        throw error;
      });
      if (isRight) {
        byName.clear(nameKey);
        byAddress.forgive(place);
      } else {
        if (began.name) report(byName, "name", nameKey);
        if (began.address) report(byAddress, "address", place);
      }
      return isRight;
    },
    async guardCode(usernameKey, check) {
      const key = `\n${usernameKey}`;
      requireNoBan(byCode.bannedForMs(key));
      byCode.fail(key);
      const hasBegun = byCode.bannedForMs(key) > 0;
      const isRight = await check();
      if (isRight) byCode.clear(key);
      else if (hasBegun) report(byCode, "code", key);
      return isRight;
    },
    list: () => all().map(({ ban }) => ban),
    clear(id) {
      const found = all().find(({ ban }) => ban.id === id);
      found?.limit.clear(found.key);
      return found?.ban;
    },
  };
}

/** Blanks mean nothing to directories (RFC 4518 §2.6.1): with more of them it is the same name, not another one. */
function plainKey(usernameKey: string): string {
  return usernameKey.trim().replace(/\s+/g, " ");
}

function requireNoBan(waitMs: number): void {
  if (waitMs > 0) throw new AppError("rate_limited", { retryAfterS: Math.ceil(waitMs / 1_000) });
}

function limitsOf({ clock, settings }: LockoutDeps, factor: number) {
  return {
    ...{ clock, windowMs: FIVE_MINUTES_MS, keysMax: KEYS_MAX },
    get failuresMax() {
      return settings().lockoutFailures * factor;
    },
    get banMs() {
      return settings().lockoutMinutes * 60_000;
    },
  };
}
