// Lists of devices: any filter in any order, a page at a time.

import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { type DeviceRow, type DeviceState, devices } from "./table.ts";

export interface TagFilter {
  readonly key: string;
  /** Undefined: whatever its value. */
  readonly value: string | undefined;
}

/** Devices of these products, or of these groups, or of these names. */
export interface ReachFilter {
  readonly productKeys: readonly string[];
  readonly groupIds: readonly number[];
  readonly names: readonly { readonly productKey: string; readonly deviceName: string }[];
}

/** All that is named must hold. */
export interface DeviceFilter {
  readonly productKey?: string | undefined;
  /** As the API shows it: `disabled` wins over what the connection says. */
  readonly state?: DeviceState | "disabled" | undefined;
  /** Part of the device name or the nickname; ASCII case does not matter. */
  readonly q?: string | undefined;
  /** Only the children of this gateway. */
  readonly gatewayId?: number | undefined;
  /** Only devices of these groups; null stands for devices of none. */
  readonly groupIds?: readonly number[] | null | undefined;
  readonly tags?: readonly TagFilter[] | undefined;
  readonly isEnabled?: boolean | undefined;
  /** UTC ms; also those that were never seen. */
  readonly seenBefore?: number | undefined;
  /** UTC ms. */
  readonly createdAfter?: number | undefined;
  /** A further filter that must hold too: that of a view. */
  readonly within?: DeviceFilter | undefined;
  /** What the caller reaches; everything unless given. */
  readonly reach?: ReachFilter | undefined;
}

export const SORT_KEYS = ["id", "name", "state", "lastSeen", "created", "product"] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface DeviceSort {
  readonly by: SortKey;
  readonly isDescending: boolean;
}

/** Where a row stands in a list: its values of the order's columns. */
export type SortPosition = readonly (string | number)[];

export interface ListingPage {
  readonly sort: DeviceSort;
  readonly after?: SortPosition | undefined;
  readonly limit: number;
  /** As the first page gave it, so that later ones need not count again. */
  readonly total?: number | undefined;
}

export interface ListedRows {
  readonly rows: readonly DeviceRow[];
  readonly total: number;
  readonly next: SortPosition | undefined;
}

/** Each state's place in lists that are sorted by it. */
export const STATE_RANKS: readonly (DeviceState | "disabled")[] = [
  "online",
  "stale",
  "offline",
  "inactive",
  "disabled",
];

/** Up to so many hits are found by their ids. */
const FEW = 2_000;
/** Up to so many are sorted for each page; of more, the order's index is walked until the page is full. */
const SORTED = 15_000;

const WALK_BY_ID = { serves: "none" };
/** Whatever index the planner likes. */
const ANY = "any";

interface Order {
  readonly columns: readonly SQL[];
  /** What of the filter the order's index can answer itself. */
  readonly serves: keyof DeviceFilter | undefined;
  readonly positionOf: (row: DeviceRow) => SortPosition;
}

const ORDERS: Readonly<Record<SortKey, Order>> = {
  id: { columns: [sql`id`], serves: undefined, positionOf: (row) => [row.id] },
  name: {
    columns: [sql`device_name COLLATE NOCASE`, sql`id`],
    serves: undefined,
    positionOf: (row) => [row.deviceName, row.id],
  },
  state: {
    columns: [sql`state_rank`, sql`id`],
    serves: "state",
    positionOf: (row) => [rankOf(row.isEnabled ? row.state : "disabled"), row.id],
  },
  lastSeen: {
    columns: [sql`seen_at`, sql`id`],
    serves: "seenBefore",
    positionOf: (row) => [row.lastSeenAt ?? 0, row.id],
  },
  created: {
    columns: [sql`created_at`, sql`id`],
    serves: "createdAfter",
    positionOf: (row) => [row.createdAt, row.id],
  },
  product: {
    columns: [sql`product_key`, sql`device_name`],
    serves: "productKey",
    positionOf: (row) => [row.productKey, row.deviceName],
  },
};

