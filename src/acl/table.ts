import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { ACTIONS, EFFECTS, type Qos, SUBJECT_KINDS } from "./rule.ts";

export const aclRules = sqliteTable("acl_rules", {
  /** Never reused. */
  id: integer("id").primaryKey({ autoIncrement: true }),
  /** Ascending: the first that is about a client and takes in the topic decides. */
  place: integer("place").notNull(),
  effect: text("effect", { enum: EFFECTS }).notNull(),
  subjectKind: text("subject_kind", { enum: SUBJECT_KINDS }).notNull(),
  subjectName: text("subject_name").notNull(),
  action: text("action", { enum: ACTIONS }).notNull(),
  pattern: text("pattern").notNull(),
  maxQos: integer("max_qos").$type<Qos>().notNull(),
  isRetainAllowed: integer("is_retain_allowed", { mode: "boolean" }).notNull(),
  notes: text("notes").notNull(),
});
