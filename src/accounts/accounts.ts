// People who work with Gantry and applications that do: users, roles, sign-in, keys, and the trail of what was done.
// Owns: the tables of users, roles, sessions, preferences, API keys, password rules and history, second factors, directories and the audit trail; the session cookie.
// Promises: no password, secret or token is stored, logged or shown twice; there is always an enabled administrator.
// Must never: authenticate a device, or let a route decide about a password.

import { type Db, migrate } from "../db/db.ts";
import type { Authenticate, GroupTree, Permissions, WatchRights } from "../http/http.ts";
import { makeListeners } from "../kit/listeners.ts";
import type { Clock } from "../spine/clock.ts";
import { type Failure, failure } from "../spine/error.ts";
import type { AuditFilter } from "./audit/audit-store.ts";
import { type AuditTrail, makeAuditTrail } from "./audit-trail.ts";
import { type Federations, openFederation } from "./federation/federation.ts";
import { FEDERATION_STEPS } from "./federation/migrations.ts";
import { type LogInApplication, makeApplicationLogin } from "./keys/application-login.ts";
import {
  authenticateAny,
  countedKeys,
  makeKeyAuthentication,
  makeKeyFailures,
  makeKeyRates,
} from "./keys/key-authentication.ts";
import { type ApiKeys, openKeys } from "./keys/keys.ts";
import { KEY_STEPS } from "./keys/migrations.ts";
import {
  makeSignatureAuthentication,
  type SignatureAuthenticationDeps,
} from "./keys/signature/signature-authentication.ts";
import { makeTokenAuthentication, type TokenPorts } from "./keys/token-authentication.ts";
import { type Lockout, makeLockout, type SignInBan } from "./lockout/lockout.ts";
import { makeSignInCounts, type SignInCounts } from "./lockout/sign-in-counts.ts";
import { ACCOUNT_STEPS } from "./migrations.ts";
import { makePasswordHasher, type PasswordHasher, requireGoodPassword } from "./password.ts";
import { makePeople, type People, usernameKeyOf, userRow } from "./people.ts";
import { POLICY_STEPS } from "./policy/migrations.ts";
import { makePasswordRules, type PasswordRules } from "./policy/password-rules.ts";
import { DEFAULT_POLICY, makePolicy, type Policy } from "./policy/policy.ts";
import { makePolicyStore } from "./policy/policy-store.ts";
import { openPreferences, type Preferences } from "./preferences/preferences.ts";
import { makeCurrentRights } from "./roles/current-rights.ts";
import { ROLE_STEPS } from "./roles/migrations.ts";
import { openRoles, type Roles } from "./roles/roles.ts";
import { makeFactorStore } from "./second-factor/factor-store.ts";
import { makeFirstPassword, restoreAccess } from "./second-factor/lost-access.ts";
import { FACTOR_STEPS } from "./second-factor/migrations.ts";
import { makeSecondFactor, type SecondFactor } from "./second-factor/second-factor.ts";
import { SESSION_STEPS } from "./sessions/migrations.ts";
import { makeSessions, type Sessions } from "./sessions/sessions.ts";
import { makeSignIn, type SignIn } from "./sign-in.ts";
import { type AccountStore, makeAccountStore } from "./store.ts";
import type { AuditRow, UserRow } from "./table.ts";

export interface AccountsOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** Password of the first administrator; ignored once there is a user. */
  readonly adminPassword?: string | undefined;
  /** Where devices stand, for data scopes of groups; no device stands in any unless given. */
  readonly groups?: GroupTree;
  /** What is known of OneNET's tokens elsewhere; none is taken unless given. */
  readonly tokens?: TokenPorts;
  /** How far clocks of who signs requests may be off, s; 300 unless given. */
  readonly signatureSkewS?: number;
}

export interface Accounts {
  /** Ports for http: who calls, and the trail. */
  readonly authenticate: Authenticate;
  readonly audit: AuditTrail["record"];
  /** Password made up for the first administrator: only at the first start, to be printed once. */
  readonly initialPassword: string | undefined;
  /** Resolves when the first administrator is stored; rejects when that failed. */
  readonly ready: Promise<void>;
  readonly people: People;
  readonly signIn: SignIn;
  readonly keys: ApiKeys;
  readonly preferences: Preferences;
  readonly sessions: Sessions;
  readonly policy: Policy;
  readonly lockout: Lockout;
  readonly signInCounts: SignInCounts;
  readonly secondFactor: SecondFactor;
  /** LDAP and OpenID Connect. */
  readonly federations: Federations;
  /** Lets users and keys in where there is one user name and one password: MQTT. */
  readonly logInApplication: LogInApplication;
  readonly roles: Roles;
  /** Role of an enabled user; undefined when there is none of the name. */
  roleOf(username: string): string | undefined;
  /** What the actor of this name may do now; undefined for who is not let in any more. */
  rightsOf(actor: string): Permissions | undefined;
  /** Port for http: tells open streams that somebody's rights may be others now. */
  readonly onRightsChange: WatchRights;
  /** Runs `listener` when what is open under a user or key has to end; returns its removal. */
  onWithdrawn(listener: (application: WithdrawnApplication, why: Failure) => void): () => void;
  listAudit(filter: AuditFilter): AuditRow[];
  close(): void;
}