/** Reads of many devices at once. Throws DbError. */
export class ListingStore {
  constructor(private readonly db: Db) {}

  /** One page in the order of `sort`, and how many there are in all. */
  list(filter: DeviceFilter, { sort, after, limit, total: known }: ListingPage): ListedRows {
    const { columns, serves, positionOf } = ORDERS[sort.by];
    const found = this.#few(filter);
    const total = found?.length ?? known ?? this.count(filter);
    const hits = found
      ? [sql`id IN (SELECT value FROM json_each(${JSON.stringify(found)}))`]
      : conditions(filter, { serves: total <= SORTED ? ANY : (serves ?? "none") });
    const behind = after === undefined ? [] : [keyset(columns, after, sort.isDescending)];
    const order = columns.map((column) => (sort.isDescending ? sql`${column} DESC` : column));
    const rows = this.db.orm
      .select()
      .from(devices)
      .where(all([...hits, ...behind]))
      .orderBy(...order)
      .limit(limit + 1)
      .all();
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { rows: rows.slice(0, limit), total, next: last && positionOf(last) };
  }

  count(filter: DeviceFilter): number {
    const tag = onlyTagOf(filter);
    // Tags go with their devices: each of them is one device.
    const [row] = this.db.orm.all<{ n: number }>(
      tag === undefined
        ? sql`SELECT count(*) AS n FROM ${sourceOf(filter)} WHERE ${all(conditions(filter))}`
        : sql`SELECT count(*) AS n FROM device_tags WHERE ${matching(tag)}`,
    );
    return row?.n ?? 0;
  }

  /** By rank of the state as it is shown. */
  countByRank(filter: DeviceFilter): readonly { rank: number; n: number }[] {
    return this.db.orm.all(
      sql`SELECT state_rank AS rank, count(*) AS n FROM ${sourceOf(filter)} WHERE ${all(conditions(filter))}
        GROUP BY state_rank`,
    );
  }

  /** In rising order. */
  ids(filter: DeviceFilter, { after, limit }: { after: number; limit: number }): number[] {
    const rows = this.db.orm.all<{ id: number }>(
      sql`SELECT id FROM devices WHERE ${all([sql`id > ${after}`, ...conditions(filter, WALK_BY_ID)])}
        ORDER BY id LIMIT ${limit}`,
    );
    return rows.map((row) => row.id);
  }

  /** The ids of all hits, whichever index finds them; undefined when there are many, or nothing is filtered. */
  #few(filter: DeviceFilter): number[] | undefined {
    if (Object.values(filter).every((part) => part === undefined)) return undefined;
    const wanted = conditions(filter);
    const rows = this.db.orm.all<{ id: number }>(
      sql`SELECT id FROM ${sourceOf(filter)} WHERE ${all(wanted)} LIMIT ${FEW + 1}`,
    );
    return rows.length > FEW ? undefined : rows.map((row) => row.id);
  }
}

/** Place of a state in lists that are sorted by it. */
function rankOf(state: DeviceState | "disabled"): number {
  return STATE_RANKS.indexOf(state);
}

function keyset(columns: readonly SQL[], after: SortPosition, isDescending: boolean): SQL {
  const names = sql.join([...columns], sql`, `);
  const values = sql.join(
    after.map((value) => sql`${value}`),
    sql`, `,
  );
  return isDescending ? sql`(${names}) < (${values})` : sql`(${names}) > (${values})`;
}

function all(wanted: readonly SQL[]): SQL {
  return wanted.length === 0 ? sql`1` : sql.join([...wanted], sql` AND `);
}

/**
 * The filter in SQL. With `walk` it is asked of each row of an index that is walked in order: a plus sign keeps the
 * planner from taking another index and sorting all that it finds, but for the one part that the walked index serves.
 */
