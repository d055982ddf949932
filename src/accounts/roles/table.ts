import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Matrix, Scope } from "../../spine/permission.ts";

/** Roles that administrators made; the built-in ones have no row. */
export const roles = sqliteTable("roles", {
  /** Random, so that no name of a built-in role and no older role comes back. */
  roleId: text("role_id").primaryKey(),
  name: text("name").notNull(),
  nameKey: text("name_key").notNull().unique(),
  description: text("description").notNull(),
  matrix: text("matrix", { mode: "json" }).$type<Matrix>().notNull(),
  scopes: text("scopes", { mode: "json" }).$type<readonly Scope[]>().notNull(),
  createdAt: integer("created_at").notNull(),
  createdBy: text("created_by").notNull(),
});
export type RoleRow = typeof roles.$inferSelect;
