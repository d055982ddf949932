import { eq } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Db } from "../../db/db.ts";

const userPreferences = sqliteTable("user_preferences", {
  userId: integer("user_id").primaryKey(),
  /** A JSON object: name -> value. */
  body: text("body").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** SQL of preferences. Throws DbError. */
export interface PreferenceStore {
  /** The JSON text; undefined when the user never set one. */
  read(userId: number): string | undefined;
  write(userId: number, body: string, updatedAt: number): void;
}

export function makePreferenceStore({ orm }: Db): PreferenceStore {
  return {
    read: (userId) =>
      orm.select().from(userPreferences).where(eq(userPreferences.userId, userId)).get()?.body,
    write: (userId, body, updatedAt) =>
      void orm
        .insert(userPreferences)
        .values({ userId, body, updatedAt })
        .onConflictDoUpdate({ target: userPreferences.userId, set: { body, updatedAt } })
        .run(),
  };
}