export interface WithdrawnApplication {
  readonly kind: "user" | "key";
  /** User name or key id. */
  readonly name: string;
  /** It will not come back, and nothing has to wait for it. */
  readonly isDeleted: boolean;
}

/** Name of the administrator made at the first start. */
export const FIRST_USERNAME = "admin";
const NO_GROUPS: GroupTree = { groupOf: () => undefined, isWithin: () => false, touches: () => false };
const PRUNE_MS = 3_600_000;
const SIGNATURE_SKEW_S = 300;

/** Throws AppError (`weak_password` and its kin) when `adminPassword` is needed and not good enough. */
export function openAccounts({
  db,
  clock,
  adminPassword,
  groups = NO_GROUPS,
  tokens,
  signatureSkewS = SIGNATURE_SKEW_S,
}: AccountsOptions): Accounts {
  migrateAll(db);
  const store = makeAccountStore(db);
  const trail = makeAuditTrail(store, clock);
  const hasher = makePasswordHasher();
  const rights = makeListeners();
  const withdrawals = makeListeners<[application: WithdrawnApplication, why: Failure]>();
  withdrawals.add(() => rights.tell());
  const roles = openRoles({ db, clock, trail, groups, onChange: rights.tell });
  const onUser = (name: string, isDeleted: boolean) =>
    withdrawals.tell({ kind: "user", name, isDeleted }, failure("user_changed", { name }));
  const safety = makeSafety({ db, store, clock, trail, hasher, onUser });
  const shared = { db, store, clock, hasher, trail, roles, rules: safety.rules, counts: safety.counts };
  const federations = openFederation({ ...shared, onRole: (name) => onUser(name, false) });
  const first = store.countUsers() === 0 ? chooseFirst(adminPassword) : undefined;
  const isOpen = new AbortController();
  const ready = first === undefined ? Promise.resolve() : storeFirst(first, shared, isOpen.signal);
  // Whoever signs in awaits it and is told; without a reader it must not end the process.
  ready.catch(() => {});
  const sessions = makeSessions({ db, clock, trail, onEnd: rights.tell });
  const signIn = makeSignIn({
    ...{ ...shared, ...safety, sessions, directory: federations, ready: () => ready },
    permissionsOf: (role) => roles.permissionsOf(role),
  });
  const keys = openKeys({
    ...{ ...shared, groups, onChange: rights.tell },
    onWithdrawn: (name, why) =>
      withdrawals.tell({ kind: "key", name, isDeleted: why.code === "key_deleted" }, why),
  });

  const prune = () => {
    signIn.pruneSessions();
    trail.prune();
  };
  prune();
  const pruning = clock.every(PRUNE_MS, prune);
  return {
    authenticate: authenticationOf(
      { keys, clock, trail, groups, tokens, toleranceS: signatureSkewS },
      signIn,
    ),
    audit: trail.record,
    initialPassword: first?.isGenerated ? first.password : undefined,
    ready,
    people: makePeople({ ...shared, onWithdrawn: onUser }),
    signIn,
    keys,
    preferences: openPreferences(db, clock),
    ...{ sessions, federations, policy: safety.policy, lockout: safety.lockout },
    ...{ secondFactor: safety.factor, signInCounts: safety.counts },
    logInApplication: makeApplicationLogin({ keys, signIn }),
    ...{ roles, rightsOf: makeCurrentRights({ store, roles, keys, groups, clock }) },
    onRightsChange: rights.add,
    roleOf: (username) => enabledUser(store, username)?.role,
    onWithdrawn: withdrawals.add,
    listAudit: (filter) => store.listAudit(filter),
    close() {
      isOpen.abort();
      pruning.cancel();
      keys.close();
    },
  };
}

function enabledUser(store: AccountStore, username: string): UserRow | undefined {
  const user = store.userByKey(usernameKeyOf(username));
  return user?.isEnabled ? user : undefined;
}

/**
 * For the command line: a new password for a user of the database, which may be in use; undefined when there is no
 * such user.
 */
