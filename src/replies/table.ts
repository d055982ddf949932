import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const keptAnswers = sqliteTable(
  "kept_answers",
  {
    caller: text("caller").notNull(),
    key: text("key").notNull(),
    /** Hash of the request. */
    print: text("print").notNull(),
    /** UTC ms. */
    begunAt: integer("begun_at").notNull(),
    /** Null until it succeeded. */
    status: integer("status"),
    media: text("media"),
    /** Null where the answer was too large to keep. */
    body: text("body"),
  },
  (table) => [primaryKey({ columns: [table.caller, table.key] })],
);
export type KeptAnswerRow = typeof keptAnswers.$inferSelect;
