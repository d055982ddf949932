import { and, desc, eq, gt, ne } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { type UserSessionRow, userSessions } from "../table.ts";

/** SQL of the list of sessions; what each request asks is in the room's store. Throws DbError. */
export interface SessionStore {
  /** Those still alive, by activity, the newest first. */
  listOf(userId: number, bounds: { createdAfter: number; seenAfter: number }): UserSessionRow[];
  remove(tokenHash: string): void;
  /** All of the user but one; how many they were. */
  removeOthers(userId: number, keptHash: string): number;
  /** Lets the least used go until `max` are left. */
  trim(userId: number, max: number): void;
}

export function makeSessionStore({ orm }: Db): SessionStore {
  const byActivity = [desc(userSessions.seenAt), desc(userSessions.createdAt), userSessions.tokenHash];
  return {
    listOf(userId, { createdAfter, seenAfter }) {
      const isAlive = and(
        eq(userSessions.userId, userId),
        gt(userSessions.createdAt, createdAfter),
        gt(userSessions.seenAt, seenAfter),
      );
      return orm
        .select()
        .from(userSessions)
        .where(isAlive)
        .orderBy(...byActivity)
        .all();
    },
    remove: (tokenHash) => void orm.delete(userSessions).where(eq(userSessions.tokenHash, tokenHash)).run(),
    removeOthers(userId, keptHash) {
      const isOther = and(eq(userSessions.userId, userId), ne(userSessions.tokenHash, keptHash));
      return orm.delete(userSessions).where(isOther).returning({ hash: userSessions.tokenHash }).all().length;
    },
    trim(userId, max) {
      const rows = orm
        .select({ hash: userSessions.tokenHash })
        .from(userSessions)
        .where(eq(userSessions.userId, userId))
        .orderBy(...byActivity)
        .all();
      for (const { hash } of rows.slice(max)) this.remove(hash);
    },
  };
}
