import { and, count, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { assert } from "../../kit/assert.ts";
import { type DeviceRow, type DeviceState, devices } from "./table.ts";

export interface StateCount {
  readonly state: DeviceState;
  readonly isEnabled: boolean;
  readonly count: number;
}

/** What presence writes of a device. */
export type PresenceRow = Pick<
  DeviceRow,
  "id" | "state" | "stateSince" | "stateReason" | "address" | "activatedAt" | "lastSeenAt"
>;

interface DeviceReads {
  byName(productKey: string, deviceName: string): DeviceRow | undefined;
  byId(id: number): DeviceRow | undefined;
  /** The one with this secret; undefined when there is none, or more than one. */
  bySecret(deviceSecret: string): DeviceRow | undefined;
  /** The one of this name in whatever product; undefined when there is none, or more than one. */
  byDeviceName(deviceName: string): DeviceRow | undefined;
  countByState(): StateCount[];
  countByProduct(productKeys: readonly string[]): Map<string, number>;
  /** Of those that were connected, heard of or not. */
  onlineIds(): number[];
  hasGroup(groupId: number): boolean;
}

interface DeviceWrites {
  /** Returns the new row's id. */
  insert(row: Omit<DeviceRow, "id">): number;
  update(id: number, fields: Partial<Omit<DeviceRow, "id">>): void;
  savePresence(row: PresenceRow): void;
  regroup(groupId: number, to: number | null): void;
}

/** The room's SQL. Throws DbError. */
export type DeviceStore = DeviceReads & DeviceWrites;

/** Statements that run for every connection, or 100,000 times for one document, are prepared here, once. */
export function makeDeviceStore(db: Db): DeviceStore {
  return { ...makeReads(db), ...makeWrites(db) };
}

function makeReads({ orm }: Db): DeviceReads {
  const { placeholder } = sql;
  const selectByName = orm
    .select()
    .from(devices)
    .where(
      and(
        eq(devices.productKey, placeholder("productKey")),
        eq(devices.deviceName, placeholder("deviceName")),
      ),
    )
    .prepare();
  const selectById = orm
    .select()
    .from(devices)
    .where(eq(devices.id, placeholder("id")))
    .prepare();
  // Two rows are enough to know that one is not the only one.
  const selectBySecret = orm
    .select()
    .from(devices)
    .where(eq(devices.deviceSecret, placeholder("deviceSecret")))
    .limit(2)
    .prepare();
  const selectByDeviceName = orm
    .select()
    .from(devices)
    .where(eq(devices.deviceName, placeholder("deviceName")))
    .limit(2)
    .prepare();
  return {
    byName: (productKey, deviceName) => selectByName.get({ productKey, deviceName }),
    byId: (id) => selectById.get({ id }),
    bySecret: (deviceSecret) => onlyOne(selectBySecret.all({ deviceSecret })),
    byDeviceName: (deviceName) => onlyOne(selectByDeviceName.all({ deviceName })),
    countByState() {
      const { state, isEnabled } = devices;
      return orm.select({ state, isEnabled, count: count() }).from(devices).groupBy(state, isEnabled).all();
    },
    countByProduct(productKeys) {
      const { productKey } = devices;
      const query = orm.select({ productKey, count: count() }).from(devices);
      const rows = query
        .where(inArray(productKey, [...productKeys]))
        .groupBy(productKey)
        .all();
      return new Map(rows.map((row) => [row.productKey, row.count]));
    },
    onlineIds() {
      const isConnected = inArray(devices.state, ["online", "stale"]);
      const rows = orm.select({ id: devices.id }).from(devices).where(isConnected).all();
      return rows.map((row) => row.id);
    },
    hasGroup: (groupId) => orm.all(sql`SELECT 1 FROM device_groups WHERE id = ${groupId}`).length > 0,
  };
}

function makeWrites({ orm, sqlite }: Db): DeviceWrites {
  const insertRow = prepareInsert(orm);
  const savePresence = sqlite.prepare<unknown, (string | number | null)[]>(
    `UPDATE devices SET state = ?, state_since = ?, state_reason = ?, address = ?, activated_at = ?,
     last_seen_at = ? WHERE id = ?`,
  );
  return {
    insert(row) {
      const inserted = insertRow.get(row);
      assert(inserted !== undefined, "an insert returns its row");
      return inserted.id;
    },
    update(id, fields) {
      orm.update(devices).set(fields).where(eq(devices.id, id)).run();
    },
    savePresence(row) {
      savePresence.run(
        row.state,
        row.stateSince,
        row.stateReason,
        row.address,
        row.activatedAt,
        row.lastSeenAt,
        row.id,
      );
    },
    regroup(groupId, to) {
      orm.update(devices).set({ groupId: to }).where(eq(devices.groupId, groupId)).run();
    },
  };
}

function prepareInsert(orm: Db["orm"]) {
  const { placeholder } = sql;
  return orm
    .insert(devices)
    .values({
      productKey: placeholder("productKey"),
      deviceName: placeholder("deviceName"),
      deviceSecret: placeholder("deviceSecret"),
      name: placeholder("name"),
      notes: placeholder("notes"),
      isEnabled: placeholder("isEnabled"),
      state: placeholder("state"),
      stateSince: placeholder("stateSince"),
      stateReason: placeholder("stateReason"),
      address: placeholder("address"),
      activatedAt: placeholder("activatedAt"),
      lastSeenAt: placeholder("lastSeenAt"),
      createdAt: placeholder("createdAt"),
      groupId: placeholder("groupId"),
      latitude: placeholder("latitude"),
      longitude: placeholder("longitude"),
      place: placeholder("place"),
    })
    .returning({ id: devices.id })
    .prepare();
}

function onlyOne(rows: readonly DeviceRow[]): DeviceRow | undefined {
  return rows.length === 1 ? rows[0] : undefined;
}