export async function restoreAccessIn(
  db: Db,
  clock: Clock,
  name: string,
): Promise<{ username: string; password: string } | undefined> {
  migrateAll(db);
  const store = makeAccountStore(db);
  const trail = makeAuditTrail(store, clock);
  const hasher = makePasswordHasher();
  const { rules } = makeSafety({ db, store, clock, trail, hasher, onUser: () => {} });
  const factors = makeFactorStore(db);
  const { transaction } = db;
  return restoreAccess(name, { transaction, store, clock, hasher, rules, trail, factors });
}

function migrateAll(db: Db): void {
  migrate(db, "accounts", ACCOUNT_STEPS);
  migrate(db, "user-sessions", SESSION_STEPS);
  migrate(db, "sign-in-policy", POLICY_STEPS);
  migrate(db, "second-factors", FACTOR_STEPS);
  migrate(db, "roles", ROLE_STEPS);
  migrate(db, "api-keys", KEY_STEPS);
  migrate(db, "federation", FEDERATION_STEPS);
}

interface SafetyDeps {
  readonly db: Db;
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly trail: AuditTrail;
  readonly hasher: PasswordHasher;
  /** A user signs in otherwise than before: what is open under the name has to end. */
  readonly onUser: (name: string, isDeleted: boolean) => void;
}

/** What stands between a guess and an account: the rules, the bans and the second factor. */
function makeSafety({ db, store, clock, trail, hasher, onUser }: SafetyDeps) {
  const policyStore = makePolicyStore(db);
  const policy = makePolicy({ store: policyStore, trail, transaction: db.transaction });
  const lockout = makeLockout({
    ...{ clock, settings: policy.get },
    usernameOf: (key) => store.userByKey(key)?.username,
    onBan: (ban) => recordBan(trail, ban),
  });
  const factor = makeSecondFactor({
    ...{ db, clock, trail, lockout },
    requiredRoles: () => policy.get().secondFactorRoles,
    onSwitchedOn: (name) => onUser(name, false),
  });
  const rules = makePasswordRules({ store: policyStore, policy, hasher, clock });
  return { policy, lockout, factor, rules, counts: makeSignInCounts() };
}

/** Who is shut out is in the trail, but for names that no user has. */
function recordBan(trail: AuditTrail, { kind, address, username, failures, until }: SignInBan): void {
  const person = { username: username ?? "", address };
  const target = username ?? address;
  trail.record(person, { action: "session.ban", target, after: { kind, failures, until } });
}

/** By signature, by key, by token, by session: the first that a request shows. */
function authenticationOf(
  deps: Omit<SignatureAuthenticationDeps, "takeTurn" | "failures"> & {
    readonly keys: ApiKeys;
    readonly groups: GroupTree;
    readonly tokens: TokenPorts | undefined;
  },
  signIn: SignIn,
): Authenticate {
  const { tokens, clock } = deps;
  const shared = { ...deps, takeTurn: makeKeyRates(clock), failures: makeKeyFailures(clock) };
  const byToken = tokens === undefined ? [] : [makeTokenAuthentication({ ...shared, tokens })];
  const byKey = [makeSignatureAuthentication(shared), makeKeyAuthentication(shared), ...byToken];
  return authenticateAny(
    byKey.map((authenticate) => countedKeys(authenticate, deps.keys.requests)),
    signIn.authenticate,
  );
}

interface FirstAdmin {
  readonly password: string;
  readonly isGenerated: boolean;
}

function chooseFirst(adminPassword: string | undefined): FirstAdmin {
  if (adminPassword === undefined || adminPassword === "") {
    return { password: makeFirstPassword(), isGenerated: true };
  }
  requireGoodPassword(adminPassword, usernameKeyOf(FIRST_USERNAME), DEFAULT_POLICY);
  return { password: adminPassword, isGenerated: false };
}

interface FirstAdminDeps {
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly hasher: PasswordHasher;
  readonly rules: PasswordRules;
  readonly trail: AuditTrail;
}

/** Hashing takes longer than the rest of the start, so listening does not wait for it; signing in does. */
async function storeFirst(first: FirstAdmin, deps: FirstAdminDeps, closed: AbortSignal): Promise<void> {
  const passwordHash = await deps.hasher.hash(first.password);
  if (closed.aborted) return;
  const draft = {
    username: FIRST_USERNAME,
    password: first.password,
    role: "admin" as const,
    mustChangePassword: first.isGenerated,
  };
  const { id, username, role } = deps.store.insertUser(userRow(draft, passwordHash, deps.clock.now()));
  deps.rules.remember(id, passwordHash);
  deps.trail.record(
    { username: "", address: "" },
    { action: "user.create", target: username, after: { username, role } },
  );
}
