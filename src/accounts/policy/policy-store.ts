import { desc, eq } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Db } from "../../db/db.ts";

const signInPolicy = sqliteTable("sign_in_policy", {
  /** Always 1. */
  id: integer("id").primaryKey(),
  body: text("body", { mode: "json" }).$type<unknown>().notNull(),
});

const passwordHistory = sqliteTable("password_history", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  userId: integer("user_id").notNull(),
  passwordHash: text("password_hash").notNull(),
  setAt: integer("set_at").notNull(),
});

export interface FormerPassword {
  readonly passwordHash: string;
  /** UTC ms. */
  readonly setAt: number;
}

/** SQL of the rules of signing in and of former passwords. Throws DbError. */
export interface PolicyStore {
  /** Undefined as long as nobody has changed it. */
  read(): unknown;
  write(body: unknown): void;
  /** The newest first, the one in use among them. */
  history(userId: number, limit: number): FormerPassword[];
  /** Keeps the newest `kept`. */
  addPassword(userId: number, password: FormerPassword, kept: number): void;
}

export function makePolicyStore({ orm }: Db): PolicyStore {
  const ofUser = (userId: number) =>
    orm
      .select()
      .from(passwordHistory)
      .where(eq(passwordHistory.userId, userId))
      .orderBy(desc(passwordHistory.id));
  return {
    read: () => orm.select().from(signInPolicy).get()?.body,
    write: (body) =>
      void orm
        .insert(signInPolicy)
        .values({ id: 1, body })
        .onConflictDoUpdate({ target: signInPolicy.id, set: { body } })
        .run(),
    history: (userId, limit) =>
      ofUser(userId)
        .limit(limit)
        .all()
        .map(({ passwordHash, setAt }) => ({ passwordHash, setAt })),
    addPassword(userId, { passwordHash, setAt }, kept) {
      orm.insert(passwordHistory).values({ userId, passwordHash, setAt }).run();
      for (const { id } of ofUser(userId).all().slice(kept)) {
        orm.delete(passwordHistory).where(eq(passwordHistory.id, id)).run();
      }
    },
  };
}
