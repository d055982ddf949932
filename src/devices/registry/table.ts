import { index, integer, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** What a connection can say of a device; `disabled` is shown in its place when the device is not enabled. */
export const DEVICE_STATES = ["inactive", "online", "stale", "offline"] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];

export const devices = sqliteTable(
  "devices",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    productKey: text("product_key").notNull(),
    deviceName: text("device_name").notNull(),
    deviceSecret: text("device_secret").notNull(),
    name: text("name").notNull(),
    notes: text("notes").notNull(),
    isEnabled: integer("is_enabled", { mode: "boolean" }).notNull(),
    state: text("state", { enum: DEVICE_STATES }).notNull(),
    stateSince: integer("state_since").notNull(),
    stateReason: text("state_reason").notNull(),
    address: text("address").notNull(),
    activatedAt: integer("activated_at"),
    lastSeenAt: integer("last_seen_at"),
    createdAt: integer("created_at").notNull(),
    groupId: integer("group_id"),
    latitude: real("latitude"),
    longitude: real("longitude"),
    place: text("place").notNull(),
  },
  (table) => [
    uniqueIndex("devices_by_name").on(table.productKey, table.deviceName),
    index("devices_by_state").on(table.state, table.isEnabled),
    index("devices_by_secret").on(table.deviceSecret),
    index("devices_by_device_name").on(table.deviceName),
    index("devices_by_created").on(table.createdAt, table.id),
  ],
);

export type DeviceRow = typeof devices.$inferSelect;