function conditions(filter: DeviceFilter, walk?: { serves: string }): SQL[] {
  const { productKey, state, q, gatewayId, groupIds, tags, isEnabled, seenBefore, createdAfter, within } =
    filter;
  const found: SQL[] = within === undefined ? [] : conditions(within, walk);
  const column = (name: string, part: keyof DeviceFilter) =>
    sql.raw(walk === undefined || walk.serves === ANY || walk.serves === part ? name : `+${name}`);
  if (productKey !== undefined) found.push(sql`${column("product_key", "productKey")} = ${productKey}`);
  if (state !== undefined) found.push(sql`${column("state_rank", "state")} = ${rankOf(state)}`);
  if (gatewayId !== undefined)
    found.push(
      sql`${column("id", "gatewayId")} IN (SELECT child_id FROM device_children WHERE gateway_id = ${gatewayId})`,
    );
  if (groupIds === null) found.push(sql`${column("group_id", "groupIds")} IS NULL`);
  else if (groupIds !== undefined)
    found.push(
      sql`${column("group_id", "groupIds")} IN (SELECT value FROM json_each(${JSON.stringify(groupIds)}))`,
    );
  if (filter.reach !== undefined)
    found.push(reached(filter.reach, walk === undefined || walk.serves === ANY));
  // Where nothing is walked, tags are joined.
  if (walk !== undefined) for (const tag of tags ?? []) found.push(tagged(tag));
  if (isEnabled !== undefined) found.push(sql`is_enabled = ${isEnabled ? 1 : 0}`);
  if (seenBefore !== undefined) found.push(sql`${column("seen_at", "seenBefore")} < ${seenBefore}`);
  if (createdAfter !== undefined) found.push(sql`${column("created_at", "createdAfter")} > ${createdAfter}`);
  if (q !== undefined && q !== "") {
    const pattern = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
    found.push(sql`(device_name LIKE ${pattern} ESCAPE '\\' OR name LIKE ${pattern} ESCAPE '\\')`);
  }
  return found;
}

/** With `isIndexed` each of the three may be found by an index of its own. */
function reached({ productKeys, groupIds, names }: ReachFilter, isIndexed: boolean): SQL {
  const column = (name: string) => sql.raw(isIndexed ? name : `+${name}`);
  const pairs = JSON.stringify(names.map(({ productKey, deviceName }) => [productKey, deviceName]));
  return sql`(${column("product_key")} IN (SELECT value FROM json_each(${JSON.stringify(productKeys)}))
    OR ${column("group_id")} IN (SELECT value FROM json_each(${JSON.stringify(groupIds)}))
    OR (product_key, device_name) IN (SELECT value ->> 0, value ->> 1 FROM json_each(${pairs})))`;
}

/** Devices, beside each tag that is asked for: a device has a key once, so no row comes twice. */
function sourceOf(filter: DeviceFilter): SQL {
  const joined = tagsOf(filter).map(({ key, value }, n) => {
    const name = sql.raw(`tag${n}`);
    const match = value === undefined ? sql`` : sql` AND ${name}.value = ${value}`;
    return sql` JOIN device_tags AS ${name} ON ${name}.device_id = devices.id AND ${name}.key = ${key}${match}`;
  });
  return sql.join([sql`devices`, ...joined]);
}

function tagsOf({ tags = [], within }: DeviceFilter): readonly TagFilter[] {
  return within === undefined ? tags : [...tags, ...tagsOf(within)];
}

/** Asked of each row of an index that is walked. */
function tagged(tag: TagFilter): SQL {
  return sql`EXISTS (SELECT 1 FROM device_tags WHERE device_id = devices.id AND ${matching(tag)})`;
}

function matching({ key, value }: TagFilter): SQL {
  return value === undefined ? sql`key = ${key}` : sql`key = ${key} AND value = ${value}`;
}

/** The tag, when nothing else is asked for. */
function onlyTagOf(filter: DeviceFilter): TagFilter | undefined {
  const asked = Object.values(filter).filter((part) => part !== undefined);
  return asked.length === 1 && filter.tags?.length === 1 ? filter.tags[0] : undefined;
}
