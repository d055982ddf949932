// What a new password is held against: the rules in force, and the user's former ones.

import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import { type PasswordHasher, requireGoodPassword } from "../password.ts";
import type { Policy } from "./policy.ts";
import type { PolicyStore } from "./policy-store.ts";

const DAY_MS = 86_400_000;
/** Beside the one in use: more than the rules can ask for. */
const HISTORY_MAX = 25;

export interface PasswordRules {
  /** Throws AppError `weak_password`, `password_too_plain`, `password_is_username` or `password_too_common`. */
  requireGood(password: string, usernameKey: string): void;
  /** Throws AppError `password_reused`: it is the one in use, or one of those that the rules remember. */
  requireNew(userId: number, password: string): Promise<void>;
  /** Within the transaction that stores the hash. */
  remember(userId: number, passwordHash: string): void;
  /** True when the password in use is older than the rules allow. */
  isExpired(userId: number): boolean;
}

export interface PasswordRulesDeps {
  readonly store: Pick<PolicyStore, "history" | "addPassword">;
  readonly policy: Pick<Policy, "get">;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
}

export function makePasswordRules({ store, policy, hasher, clock }: PasswordRulesDeps): PasswordRules {
  return {
    requireGood: (password, usernameKey) => requireGoodPassword(password, usernameKey, policy.get()),
    async requireNew(userId, password) {
      for (const { passwordHash } of store.history(userId, Math.max(1, policy.get().historyCount))) {
        if (await hasher.verify(password, passwordHash)) throw new AppError("password_reused");
      }
    },
    remember: (userId, passwordHash) =>
      store.addPassword(userId, { passwordHash, setAt: clock.now() }, HISTORY_MAX),
    isExpired(userId) {
      const { maxAgeDays } = policy.get();
      const [current] = store.history(userId, 1);
      return maxAgeDays > 0 && current !== undefined && clock.now() - current.setAt >= maxAgeDays * DAY_MS;
    },
  };
}
