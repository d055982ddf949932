// The rules of signing in that an administrator sets: what a password has to be, and what failures cost.

import * as v from "valibot";
import type { Db } from "../../db/db.ts";
import type { Actor } from "../../http/http.ts";
import type { AuditTrail } from "../audit-trail.ts";
import type { PolicyStore } from "./policy-store.ts";

const whole = (fallback: number, [min, max]: readonly [number, number], what: string) =>
  v.optional(
    v.pipe(
      v.number(),
      v.integer("must be a whole number"),
      v.minValue(min, `must be at least ${min}`),
      v.maxValue(max, `must be at most ${max}`),
      v.description(what),
    ),
    fallback,
  );

/**
 * The defaults follow NIST SP 800-63B: length counts and well-known passwords are refused; kinds of characters are
 * not asked for, and a password does not expire unless somebody knows it.
 */
export const PolicySchema = v.strictObject({
  lengthMin: whole(10, [10, 64], "Least characters of a password"),
  kindsMin: whole(0, [0, 4], "Of small and capital letters, digits and other characters, so many kinds"),
  historyCount: whole(5, [0, 24], "So many former passwords of a user are not taken again"),
  maxAgeDays: whole(0, [0, 3_650], "A password has to be changed after so many days; 0: never"),
  lockoutFailures: whole(10, [3, 100], "So many failures within five minutes shut a name out at its address"),
  lockoutMinutes: whole(5, [1, 1_440], "For so long"),
  secondFactorRoles: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.maxLength(64))),
      v.maxLength(100, "at most 100 roles"),
      v.description("Who has one of these roles signs in with a second factor"),
    ),
    [],
  ),
});
export type SignInPolicy = v.InferOutput<typeof PolicySchema>;

export const DEFAULT_POLICY: SignInPolicy = v.parse(PolicySchema, {});

export interface Policy {
  get(): SignInPolicy;
  replace(policy: SignInPolicy, actor: Actor): SignInPolicy;
}

/** Throws what speaks against the change. */
export type PolicyCheck = (next: SignInPolicy, actor: Actor) => void;

export interface PolicyDeps {
  readonly store: Pick<PolicyStore, "read" | "write">;
  readonly trail: AuditTrail;
  readonly transaction: Db["transaction"];
}

export function makePolicy({ store, trail, transaction }: PolicyDeps): Policy {
  // Written by this version or an older one: what is missing has its default, what is unknown is left out.
  const read = v.safeParse(v.object(PolicySchema.entries), store.read() ?? {});
  let current = read.success ? read.output : DEFAULT_POLICY;
  return {
    get: () => current,
    replace(policy, actor) {
      const before = current;
      transaction(() => {
        store.write(policy);
        trail.record(actor, { action: "user.policy", target: "sign-in", before, after: policy });
      });
      current = policy;
      return policy;
    },
  };
}
