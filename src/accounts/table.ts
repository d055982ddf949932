import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { LANGUAGES } from "../spine/error.ts";
import type { Action, Scope } from "../spine/permission.ts";

export const users = sqliteTable("users", {
  /** Never reused. */
  id: integer("id").primaryKey({ autoIncrement: true }),
  username: text("username").notNull(),
  /** The name as it is compared: `Anna` and `anna` are one person. */
  usernameKey: text("username_key").notNull().unique(),
  /** Empty: a directory vouches for the user, and there is no password here. */
  passwordHash: text("password_hash").notNull(),
  /** A built-in role, or the id of one that was made. */
  role: text("role").notNull(),
  /** Null until chosen: then the browser decides. */
  language: text("language", { enum: LANGUAGES }),
  isEnabled: integer("is_enabled", { mode: "boolean" }).notNull(),
  mustChangePassword: integer("must_change_password", { mode: "boolean" }).notNull(),
  createdAt: integer("created_at").notNull(),
  lastLoginAt: integer("last_login_at"),
});
export type UserRow = typeof users.$inferSelect;

export const userSessions = sqliteTable("user_sessions", {
  /** SHA-256 of the token: who reads the database cannot sign in with it. */
  tokenHash: text("token_hash").primaryKey(),
  userId: integer("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  address: text("address").notNull(),
  createdAt: integer("created_at").notNull(),
  /** Last activity; written at most once a minute. */
  seenAt: integer("seen_at").notNull(),
  /** User-Agent header, shortened; empty for sessions older than this column. */
  agent: text("agent").notNull(),
  via: text("via", { enum: ["password", "ldap", "oidc"] }).notNull(),
});
export type UserSessionRow = typeof userSessions.$inferSelect;

export const auditTrail = sqliteTable("audit_trail", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  at: integer("at").notNull(),
  /** Name at that time; it stays when the user is deleted. */
  actor: text("actor").notNull(),
  address: text("address").notNull(),
  action: text("action").notNull(),
  target: text("target").notNull(),
  /** JSON, secrets masked. */
  before: text("before", { mode: "json" }).$type<unknown>(),
  after: text("after", { mode: "json" }).$type<unknown>(),
});
export type AuditRow = typeof auditTrail.$inferSelect;

export const applicationKeys = sqliteTable("application_keys", {
  /** Random and public: the user name to log in with. */
  keyId: text("key_id").primaryKey(),
  name: text("name").notNull(),
  nameKey: text("name_key").notNull().unique(),
  /** SHA-256: a secret has 256 random bits, so a fast hash is enough. */
  secretHash: text("secret_hash").notNull(),
  description: text("description").notNull(),
  isEnabled: integer("is_enabled", { mode: "boolean" }).notNull(),
  /** Null: never. */
  expiresAt: integer("expires_at"),
  createdAt: integer("created_at").notNull(),
  createdBy: text("created_by").notNull(),
  /** Written at most once a minute. */
  lastUsedAt: integer("last_used_at"),
  lastAddress: text("last_address"),
  /** What it reaches by the API; MQTT has rules of its own. */
  scopes: text("scopes", { mode: "json" }).$type<readonly Scope[]>().notNull(),
  /** None: it opens MQTT only. */
  actions: text("actions", { mode: "json" }).$type<readonly Action[]>().notNull(),
  /** Networks that it may be used from; empty: any. */
  addresses: text("addresses", { mode: "json" }).$type<readonly string[]>().notNull(),
  /** Requests of the API; null: no limit. */
  ratePerMin: integer("rate_per_min"),
  /** The secret before the last rotation, which is good until then. */
  previousHash: text("previous_hash"),
  previousUntil: integer("previous_until"),
  /** Base64: the key that signs OneNET tokens of `userid/{name}`; kept in clear to check them. */
  tokenKey: text("token_key"),
  /** Hex, in clear to check signatures: derived from the secret, of keys whose requests are signed. */
  signingKey: text("signing_key"),
  /** Of the secret before the last rotation. */
  previousSigningKey: text("previous_signing_key"),
});
export type ApiKeyRow = typeof applicationKeys.$inferSelect;
