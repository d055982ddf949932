import { expect, test } from "bun:test";
import fc from "fast-check";
import { migrate, openDatabase } from "../../../src/db/db.ts";
import { DEVICE_MIGRATIONS } from "../../../src/devices/migrations.ts";
import {
  type DeviceFilter,
  type DeviceSort,
  ListingStore,
  SORT_KEYS,
  type SortPosition,
  STATE_RANKS,
} from "../../../src/devices/registry/listing-store.ts";
import { makeDeviceStore } from "../../../src/devices/registry/store.ts";
import type { DeviceRow } from "../../../src/devices/registry/table.ts";
import { TOPOLOGY_MIGRATIONS } from "../../../src/devices/topology/migrations.ts";
import { openProducts } from "../../../src/products/products.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

type Row = Omit<DeviceRow, "id">;

const STATES = ["inactive", "online", "stale", "offline"] as const;

/** Devices with few distinct values, so that every order has ties and every filter has hits. */
function seed(count: number) {
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock: makeManualClock() });
  for (const productKey of ["p0", "p1", "p2"]) products.create({ productKey, name: productKey }, "ann");
  migrate(db, "devices", DEVICE_MIGRATIONS);
  migrate(db, "topology", TOPOLOGY_MIGRATIONS);
  const store = makeDeviceStore(db);
  for (let id = 1; id <= 4; id++) {
    db.sqlite.run("INSERT INTO device_groups VALUES (?, NULL, ?, 'line', 0, '')", [id, `Line ${id}`]);
  }
  const rows: DeviceRow[] = [];
  const tags = new Map<number, Record<string, string>>();
  db.transaction(() => {
    for (let n = 0; n < count; n++) {
      const row: Row = {
        productKey: `p${n % 3}`,
        deviceName: `${n % 2 === 0 ? "Press" : "press"}-${(n * 7) % count}`,
        deviceSecret: `s${n}`,
        name: n % 5 === 0 ? `100% ${n % 4}` : "",
        notes: "",
        isEnabled: n % 6 !== 0,
        state: STATES[n % 4] ?? "online",
        stateSince: 1,
        stateReason: "",
        address: "",
        activatedAt: null,
        lastSeenAt: n % 3 === 0 ? null : 1_000 + (n % 9),
        createdAt: 2_000 + (n % 8),
        groupId: n % 5 === 4 ? null : 1 + (n % 5),
        latitude: null,
        longitude: null,
        place: "",
      };
      const id = store.insert(row);
      rows.push({ id, ...row });
      const own = { line: String(n % 3), ...(n % 2 === 0 ? { floor: "1" } : {}) };
      tags.set(id, own);
      for (const [key, value] of Object.entries(own))
        db.sqlite.run("INSERT INTO device_tags VALUES (?, ?, ?)", [id, key, value]);
      if (n > 0 && n % 4 === 0) db.sqlite.run("INSERT INTO device_children VALUES (?, 1, 0)", [id]);
    }
  });
  const isHit = (row: DeviceRow, filter: DeviceFilter): boolean => {
    const { productKey, state, q, gatewayId, groupIds, isEnabled, seenBefore, createdAfter, within } = filter;
    const own = tags.get(row.id) ?? {};
    return (
      (productKey === undefined || row.productKey === productKey) &&
      (state === undefined || shownOf(row) === state) &&
      (q === undefined || `${row.deviceName}\n${row.name}`.toLowerCase().includes(q.toLowerCase())) &&
      (gatewayId === undefined || (gatewayId === 1 && row.id > 1 && (row.id - 1) % 4 === 0)) &&
      (groupIds === undefined ||
        (groupIds === null
          ? row.groupId === null
          : row.groupId !== null && groupIds.includes(row.groupId))) &&
      (filter.tags ?? []).every(({ key, value }) =>
        value === undefined ? key in own : Reflect.get(own, key) === value,
      ) &&
      (isEnabled === undefined || row.isEnabled === isEnabled) &&
      (seenBefore === undefined || (row.lastSeenAt ?? 0) < seenBefore) &&
      (createdAfter === undefined || row.createdAt > createdAfter) &&
      (within === undefined || isHit(row, within))
    );
  };
  return { db, rows, isHit, listing: new ListingStore(db) };
}

