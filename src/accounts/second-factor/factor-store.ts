import { and, count, eq, inArray, isNotNull, ne, notInArray } from "drizzle-orm";
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Db } from "../../db/db.ts";
import { userSessions, users } from "../table.ts";

const secondFactors = sqliteTable("user_second_factors", {
  userId: integer("user_id").primaryKey(),
  /** Base64: codes are computed from it, so it cannot be hashed; the file of the database is its owner's alone. */
  secret: text("secret").notNull(),
  /** Of the last code that was taken. */
  lastCounter: integer("last_counter").notNull(),
  /** Null: shown, but no code of it was entered yet. */
  confirmedAt: integer("confirmed_at"),
});
export type SecondFactorRow = typeof secondFactors.$inferSelect;

const recoveryCodes = sqliteTable(
  "user_recovery_codes",
  { userId: integer("user_id").notNull(), codeHash: text("code_hash").notNull() },
  ({ userId, codeHash }) => [primaryKey({ columns: [userId, codeHash] })],
);

/** SQL of second factors. Throws DbError. */
export interface FactorStore {
  find(userId: number): SecondFactorRow | undefined;
  /** Users with a confirmed one. */
  confirmedUsers(): Set<number>;
  put(row: SecondFactorRow): void;
  noteCounter(userId: number, lastCounter: number): void;
  /** With its recovery codes. */
  remove(userId: number): void;
  replaceCodes(userId: number, hashes: readonly string[]): void;
  countCodes(userId: number): number;
  /** True when there was such a code; it is used up. */
  takeCode(userId: number, codeHash: string): boolean;
  /**
   * Ends sessions of users in these roles who have no factor, but for those that a provider vouches for; names of the
   * users.
   */
  endSessionsWithout(roles: readonly string[]): string[];
}

export function makeFactorStore({ orm }: Db): FactorStore {
  const isConfirmed = isNotNull(secondFactors.confirmedAt);
  const ofUser = (userId: number) => eq(secondFactors.userId, userId);
  return {
    find: (userId) => orm.select().from(secondFactors).where(ofUser(userId)).get(),
    confirmedUsers() {
      const rows = orm.select({ id: secondFactors.userId }).from(secondFactors).where(isConfirmed).all();
      return new Set(rows.map(({ id }) => id));
    },
    put({ userId, ...fields }) {
      orm
        .insert(secondFactors)
        .values({ userId, ...fields })
        .onConflictDoUpdate({ target: secondFactors.userId, set: fields })
        .run();
    },
    noteCounter: (userId, lastCounter) =>
      void orm.update(secondFactors).set({ lastCounter }).where(ofUser(userId)).run(),
    remove: (userId) => void orm.delete(secondFactors).where(ofUser(userId)).run(),
    replaceCodes(userId, hashes) {
      orm.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)).run();
      for (const codeHash of hashes) orm.insert(recoveryCodes).values({ userId, codeHash }).run();
    },
    countCodes: (userId) =>
      orm.select({ n: count() }).from(recoveryCodes).where(eq(recoveryCodes.userId, userId)).get()?.n ?? 0,
    takeCode(userId, codeHash) {
      const isIt = and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.codeHash, codeHash));
      return orm.delete(recoveryCodes).where(isIt).returning().all().length > 0;
    },
    endSessionsWithout(roles) {
      const withFactor = orm.select({ id: secondFactors.userId }).from(secondFactors).where(isConfirmed);
      const isWithout = and(inArray(users.role, [...roles]), notInArray(users.id, withFactor));
      const without = orm.select({ id: users.id }).from(users).where(isWithout);
      const isMeant = and(inArray(userSessions.userId, without), ne(userSessions.via, "oidc"));
      orm.delete(userSessions).where(isMeant).run();
      const named = orm.select({ name: users.username }).from(users).where(isWithout).orderBy(users.id).all();
      return named.map(({ name }) => name);
    },
  };
}
