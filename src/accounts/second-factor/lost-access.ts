// Back in from the machine itself, for whoever has lost the password, the authenticator, or both.

import { randomText } from "../../kit/random-text.ts";
import type { Clock } from "../../spine/clock.ts";
import type { AuditTrail } from "../audit-trail.ts";
import type { PasswordHasher } from "../password.ts";
import { usernameKeyOf } from "../people.ts";
import type { PasswordRules } from "../policy/password-rules.ts";
import type { AccountStore } from "../store.ts";
import type { FactorStore } from "./factor-store.ts";

/** No letters or digits that look alike: it is read off a terminal and typed into a browser once. */
const LEGIBLE = "abcdefghijkmnpqrstuvwxyz23456789";
const LENGTH = 20;

/** A password to be printed once: 100 random bits that can be read off a terminal. */
export function makeFirstPassword(): string {
  return randomText(LENGTH, LEGIBLE);
}

export interface LostAccessDeps {
  readonly transaction: <T>(fn: () => T) => T;
  readonly store: AccountStore;
  readonly factors: Pick<FactorStore, "remove">;
  readonly clock: Clock;
  readonly hasher: PasswordHasher;
  readonly rules: Pick<PasswordRules, "remember">;
  readonly trail: AuditTrail;
}

/**
 * Gives the user a new password, to be replaced at the next sign-in, enables it, takes its second factor away and
 * ends its sessions. Resolves to the name and the password; to undefined when there is no such user.
 */
export async function restoreAccess(
  name: string,
  { transaction, store, factors, hasher, rules, trail }: LostAccessDeps,
): Promise<{ username: string; password: string } | undefined> {
  const user = store.userByKey(usernameKeyOf(name));
  if (user === undefined) return undefined;
  const { id, username } = user;
  const password = makeFirstPassword();
  const passwordHash = await hasher.hash(password);
  transaction(() => {
    store.updateUser(id, { passwordHash, mustChangePassword: true, isEnabled: true });
    rules.remember(id, passwordHash);
    factors.remove(id);
    store.removeSessionsOf(id);
    const after = { by: "command line", wasEnabled: user.isEnabled };
    trail.record({ username: "", address: "" }, { action: "user.access-restored", target: username, after });
  });
  return { username, password };
}
