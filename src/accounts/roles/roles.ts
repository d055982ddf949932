// Roles: the built-in ones, and those that administrators make of actions in areas and a data scope.

import type { Db } from "../../db/db.ts";
import {
  type Actor,
  type GroupTree,
  makePermissions,
  type Permissions,
  permissionsOfRole,
} from "../../http/http.ts";
import { randomText } from "../../kit/random-text.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import { BUILT_IN, type Matrix, ROLES, type Role, type Scope } from "../../spine/permission.ts";
import type { AuditTrail } from "../audit-trail.ts";
import { makeRoleStore, type RoleStore } from "./role-store.ts";
import type { RoleRow } from "./table.ts";

export interface RoleDraft {
  readonly name: string;
  readonly description: string;
  readonly matrix: Matrix;
  readonly scopes: readonly Scope[];
}
export type RolePatch = { readonly [K in keyof RoleDraft]?: RoleDraft[K] | undefined };

export interface RoleEntry extends RoleDraft {
  /** What users have: `admin`, or `role-…` of one that was made. */
  readonly roleId: string;
  readonly isBuiltIn: boolean;
}

/** Throws AppError: `not_found`, `already_exists`, `role_built_in`, `in_use`, `too_many_roles`, `exceeds_own`. */
export interface Roles {
  /** The built-in ones first, then in order of creation. */
  list(): readonly RoleEntry[];
  get(roleId: string): RoleEntry;
  has(roleId: string): boolean;
  create(draft: RoleDraft, actor: Actor): RoleEntry;
  /** Takes effect with the next request of those who have it. */
  update(roleId: string, patch: RolePatch, actor: Actor): RoleEntry;
  remove(roleId: string, actor: Actor): void;
  /** How many users have each role. */
  countUsers(): ReadonlyMap<string, number>;
  /** What who has the role may do; nothing for a role that is not there. */
  permissionsOf(roleId: string): Permissions;
  /** Throws `not_found`, or `exceeds_own` when the actor may not do all that the role may. */
  requireGrantable(roleId: string, actor: Actor): void;
}

export interface RolesOptions {
  readonly db: Db;
  readonly clock: Pick<Clock, "now">;
  readonly trail: AuditTrail;
  readonly groups: GroupTree;
  /** Someone may do more or less than before. */
  readonly onChange: () => void;
}

export const ROLES_MAX = 200;
const ID_LENGTH = 10;
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

export function openRoles(options: RolesOptions): Roles {
  return new RoleBook(options);
}

class RoleBook implements Roles {
  private readonly store: RoleStore;
  private readonly byId = new Map<string, RoleRow>();
  private readonly permissions = new Map<string, Permissions>();

  constructor(private readonly options: RolesOptions) {
    this.store = makeRoleStore(options.db);
    for (const row of this.store.loadAll()) this.byId.set(row.roleId, row);
  }

  list(): readonly RoleEntry[] {
    return [...ROLES.map(builtIn), ...[...this.byId.values()].map(entryOf)];
  }

  get(roleId: string): RoleEntry {
    const known = builtInOf(roleId);
    if (known !== undefined) return builtIn(known);
    return entryOf(this.row(roleId));
  }

  has(roleId: string): boolean {
    return builtInOf(roleId) !== undefined || this.byId.has(roleId);
  }

  create(draft: RoleDraft, actor: Actor): RoleEntry {
    if (this.byId.size >= ROLES_MAX) throw new AppError("too_many_roles", { limit: ROLES_MAX });
    requireWithin(draft, actor);
    const nameKey = this.requireFreeName(draft.name);
    const { db, clock, trail } = this.options;
    const row: RoleRow = {
      ...{ roleId: `role-${randomText(ID_LENGTH, LETTERS)}`, ...draft, nameKey },
      ...{ createdAt: clock.now(), createdBy: actor.username },
    };
    db.transaction(() => {
      this.store.insert(row);
      trail.record(actor, { action: "role.create", target: row.name, after: auditView(row) });
    });
    this.byId.set(row.roleId, row);
    return entryOf(row);
  }

