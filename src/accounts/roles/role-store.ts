import { asc, count, eq } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { users } from "../table.ts";
import { type RoleRow, roles } from "./table.ts";

/** SQL of roles. Throws DbError. */
export interface RoleStore {
  loadAll(): RoleRow[];
  insert(row: RoleRow): void;
  update(roleId: string, fields: Partial<Omit<RoleRow, "roleId">>): void;
  remove(roleId: string): void;
  /** How many users have each role. */
  countUsers(): ReadonlyMap<string, number>;
}

export function makeRoleStore({ orm }: Db): RoleStore {
  return {
    loadAll: () => orm.select().from(roles).orderBy(asc(roles.createdAt), asc(roles.roleId)).all(),
    insert: (row) => void orm.insert(roles).values(row).run(),
    update: (roleId, fields) => void orm.update(roles).set(fields).where(eq(roles.roleId, roleId)).run(),
    remove: (roleId) => void orm.delete(roles).where(eq(roles.roleId, roleId)).run(),
    countUsers() {
      const rows = orm.select({ role: users.role, n: count() }).from(users).groupBy(users.role).all();
      return new Map(rows.map(({ role, n }) => [role, n]));
    },
  };
}
