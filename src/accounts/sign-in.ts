// Signing in and staying signed in: attempts, tokens, cookies, expiry.

import { type Authenticate, negotiateLanguage, type Permissions, type Person } from "../http/http.ts";
import type { Clock } from "../spine/clock.ts";
import { AppError } from "../spine/error.ts";
import type { AuditTrail } from "./audit-trail.ts";
import type { Federations } from "./federation/federation.ts";
import type { Lockout } from "./lockout/lockout.ts";
import type { SignInCounts } from "./lockout/sign-in-counts.ts";
import type { PasswordHasher } from "./password.ts";
import { usernameKeyOf } from "./people.ts";
import type { PasswordRules } from "./policy/password-rules.ts";
import { makeChallenges } from "./second-factor/challenges.ts";
import type { SecondFactor } from "./second-factor/second-factor.ts";
import { makeTwoSteps, type SignInOutcome, type TwoSteps } from "./second-factor/two-steps.ts";
import { hashToken, tokensOf } from "./sessions/cookie.ts";
import { ABSOLUTE_MS, IDLE_MS, isSessionAlive } from "./sessions/lifetime.ts";
import { makeOpening, type OpenSession, type Origin } from "./sessions/opening.ts";
import type { Sessions } from "./sessions/sessions.ts";
import type { AccountStore, StoredSession } from "./store.ts";
import type { UserRow } from "./table.ts";

/** Activity is written this seldom, so that reading pages costs no disk write. */
const TOUCH_MS = 60_000;

export interface SignIn extends Pick<TwoSteps, "admit" | "enrol" | "finish"> {
  readonly authenticate: Authenticate;
  /**
   * Checks name and password; throws AppError `bad_password`, `rate_limited`, or what the directory says. Gives the
   * user and a new token, or what the second step needs.
   */
  signIn(attempt: Origin & { readonly username: string; readonly password: string }): Promise<SignInOutcome>;
  /**
   * Checks name and password as `signIn` does, with the same limits, and opens nothing. Throws AppError
   * `second_factor_needed` where a password is not enough.
   */
  verify(attempt: { username: string; password: string; address: string }): Promise<UserRow>;
  /** Whether there is a user of this name. */
  has(username: string): boolean;
  /** Checks the password of someone who is signed in; throws AppError `wrong_password` or `rate_limited`. */
  confirm(user: UserRow, password: string, address: string): Promise<void>;
  /** Makes a session for a user who has just proved who it is. */
  readonly openSession: OpenSession;
  /** Ends the session behind `request`, if any. */
  signOut(request: Request): void;
  pruneSessions(): void;
}

export interface SignInDeps {
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly hasher: PasswordHasher;
  readonly trail: AuditTrail;
  readonly sessions: Pick<Sessions, "trim">;
  readonly lockout: Pick<Lockout, "guard">;
  readonly rules: Pick<PasswordRules, "isExpired">;
  readonly factor: SecondFactor;
  readonly counts: Pick<SignInCounts, "note">;
  /** Asked for names that have no password here. */
  readonly directory: Pick<Federations, "verify">;
  readonly permissionsOf: (role: string) => Permissions;
  /** Resolves when the first user exists. */
  readonly ready: () => Promise<void>;
}

export function makeSignIn(deps: SignInDeps): SignIn {
  const { store, clock, hasher, trail, lockout, factor, directory } = deps;
  const openSession = makeOpening(deps);
  const { isExpired } = deps.rules;
  const challenges = makeChallenges(clock);
  const steps = makeTwoSteps({ ...deps, challenges, openSession, isExpired });
  const check = async (username: string, password: string, address: string) => {
    await deps.ready();
    const usernameKey = usernameKeyOf(username);
    const known = store.userByKey(usernameKey);
    let user = known;
    // Who has a password here is asked for it: no directory can take over or shut out a local user.
    const hasPassword = known !== undefined && known.passwordHash !== "";
    const isRight = await lockout.guard({ address, usernameKey }, async () => {
      if (!hasPassword) user = (await directory.verify(username, password)) ?? known;
      const isKnown = user !== undefined && user !== known;
      const isSame = isKnown || (await hasher.verify(password, known?.passwordHash));
      return isSame && user?.isEnabled === true;
    });
    return { user, isRight, via: hasPassword ? ("password" as const) : ("ldap" as const) };
  };
  return {
    authenticate(request, { address, isPassive }) {
      const found = findSession(store, request);
      const now = clock.now();
      if (found === undefined || !found.user.isEnabled || !isSessionAlive(found.session, now))
        return undefined;
      const { tokenHash, seenAt } = found.session;
      if (!isPassive && now - seenAt >= TOUCH_MS) store.touchSession(tokenHash, now);
      return actorFrom(found.user, deps.permissionsOf(found.user.role), { request, address });
    },
    async verify({ username, password, address }) {
      const { user, isRight } = await check(username, password, address);
      if (!isRight || user === undefined) throw new AppError("bad_password");
      if (factor.isOn(user.id) || factor.isRequired(user.role)) throw new AppError("second_factor_needed");
      return user;
    },
    has: (username) => store.userByKey(usernameKeyOf(username)) !== undefined,
    async signIn({ username, password, address, agent }) {
      const { user, isRight, via } = await check(username, password, address);
      if (!isRight || user === undefined) {
        deps.counts.note("bad_password");
        // An unknown name may be a password typed into the wrong field: it is not written down.
        const target = user?.username ?? "(unknown user)";
        trail.record({ username: user?.username ?? "", address }, { action: "session.refused", target });
        throw new AppError("bad_password");
      }
      return steps.admit(user, via, { address, agent });
    },
    async confirm(user, password, address) {
      const { usernameKey, username, passwordHash } = user;
      const verify = async () =>
        passwordHash === ""
          ? (await directory.verify(username, password))?.id === user.id
          : hasher.verify(password, passwordHash);
      if (!(await lockout.guard({ address, usernameKey }, verify))) throw new AppError("wrong_password");
    },
    openSession,
    ...steps,
    signOut(request) {
      for (const token of tokensOf(request)) store.removeSession(hashToken(token));
    },
    pruneSessions: () => store.removeExpiredSessions(clock.now() - ABSOLUTE_MS, clock.now() - IDLE_MS),
  };
}

function findSession(store: AccountStore, request: Request): StoredSession | undefined {
  for (const token of tokensOf(request)) {
    const found = store.sessionByHash(hashToken(token));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The user as the caller of `request`. */
export function actorFrom(
  user: UserRow,
  permissions: Permissions,
  { request, address }: { readonly request: Request; readonly address: string },
): Person {
  const language =
    user.language ?? negotiateLanguage(request.headers.get("accept-language") ?? undefined, "en");
  const { id: userId, username, role, mustChangePassword } = user;
  return { kind: "person", userId, username, role, permissions, language, address, mustChangePassword };
}
