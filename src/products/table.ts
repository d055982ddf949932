import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Mapping } from "../spine/mapping.ts";
import { NODE_TYPES, REGISTRATION_MODES, VALIDATION_LEVELS } from "../spine/model.ts";
import {
  DATA_MODES,
  type DialectName,
  type FormerKeys,
  type OfflineRule,
  PRODUCT_STATUSES,
} from "../spine/product.ts";

export const products = sqliteTable("products", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  productKey: text("product_key").notNull().unique(),
  productSecret: text("product_secret").notNull(),
  name: text("name").notNull(),
  description: text("description").notNull(),
  nodeType: text("node_type", { enum: NODE_TYPES }).notNull(),
  validation: text("validation", { enum: VALIDATION_LEVELS }).notNull(),
  isEnabled: integer("is_enabled", { mode: "boolean" }).notNull(),
  modelVersion: integer("model_version").notNull(),
  /** Days that points of its devices are kept; null: as long as any. */
  retentionDays: integer("retention_days"),
  registration: text("registration", { enum: REGISTRATION_MODES }).notNull(),
  /** Of a gateway product: where devices that a gateway names and nobody knows are created; null: nowhere. */
  childProductKey: text("child_product_key"),
  /** What messages on topics of any form mean. It was checked before it was stored. */
  mapping: text("mapping", { mode: "json" }).$type<Mapping>().notNull(),
  status: text("status", { enum: PRODUCT_STATUSES }).notNull(),
  /** Base64 of 32 bytes. */
  accessKey: text("access_key").notNull(),
  /** Secrets and access keys that were replaced and hold for a while. */
  formerKeys: text("former_keys", { mode: "json" }).$type<FormerKeys>().notNull(),
  /** Null: all. It was checked before it was stored. */
  dialects: text("dialects", { mode: "json" }).$type<readonly DialectName[]>(),
  dataMode: text("data_mode", { enum: DATA_MODES }).notNull(),
  offlineRule: text("offline_rule", { mode: "json" }).$type<OfflineRule>().notNull(),
  /** UTC ms; null: without an end. */
  registrationUntil: integer("registration_until"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** Every version of every thing model; the one in force is `products.modelVersion`. */
export const productModels = sqliteTable(
  "product_models",
  {
    productId: integer("product_id")
      .notNull()
      .references(() => products.id, { onDelete: "cascade" }),
    version: integer("version").notNull(),
    model: text("model").notNull(),
    actor: text("actor").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.version] })],
);

export type ProductRow = typeof products.$inferSelect;
export type ProductModelRow = typeof productModels.$inferSelect;
