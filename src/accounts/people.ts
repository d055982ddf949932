// Users: made, changed and removed, with at least one administrator left at all times.

import { type Db, isUniqueViolation } from "../db/db.ts";
import { type Actor, InvalidRequest, type Person } from "../http/http.ts";
import type { Clock } from "../spine/clock.ts";
import { AppError, type Language } from "../spine/error.ts";
import type { AuditTrail } from "./audit-trail.ts";
import type { PasswordHasher } from "./password.ts";
import type { PasswordRules } from "./policy/password-rules.ts";
import type { Roles } from "./roles/roles.ts";
import type { AccountStore } from "./store.ts";
import type { UserRow } from "./table.ts";

export interface UserDraft {
  readonly username: string;
  readonly password: string;
  readonly role: string;
  readonly mustChangePassword: boolean;
}

export interface UserPatch {
  readonly role?: string | undefined;
  readonly isEnabled?: boolean | undefined;
  /** A password that an administrator sets is replaced by its owner at the next sign-in. */
  readonly password?: string | undefined;
}

/** Throws AppError: `not_found`, `already_exists`, `last_admin`, `exceeds_own`, or what is wrong with a password. */
export interface People {
  get(id: number): UserRow;
  list(afterId: number, limit: number): UserRow[];
  create(draft: UserDraft, actor: Actor): Promise<UserRow>;
  update(id: number, patch: UserPatch, actor: Actor): Promise<UserRow>;
  remove(id: number, actor: Actor): void;
  /** The owner's own change; ends all sessions of the user. */
  setOwnPassword(actor: Person, password: string): Promise<void>;
  setLanguage(actor: Person, language: Language): UserRow;
}

export interface PeopleDeps {
  readonly roles: Pick<Roles, "has" | "requireGrantable">;
  readonly db: Db;
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly hasher: PasswordHasher;
  readonly rules: PasswordRules;
  readonly trail: AuditTrail;
  /** A user has another role or password, was disabled or deleted: what is open under the name has to end. */
  readonly onWithdrawn: (username: string, isDeleted: boolean) => void;
}

export function makePeople(deps: PeopleDeps): People {
  const { db, store, clock, hasher, rules, trail, roles, onWithdrawn } = deps;
  const get = (id: number) => requireUser(store, id);
  return {
    get,
    list: (afterId, limit) => store.listUsers(afterId, limit),
    async create(draft, actor) {
      requireRole(roles, draft.role, actor);
      rules.requireGood(draft.password, usernameKeyOf(draft.username));
      const row = userRow(draft, await hasher.hash(draft.password), clock.now());
      return db.transaction(() => {
        const user = insertUser(store, row);
        rules.remember(user.id, user.passwordHash);
        trail.record(actor, { action: "user.create", target: user.username, after: auditView(user) });
        return user;
      });
    },
    async update(id, patch, actor) {
      const { username, usernameKey, passwordHash: former } = get(id);
      if (patch.password !== undefined && former === "") throw new AppError("federation_no_password");
      if (patch.role !== undefined) requireRole(roles, patch.role, actor);
      if (patch.password !== undefined) rules.requireGood(patch.password, usernameKey);
      const passwordHash = patch.password === undefined ? undefined : await hasher.hash(patch.password);
      const updated = db.transaction(() => {
        const before = get(id);
        // Who could not give a user's role could otherwise take over the user by a new password.
        roles.requireGrantable(before.role, actor);
        const after = { ...before, ...changesOf(patch, passwordHash) };
        if (after.role !== "admin" || !after.isEnabled) requireOtherAdmin(store, before);
        store.updateUser(id, changesOf(patch, passwordHash));
        if (passwordHash !== undefined) rules.remember(id, passwordHash);
        if (passwordHash !== undefined || !after.isEnabled) store.removeSessionsOf(id);
        const views = { before: auditView(before), after: { ...auditView(after), password: patch.password } };
        trail.record(actor, { action: "user.update", target: username, ...views });
        return { after, isOther: after.role !== before.role };
      });
      if (updated.isOther || passwordHash !== undefined || !updated.after.isEnabled)
        onWithdrawn(username, false);
      return updated.after;
    },
    remove(id, actor) {
      const { username } = get(id);
      db.transaction(() => {
        const user = get(id);
        roles.requireGrantable(user.role, actor);
        requireOtherAdmin(store, user);
        store.removeUser(id);
        trail.record(actor, { action: "user.delete", target: user.username, before: auditView(user) });
      });
      onWithdrawn(username, true);
    },
    async setOwnPassword(actor, password) {
      rules.requireGood(password, get(actor.userId).usernameKey);
      await rules.requireNew(actor.userId, password);
      const passwordHash = await hasher.hash(password);
      db.transaction(() => {
        const { id, username } = get(actor.userId);
        store.updateUser(id, { passwordHash, mustChangePassword: false });
        rules.remember(id, passwordHash);
        store.removeSessionsOf(id);
        trail.record(actor, { action: "user.password", target: username });
      });
      onWithdrawn(actor.username, false);
    },
    setLanguage(actor, language) {
      store.updateUser(actor.userId, { language });
      return get(actor.userId);
    },
  };
}

function requireOtherAdmin(store: AccountStore, user: UserRow): void {
  const { id, username, role, isEnabled, passwordHash } = user;
  const isAdmin = role === "admin" && isEnabled && passwordHash !== "";
  if (isAdmin && store.countEnabledAdminsBut(id) === 0) throw new AppError("last_admin", { what: username });
}

function requireRole(roles: PeopleDeps["roles"], role: string, actor: Actor): void {
  if (!roles.has(role)) throw new InvalidRequest([{ path: "role", message: "is no role" }]);
  roles.requireGrantable(role, actor);
}

/** The form in which names are compared: `Anna`, `anna` and their full-width twins are one. */
export function usernameKeyOf(username: string): string {
  return username.normalize("NFKC").toLowerCase();
}

export function userRow(draft: UserDraft, passwordHash: string, now: number): Omit<UserRow, "id"> {
  return {
    username: draft.username.normalize("NFC"),
    usernameKey: usernameKeyOf(draft.username),
    passwordHash,
    role: draft.role,
    language: null,
    isEnabled: true,
    mustChangePassword: draft.mustChangePassword,
    createdAt: now,
    lastLoginAt: null,
  };
}

function requireUser(store: AccountStore, id: number): UserRow {
  const user = store.userById(id);
  if (user === undefined) throw new AppError("not_found", { what: `User ${id}` });
  return user;
}

function insertUser(store: AccountStore, row: Omit<UserRow, "id">): UserRow {
  try {
    return store.insertUser(row);
  } catch (cause) {
    if (!isUniqueViolation(cause, "users.username_key")) throw cause;
    throw new AppError("already_exists", { what: `User ${row.username}` }, { cause });
  }
}

function changesOf(patch: UserPatch, passwordHash: string | undefined): Partial<UserRow> {
  return {
    ...(patch.role === undefined ? {} : { role: patch.role }),
    ...(patch.isEnabled === undefined ? {} : { isEnabled: patch.isEnabled }),
    ...(passwordHash === undefined ? {} : { passwordHash, mustChangePassword: true }),
  };
}

function auditView({ username, role, isEnabled }: UserRow) {
  return { username, role, isEnabled };
}
