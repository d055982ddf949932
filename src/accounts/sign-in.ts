// Signing in and staying signed in: attempts, tokens, cookies, expiry.

import { type Authenticate, negotiateLanguage, type Permissions, type Person } from "../http/http.ts";
import { makeAttemptLimit } from "../kit/attempt-limit.ts";
import type { Clock } from "../spine/clock.ts";
import { AppError } from "../spine/error.ts";
import type { AuditTrail } from "./audit-trail.ts";
import type { PasswordHasher } from "./password.ts";
import { usernameKeyOf } from "./people.ts";
import { AGENT_LENGTH } from "./sessions/browser.ts";
import { hashToken, makeToken, tokensOf } from "./sessions/cookie.ts";
import { ABSOLUTE_MS, IDLE_MS, isSessionAlive } from "./sessions/lifetime.ts";
import type { Sessions } from "./sessions/sessions.ts";
import type { AccountStore, StoredSession } from "./store.ts";
import type { UserRow } from "./table.ts";

/** Activity is written this seldom, so that reading pages costs no disk write. */
const TOUCH_MS = 60_000;

const FIVE_MINUTES_MS = 5 * 60_000;
const FAILURES_MAX = 10;
/** Over all names of one address, against trying one password on many; a whole plant may sit behind one. */
const ADDRESS_FAILURES_MAX = 50;
const KEYS_MAX = 10_000;

/** Where a session is opened from. */
export interface Origin {
  readonly address: string;
  /** The User-Agent header. */
  readonly agent?: string | undefined;
}

export interface SignIn {
  readonly authenticate: Authenticate;
  /** Checks name and password; throws AppError `bad_password` or `rate_limited`. Returns the user and a new token. */
  signIn(
    attempt: Origin & { readonly username: string; readonly password: string },
  ): Promise<{ user: UserRow; token: string }>;
  /** Checks name and password as `signIn` does, with the same limits, and opens nothing. */
  verify(attempt: { username: string; password: string; address: string }): Promise<UserRow>;
  /** Whether there is a user of this name. */
  has(username: string): boolean;
  /** Checks the password of someone who is signed in; throws AppError `wrong_password` or `rate_limited`. */
  confirm(user: UserRow, password: string, address: string): Promise<void>;
  /** Makes a session for a user who has just proved who it is. */
  openSession(userId: number, origin: Origin): string;
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
  readonly permissionsOf: (role: string) => Permissions;
  /** Resolves when the first user exists. */
  readonly ready: () => Promise<void>;
}

export function makeSignIn(deps: SignInDeps): SignIn {
  const { store, clock, hasher, trail } = deps;
  const guarded = makeAttemptGuard(clock);

  const openSession = (userId: number, { address, agent = "" }: Origin): string => {
    const token = makeToken();
    const now = clock.now();
    store.insertSession({
      ...{ tokenHash: hashToken(token), userId, address, createdAt: now, seenAt: now },
      ...{ agent: agent.slice(0, AGENT_LENGTH), via: "password" },
    });
    deps.sessions.trim(userId);
    return token;
  };
  const check = async (username: string, password: string, address: string) => {
    await deps.ready();
    const usernameKey = usernameKeyOf(username);
    const user = store.userByKey(usernameKey);
    const isRight = await guarded(address, usernameKey, async () => {
      const isSame = await hasher.verify(password, user?.passwordHash);
      return isSame && user?.isEnabled === true;
    });
    return { user, isRight };
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
      return user;
    },
    has: (username) => store.userByKey(usernameKeyOf(username)) !== undefined,
    async signIn({ username, password, address, agent }) {
      const { user, isRight } = await check(username, password, address);
      if (!isRight || user === undefined) {
        // An unknown name may be a password typed into the wrong field: it is not written down.
        const target = user?.username ?? "(unknown user)";
        trail.record({ username: user?.username ?? "", address }, { action: "session.refused", target });
        throw new AppError("bad_password");
      }
      const lastLoginAt = clock.now();
      store.updateUser(user.id, { lastLoginAt });
      trail.record({ username: user.username, address }, { action: "session.open", target: user.username });
      return { user: { ...user, lastLoginAt }, token: openSession(user.id, { address, agent }) };
    },
    async confirm(user, password, address) {
      const verify = () => hasher.verify(password, user.passwordHash);
      if (!(await guarded(address, user.usernameKey, verify))) throw new AppError("wrong_password");
    },
    openSession,
    signOut(request) {
      for (const token of tokensOf(request)) store.removeSession(hashToken(token));
    },
    pruneSessions: () => store.removeExpiredSessions(clock.now() - ABSOLUTE_MS, clock.now() - IDLE_MS),
  };
}

/** Runs a check unless too many failed; throws AppError `rate_limited` with the time to wait. */
function makeAttemptGuard(clock: Clock) {
  const shared = { clock, windowMs: FIVE_MINUTES_MS, banMs: FIVE_MINUTES_MS, keysMax: KEYS_MAX };
  const byName = makeAttemptLimit({ ...shared, failuresMax: FAILURES_MAX });
  const byAddress = makeAttemptLimit({ ...shared, failuresMax: ADDRESS_FAILURES_MAX });

  return async (address: string, usernameKey: string, check: () => Promise<boolean>): Promise<boolean> => {
    const nameKey = `${address}\n${usernameKey}`;
    const waitMs = Math.max(byName.bannedForMs(nameKey), byAddress.bannedForMs(address));
    if (waitMs > 0) throw new AppError("rate_limited", { retryAfterS: Math.ceil(waitMs / 1_000) });
    byName.fail(nameKey);
    byAddress.fail(address);
    const isRight = await check();
    if (isRight) {
      byName.clear(nameKey);
      byAddress.forgive(address);
    }
    return isRight;
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
