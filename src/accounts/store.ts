import { and, asc, count, eq, gt, lt, ne, or, sql } from "drizzle-orm";
import type { Db } from "../db/db.ts";
import { assert } from "../kit/assert.ts";
import { type AuditQueries, auditQueries } from "./audit/audit-store.ts";
import { type UserRow, type UserSessionRow, userSessions, users } from "./table.ts";

export interface StoredSession {
  readonly user: UserRow;
  readonly session: UserSessionRow;
}

/** The room's SQL. Throws DbError. */
export interface AccountStore extends AuditQueries {
  countUsers(): number;
  /** Of those with a password of their own: a directory that fails must not shut everyone out. */
  countEnabledAdminsBut(userId: number): number;
  userById(id: number): UserRow | undefined;
  userByKey(usernameKey: string): UserRow | undefined;
  /** In order of id. */
  listUsers(afterId: number, limit: number): UserRow[];
  insertUser(row: Omit<UserRow, "id">): UserRow;
  /** Without fields nothing changes. */
  updateUser(id: number, fields: Partial<Omit<UserRow, "id">>): void;
  removeUser(id: number): void;

  sessionByHash(tokenHash: string): StoredSession | undefined;
  insertSession(row: UserSessionRow): void;
  touchSession(tokenHash: string, seenAt: number): void;
  removeSession(tokenHash: string): void;
  removeSessionsOf(userId: number): void;
  removeExpiredSessions(createdBefore: number, seenBefore: number): void;
}

export function makeAccountStore(db: Db): AccountStore {
  return { ...userQueries(db), ...sessionQueries(db), ...auditQueries(db) };
}

type UserQueries = Pick<
  AccountStore,
  | "countUsers"
  | "countEnabledAdminsBut"
  | "userById"
  | "userByKey"
  | "listUsers"
  | "insertUser"
  | "updateUser"
  | "removeUser"
>;

function userQueries({ orm }: Db): UserQueries {
  return {
    countUsers: () => orm.select({ n: count() }).from(users).get()?.n ?? 0,
    countEnabledAdminsBut(userId) {
      const isOther = and(
        ne(users.id, userId),
        eq(users.role, "admin"),
        eq(users.isEnabled, true),
        ne(users.passwordHash, ""),
      );
      return orm.select({ n: count() }).from(users).where(isOther).get()?.n ?? 0;
    },
    userById: (id) => orm.select().from(users).where(eq(users.id, id)).get(),
    userByKey: (key) => orm.select().from(users).where(eq(users.usernameKey, key)).get(),
    listUsers: (afterId, limit) =>
      orm.select().from(users).where(gt(users.id, afterId)).orderBy(asc(users.id)).limit(limit).all(),
    insertUser(row) {
      const inserted = orm.insert(users).values(row).returning().get();
      assert(inserted !== undefined, "an insert returns its row");
      return inserted;
    },
    updateUser(id, fields) {
      // SQL has no update of nothing.
      if (Object.keys(fields).length > 0) orm.update(users).set(fields).where(eq(users.id, id)).run();
    },
    removeUser: (id) => void orm.delete(users).where(eq(users.id, id)).run(),
  };
}

type SessionQueries = Pick<
  AccountStore,
  | "sessionByHash"
  | "insertSession"
  | "touchSession"
  | "removeSession"
  | "removeSessionsOf"
  | "removeExpiredSessions"
>;

function sessionQueries({ orm }: Db): SessionQueries {
  // Asked with every request, so it is prepared once: 2 us instead of 20.
  const byHash = orm
    .select({ user: users, session: userSessions })
    .from(userSessions)
    .innerJoin(users, eq(users.id, userSessions.userId))
    .where(eq(userSessions.tokenHash, sql.placeholder("tokenHash")))
    .prepare();
  return {
    sessionByHash: (tokenHash) => byHash.get({ tokenHash }),
    insertSession: (row) => void orm.insert(userSessions).values(row).run(),
    touchSession: (tokenHash, seenAt) =>
      void orm.update(userSessions).set({ seenAt }).where(eq(userSessions.tokenHash, tokenHash)).run(),
    removeSession: (tokenHash) =>
      void orm.delete(userSessions).where(eq(userSessions.tokenHash, tokenHash)).run(),
    removeSessionsOf: (userId) => void orm.delete(userSessions).where(eq(userSessions.userId, userId)).run(),
    removeExpiredSessions(createdBefore, seenBefore) {
      const isExpired = or(lt(userSessions.createdAt, createdBefore), lt(userSessions.seenAt, seenBefore));
      orm.delete(userSessions).where(isExpired).run();
    },
  };
}
