// From a proven name to a session: at once, or through the second step that the user or the role asks for.

import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import type { AuditTrail } from "../audit-trail.ts";
import type { SignInCounts } from "../lockout/sign-in-counts.ts";
import type { OpenSession, Origin, SessionWay } from "../sessions/opening.ts";
import type { AccountStore } from "../store.ts";
import type { UserRow } from "../table.ts";
import type { ChallengeNeed, Challenges } from "./challenges.ts";
import type { FactorSetup, SecondFactor } from "./second-factor.ts";

export interface OpenedSession {
  readonly user: UserRow;
  readonly token: string;
  /** Given once, by the sign-in that switched the second factor on. */
  readonly recoveryCodes?: readonly string[];
}

export interface AwaitedStep {
  /** Refers the second step to the first; good for ten minutes. */
  readonly challenge: string;
  readonly needs: ChallengeNeed;
}

export type SignInOutcome = OpenedSession | AwaitedStep;

export interface TwoSteps {
  /** The first step turned out well. What a provider vouches for needs no second one here. */
  admit(user: UserRow, via: SessionWay, origin: Origin): SignInOutcome;
  /** For one who has to get a factor first. Throws AppError `sign_in_expired`. */
  enrol(challenge: string): FactorSetup;
  /** Throws AppError `sign_in_expired`, `second_factor_wrong` or `rate_limited`. */
  finish(step: { challenge: string; code: string }, origin: Origin): Promise<OpenedSession>;
}

export interface TwoStepsDeps {
  readonly store: Pick<AccountStore, "userById" | "updateUser">;
  readonly clock: Clock;
  readonly trail: AuditTrail;
  readonly factor: Pick<SecondFactor, "isOn" | "isRequired" | "begin" | "confirm" | "check">;
  readonly challenges: Challenges;
  readonly openSession: OpenSession;
  readonly counts: Pick<SignInCounts, "note">;
  /** The password is older than the rules allow. */
  readonly isExpired: (userId: number) => boolean;
}

export function makeTwoSteps(deps: TwoStepsDeps): TwoSteps {
  const { store, clock, trail, factor, challenges } = deps;
  const open = (user: UserRow, origin: Origin, how: { via: SessionWay; hasFactor: boolean }) => {
    const isStale = how.via === "password" && deps.isExpired(user.id);
    const changes = { lastLoginAt: clock.now(), mustChangePassword: user.mustChangePassword || isStale };
    store.updateUser(user.id, changes);
    deps.counts.note(how.via);
    const isPlain = how.via === "password" && !how.hasFactor;
    const entry = { action: "session.open", target: user.username, ...(isPlain ? {} : { after: how }) };
    trail.record({ username: user.username, address: origin.address }, entry);
    return { user: { ...user, ...changes }, token: deps.openSession(user.id, origin, how.via) };
  };
  const halfOf = (challenge: string, needed?: ChallengeNeed) => {
    const half = challenges.find(challenge);
    const user = half && store.userById(half.userId);
    const isSame = user?.isEnabled === true && user.passwordHash === half?.passwordHash;
    const isGood = isSame && (needed === undefined || half?.needs === needed);
    if (half === undefined || user === undefined || !isGood) throw new AppError("sign_in_expired");
    return { ...half, user };
  };
  return {
    admit(user, via, origin) {
      if (via === "oidc") return open(user, origin, { via, hasFactor: false });
      const isOn = factor.isOn(user.id);
      if (!isOn && !factor.isRequired(user.role)) return open(user, origin, { via, hasFactor: false });
      const needs = isOn ? "code" : "enrolment";
      const { id: userId, passwordHash } = user;
      return { challenge: challenges.open({ userId, needs, via, passwordHash }), needs };
    },
    enrol: (challenge) => factor.begin(halfOf(challenge, "enrolment").user),
    async finish({ challenge, code }, origin) {
      const { user, needs, via } = halfOf(challenge);
      const { address } = origin;
      try {
        if (needs === "code") await factor.check(user, code, address);
        const recoveryCodes = needs === "code" ? [] : await factor.confirm(user, code, address);
        challenges.close(challenge);
        return { ...open(user, origin, { via, hasFactor: true }), recoveryCodes };
      } catch (error) {
        if (error instanceof AppError && error.code === "second_factor_wrong") {
          deps.counts.note("second_factor_wrong");
          const entry = {
            action: "session.refused",
            target: user.username,
            after: { step: "second factor" },
          };
          trail.record({ username: user.username, address }, entry);
        }
        throw error;
      }
    },
  };
}