const shownOf = (row: DeviceRow) => (row.isEnabled ? row.state : "disabled");

function orderOf({ by, isDescending }: DeviceSort) {
  const keys: Record<DeviceSort["by"], (row: DeviceRow) => readonly (string | number)[]> = {
    id: (row) => [row.id],
    name: (row) => [row.deviceName.toLowerCase(), row.id],
    state: (row) => [STATE_RANKS.indexOf(shownOf(row)), row.id],
    lastSeen: (row) => [row.lastSeenAt ?? 0, row.id],
    created: (row) => [row.createdAt, row.id],
    product: (row) => [row.productKey, row.deviceName],
  };
  return (a: DeviceRow, b: DeviceRow): number => {
    const [left, right] = [keys[by](a), keys[by](b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    const [x = 0, y = 0] = [left[at], right[at]];
    return (x < y ? -1 : 1) * (isDescending ? -1 : 1);
  };
}

const SortArb = fc.record({ by: fc.constantFrom(...SORT_KEYS), isDescending: fc.boolean() });
const PartsArb = {
  productKey: fc.constantFrom("p0", "p1", "none"),
  state: fc.constantFrom(...STATE_RANKS),
  q: fc.constantFrom("PRESS", "-1", "%", "_", "zzz"),
  gatewayId: fc.constantFrom(1, 2),
  groupIds: fc.constantFrom([1, 2], [], null),
  tags: fc.constantFrom(
    [{ key: "floor", value: undefined }],
    [
      { key: "line", value: "1" },
      { key: "floor", value: "1" },
    ],
  ),
  isEnabled: fc.boolean(),
  seenBefore: fc.constantFrom(1, 1_004),
  createdAfter: fc.constant(2_003),
};
const PlainArb = fc.record(PartsArb, { requiredKeys: [] });
const FilterArb = fc.record({ ...PartsArb, within: PlainArb }, { requiredKeys: [] });

function checkPages(
  { rows, isHit, listing }: ReturnType<typeof seed>,
  { filter, sort, limit }: { filter: DeviceFilter; sort: DeviceSort; limit: number },
): void {
  const expected = rows.filter((row) => isHit(row, filter)).sort(orderOf(sort));
  const found: number[] = [];
  let after: SortPosition | undefined;
  do {
    const page = listing.list(filter, { sort, after, limit });
    expect(page.total).toBe(expected.length);
    found.push(...page.rows.map((row) => row.id));
    after = page.next;
  } while (after !== undefined);
  expect(found).toEqual(expected.map((row) => row.id));
  expect(listing.count(filter)).toBe(expected.length);
  const ids = rows.filter((row) => isHit(row, filter)).map((row) => row.id);
  expect(listing.ids(filter, { after: 3, limit: 20 })).toEqual(ids.filter((id) => id > 3).slice(0, 20));
  const byRank = listing.countByRank(filter).reduce((sum, { n }) => sum + n, 0);
  expect(byRank).toBe(expected.length);
}

test("every filter in every order gives each hit once, in order, page by page", () => {
  const world = seed(97);
  fc.assert(
    fc.property(FilterArb, SortArb, fc.integer({ min: 5, max: 40 }), (filter, sort, limit) =>
      checkPages(world, { filter, sort, limit }),
    ),
    { numRuns: 300 },
  );
});

test("so it does where there are more hits than are sorted in memory", () => {
  const world = seed(5_000);
  fc.assert(
    fc.property(FilterArb, SortArb, (filter, sort) => checkPages(world, { filter, sort, limit: 1_500 })),
    { numRuns: 40 },
  );
});