  update(roleId: string, patch: RolePatch, actor: Actor): RoleEntry {
    const before = this.changeable(roleId);
    const given = Object.entries(patch).filter(([, value]) => value !== undefined);
    const draft: RoleDraft = { ...draftOf(before), ...Object.fromEntries(given) };
    // Who may not do all that the role may cannot take part of it away either: it is not his to shape.
    requireWithin(before, actor);
    requireWithin(draft, actor);
    const nameKey = keyOf(draft.name) === before.nameKey ? before.nameKey : this.requireFreeName(draft.name);
    const after = { ...before, ...draft, nameKey };
    this.options.db.transaction(() => {
      this.store.update(roleId, { ...draft, nameKey });
      const views = { before: auditView(before), after: auditView(after) };
      this.options.trail.record(actor, { action: "role.update", target: before.name, ...views });
    });
    this.byId.set(roleId, after);
    this.permissions.delete(roleId);
    this.options.onChange();
    return entryOf(after);
  }

  remove(roleId: string, actor: Actor): void {
    const row = this.changeable(roleId);
    requireWithin(row, actor);
    const users = this.store.countUsers().get(roleId) ?? 0;
    if (users > 0)
      throw new AppError("in_use", {
        what: `Role ${row.name}`,
        by: `${users} user${users === 1 ? "" : "s"}`,
      });
    this.options.db.transaction(() => {
      this.store.remove(roleId);
      this.options.trail.record(actor, { action: "role.delete", target: row.name, before: auditView(row) });
    });
    this.byId.delete(roleId);
    this.permissions.delete(roleId);
  }

  countUsers(): ReadonlyMap<string, number> {
    return this.store.countUsers();
  }

  permissionsOf(roleId: string): Permissions {
    const known = builtInOf(roleId);
    if (known !== undefined) return permissionsOfRole(known);
    const kept = this.permissions.get(roleId);
    if (kept !== undefined) return kept;
    const row = this.byId.get(roleId);
    const made = makePermissions(row?.matrix ?? {}, row?.scopes ?? [], this.options.groups);
    if (row !== undefined) this.permissions.set(roleId, made);
    return made;
  }

  requireGrantable(roleId: string, actor: Actor): void {
    requireWithin(this.get(roleId), actor);
  }

  private row(roleId: string): RoleRow {
    const row = this.byId.get(roleId);
    if (row === undefined) throw new AppError("not_found", { what: `Role ${roleId}` });
    return row;
  }

  private changeable(roleId: string): RoleRow {
    if (builtInOf(roleId) !== undefined) throw new AppError("role_built_in", { name: roleId });
    return this.row(roleId);
  }

  private requireFreeName(name: string): string {
    const nameKey = keyOf(name);
    const isTaken =
      builtInOf(nameKey) !== undefined || [...this.byId.values()].some((row) => row.nameKey === nameKey);
    if (isTaken) throw new AppError("already_exists", { what: `Role ${name}` });
    return nameKey;
  }
}

/** Throws `exceeds_own`: nobody gives what he has not. */
function requireWithin(
  { matrix, scopes }: Pick<RoleDraft, "matrix" | "scopes">,
  { permissions }: Actor,
): void {
  if (!permissions.includes(matrix, scopes)) throw new AppError("exceeds_own");
}

function builtInOf(roleId: string): Role | undefined {
  return ROLES.find((role) => role === roleId);
}

function builtIn(role: Role): RoleEntry {
  const scopes = [{ kind: "all" }] as const;
  return { roleId: role, name: role, description: "", matrix: BUILT_IN[role], scopes, isBuiltIn: true };
}

function draftOf({ name, description, matrix, scopes }: RoleRow): RoleDraft {
  return { name, description, matrix, scopes };
}

function entryOf(row: RoleRow): RoleEntry {
  return { roleId: row.roleId, ...draftOf(row), isBuiltIn: false };
}

function auditView(row: RoleRow) {
  return { roleId: row.roleId, ...draftOf(row) };
}

/** `Line 1` and `line 1` are one name. */
function keyOf(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}
