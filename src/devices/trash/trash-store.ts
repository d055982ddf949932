import type { SQLQueryBindings } from "bun:sqlite";
import type { Db } from "../../db/db.ts";
import type { ReachFilter } from "../registry/listing-store.ts";
import type { DeviceRow } from "../registry/table.ts";

export interface TrashFilter {
  readonly productKey?: string | undefined;
  /** Part of the device name or the nickname. */
  readonly q?: string | undefined;
  /** What the caller reaches; everything unless given. */
  readonly reach?: ReachFilter | undefined;
}

export interface TrashRow {
  /** The device's. */
  readonly id: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly name: string;
  /** UTC ms. */
  readonly deletedAt: number;
  readonly deletedBy: string;
}

/** Where a page ends: the time and the id of its last row. */
export type TrashPosition = readonly [deletedAt: number, id: number];

type Cell = string | number | null;
/** A row of another table that stands with the device: tags, bindings, and what else refers to it. */
interface RelatedRow {
  readonly table: string;
  readonly row: Readonly<Record<string, Cell>>;
}
interface Body {
  readonly device: DeviceRow;
  readonly related: readonly RelatedRow[];
}
interface Reference {
  readonly table: string;
  readonly column: string;
}

const COLUMNS =
  "id, product_key AS productKey, device_name AS deviceName, name, deleted_at AS deletedAt, deleted_by AS deletedBy";
const REFERENCES = `SELECT t.name AS "table", f."from" AS "column"
  FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
  WHERE t.type = 'table' AND f."table" = 'devices' AND t.name <> 'devices'`;
const DEVICE_COLUMNS: Readonly<Record<keyof DeviceRow, string>> = {
  id: "id",
  productKey: "product_key",
  deviceName: "device_name",
  deviceSecret: "device_secret",
  name: "name",
  notes: "notes",
  isEnabled: "is_enabled",
  state: "state",
  stateSince: "state_since",
  stateReason: "state_reason",
  address: "address",
  activatedAt: "activated_at",
  lastSeenAt: "last_seen_at",
  createdAt: "created_at",
  groupId: "group_id",
  latitude: "latitude",
  longitude: "longitude",
  place: "place",
};

/**
 * SQL of deleted devices. What refers to a device in any table goes into the trash with it and comes back with it.
 * The caller holds the transaction. Throws DbError.
 */
export class TrashStore {
  #references: { readonly schema: number; readonly list: readonly Reference[] } | undefined;

  constructor(private readonly db: Db) {}

  /** Takes the row out of devices. */
  put(device: DeviceRow, { at, actor }: { at: number; actor: string }): void {
    const { sqlite } = this.db;
    const { id, productKey, deviceName, name } = device;
    const related = this.#referring().flatMap(({ table, column }) =>
      this.#rowsOf(table, column, id).map((row) => ({ table, row })),
    );
    const body = JSON.stringify({ device, related } satisfies Body);
    sqlite
      .query("INSERT INTO device_trash VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(id, productKey, deviceName, name, body, at, actor);
    sqlite.query("DELETE FROM devices WHERE id = ?").run(id);
  }

  /** Puts the row back as `change` has it, and what stood with it as far as that still can be. */
  giveBack(id: number, change: (row: DeviceRow) => DeviceRow): void {
    const body = this.#bodyOf(id);
    if (body === undefined) return;
    const device = change(body.device);
    const cells = Object.entries(DEVICE_COLUMNS).map(([field, column]): [string, Cell] => {
      const value = Reflect.get(device, field);
      return [column, typeof value === "boolean" ? Number(value) : (value ?? null)];
    });
    this.#insert("devices", Object.fromEntries(cells));
    this.remove(id);
    for (const related of body.related) this.#giveBackRelated(related, id);
  }

  remove(id: number): void {
    this.db.sqlite.query("DELETE FROM device_trash WHERE id = ?").run(id);
  }

  deviceOf(id: number): DeviceRow | undefined {
    return this.#bodyOf(id)?.device;
  }

  /** The newest deleted first. */
  list(
    filter: TrashFilter,
    { after, limit }: { after: TrashPosition | undefined; limit: number },
  ): TrashRow[] {
    const { where, values } = conditions(filter);
    const behind = after === undefined ? "" : " AND (deleted_at, id) < (?, ?)";
    return this.db.sqlite
      .query<TrashRow, SQLQueryBindings[]>(
        `SELECT ${COLUMNS} FROM device_trash WHERE ${where}${behind} ORDER BY deleted_at DESC, id DESC LIMIT ?`,
      )
      .all(...values, ...(after ?? []), limit);
  }

  count(filter: TrashFilter): number {
    const { where, values } = conditions(filter);
    return (
      this.db.sqlite
        .query<{ n: number }, SQLQueryBindings[]>(`SELECT count(*) AS n FROM device_trash WHERE ${where}`)
        .get(...values)?.n ?? 0
    );
  }

  /** Ids of those deleted before `before` (UTC ms), the oldest first. */
  deletedBefore(before: number, limit: number): number[] {
    return this.db.sqlite
      .query<{ id: number }, [number, number]>(
        "SELECT id FROM device_trash WHERE deleted_at < ? ORDER BY deleted_at LIMIT ?",
      )
      .all(before, limit)
      .map(({ id }) => id);
  }

  /** Ids of a product's in rising order, behind `after`. */
  ids(productKey: string, { after, limit }: { after: number; limit: number }): number[] {
    return this.db.sqlite
      .query<{ id: number }, [number, string, number]>(
        "SELECT id FROM device_trash WHERE id > ? AND +product_key = ? ORDER BY id LIMIT ?",
      )
      .all(after, productKey, limit)
      .map(({ id }) => id);
  }

  /** Without a product: one of that name in whatever product. */
  has(productKey: string | undefined, deviceName: string): boolean {
    const { sqlite } = this.db;
    const found =
      productKey === undefined
        ? sqlite.query("SELECT 1 FROM device_trash WHERE device_name = ? LIMIT 1").get(deviceName)
        : sqlite
            .query("SELECT 1 FROM device_trash WHERE product_key = ? AND device_name = ? LIMIT 1")
            .get(productKey, deviceName);
    return found !== null;
  }

  hasSecret(deviceSecret: string): boolean {
    const { sqlite } = this.db;
    const where = "json_extract(body, '$.device.deviceSecret') = ?";
    return sqlite.query(`SELECT 1 FROM device_trash WHERE ${where} LIMIT 1`).get(deviceSecret) !== null;
  }

  #bodyOf(id: number): Body | undefined {
    const row = this.db.sqlite
      .query<{ body: string }, [number]>("SELECT body FROM device_trash WHERE id = ?")
      .get(id);
    return row === null ? undefined : (JSON.parse(row.body) as Body);
  }

  /** A partner that is in the trash too takes the row into its own body, and brings it when it comes back. */
  #giveBackRelated(related: RelatedRow, id: number): void {
    const partners = this.#referring()
      .filter(({ table }) => table === related.table)
      .map(({ column }) => related.row[column])
      .filter((partner): partner is number => typeof partner === "number" && partner !== id);
    for (const partner of partners) {
      const body = this.#bodyOf(partner);
      if (body !== undefined) {
        const grown = JSON.stringify({ ...body, related: [...body.related, related] } satisfies Body);
        this.db.sqlite.query("UPDATE device_trash SET body = ? WHERE id = ?").run(grown, partner);
        return;
      }
      if (this.db.sqlite.query("SELECT 1 FROM devices WHERE id = ?").get(partner) === null) return;
    }
    this.#insert(related.table, related.row);
  }

  /** What is there by now stays: a child that was bound to another gateway meanwhile. */
  #insert(table: string, row: Readonly<Record<string, Cell>>): void {
    const columns = Object.keys(row);
    const marks = columns.map(() => "?").join(", ");
    const verb = table === "devices" ? "INSERT" : "INSERT OR IGNORE";
    this.db.sqlite
      .query<unknown, Cell[]>(`${verb} INTO "${table}" ("${columns.join('", "')}") VALUES (${marks})`)
      .run(...Object.values(row));
  }

  #rowsOf(table: string, column: string, id: number): Record<string, Cell>[] {
    return this.db.sqlite
      .query<Record<string, Cell>, [number]>(`SELECT * FROM "${table}" WHERE "${column}" = ?`)
      .all(id);
  }

  /** Every column of every table that refers to devices; found out again when a table was added. */
  #referring(): readonly Reference[] {
    const schema = this.db.sqlite.query<{ schema_version: number }, []>("PRAGMA schema_version").get();
    const version = schema?.schema_version ?? 0;
    if (this.#references?.schema !== version) {
      const list = this.db.sqlite.query<Reference, []>(REFERENCES).all();
      this.#references = { schema: version, list };
    }
    return this.#references.list;
  }
}

function conditions({ productKey, q, reach }: TrashFilter): { where: string; values: string[] } {
  const parts: [string, string[]][] = [];
  if (productKey !== undefined) parts.push(["product_key = ?", [productKey]]);
  if (q !== undefined && q !== "") {
    const pattern = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
    parts.push(["(device_name LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\')", [pattern, pattern]]);
  }
  if (reach !== undefined) {
    const { productKeys, groupIds, names } = reach;
    const pairs = names.map((name) => [name.productKey, name.deviceName]);
    parts.push([
      `(product_key IN (SELECT value FROM json_each(?))
        OR json_extract(body, '$.device.groupId') IN (SELECT value FROM json_each(?))
        OR (product_key, device_name) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?)))`,
      [productKeys, groupIds, pairs].map((part) => JSON.stringify(part)),
    ]);
  }
  return {
    where: parts.map(([text]) => text).join(" AND ") || "1",
    values: parts.flatMap(([, values]) => values),
  };
}
