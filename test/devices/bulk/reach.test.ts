// Whatever the tree of groups, the devices, the reach and the change: exactly the devices within reach that are meant
// change, at once or as a job.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { makeGroupTree } from "../../../src/app/group-tree.ts";
import { bulkKindOf, defineBulk } from "../../../src/devices/bulk/bulk-job.ts";
import type { BulkChange } from "../../../src/devices/bulk/bulk-schema.ts";
import { bulkRoutes } from "../../../src/devices/bulk/routes.ts";
import type { Device } from "../../../src/devices/devices.ts";
import { makeReach } from "../../../src/http/http.ts";
import { openJobs } from "../../../src/jobs/jobs.ts";
import type { Scope } from "../../../src/spine/permission.ts";
import { makeApiClient } from "../../harness/room-api.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { openWorld } from "../topology/world.ts";

const PRODUCTS = ["plain", "sub", "gw"] as const;
const GROUPS = 7;

/** Group 1 to 7, each below an earlier one or at the top; devices d0, d1 ... of the products in turn. */
interface Plant {
  readonly parents: readonly number[];
  readonly places: readonly number[];
  readonly scopes: readonly Scope[];
}

const groupId = fc.integer({ min: 1, max: GROUPS });
const scope: fc.Arbitrary<Scope> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("group" as const), groupId }) },
  fc.record({ kind: fc.constant("product" as const), productKey: fc.constantFrom(...PRODUCTS) }),
  fc.nat({ max: 19 }).map((n): Scope => ({ kind: "device", ...nameOf(n) })),
  fc.nat({ max: 19 }).map((n): Scope => ({ kind: "property", ...nameOf(n), identifier: "t" })),
);
const plant: fc.Arbitrary<Plant> = fc.record({
  parents: fc.array(fc.nat({ max: GROUPS - 1 }), { minLength: GROUPS, maxLength: GROUPS }),
  places: fc.array(fc.nat({ max: GROUPS }), { minLength: 20, maxLength: 20 }),
  scopes: fc.array(scope, { minLength: 1, maxLength: 3 }),
});
const target = fc.oneof(
  fc.array(fc.nat({ max: 22 }), { minLength: 1, maxLength: 20 }).map((all) => ({ keys: all.map(keyAt) })),
  fc
    .record({ group: groupId, productKey: fc.constantFrom(...PRODUCTS) }, { requiredKeys: [] })
    .map((filter) => ({ filter })),
);
const what = fc.oneof(
  fc.constantFrom({ action: "disable" as const }, { action: "delete" as const }),
  fc.constant({ action: "tag" as const, tags: { a: "1" } }),
  fc.constant({ action: "edit" as const, fields: { place: "hall" } }),
  fc.option(groupId, { nil: null, freq: 3 }).map((to) => ({ action: "move" as const, groupId: to })),
);

function nameOf(n: number) {
  return { productKey: PRODUCTS[n % PRODUCTS.length] ?? "plain", deviceName: `d${n}` };
}

function keyAt(n: number): string {
  const { productKey, deviceName } = nameOf(n);
  return `${productKey}/${deviceName}`;
}

function openPlant({ parents, places }: Pick<Plant, "parents" | "places">) {
  const world = openWorld();
  const { devices, groups } = world;
  for (const [at, parent] of parents.entries()) {
    const parentId = parent === 0 || parent > at ? null : parent;
    groups.create({ parentId, name: `g${at + 1}`, kind: "other", notes: "" });
  }
  for (const [at, place] of places.entries())
    devices.create({ ...nameOf(at), groupId: place === 0 ? null : place }, "test");
  const tree = makeGroupTree(() => world);
  const folder = makeTempFolder("bulk-reach");
  const reachOf = ({ scopes }: { scopes: readonly Scope[] }) => makeReach(scopes, tree);
  const jobs = openJobs({ ...world, dir: folder.path, reachOf });
  defineBulk(jobs, world);
  jobs.begin();
  const client = makeApiClient(bulkRoutes({ ...world, jobs, audit: () => {} }), undefined, tree);
  return {
    ...{ ...world, ...client, jobs },
    async [Symbol.asyncDispose]() {
      await jobs.close();
      folder[Symbol.dispose]();
    },
  };
}
type Open = ReturnType<typeof openPlant>;

/** Told from the scopes alone, in another way than the product does. */
function oracle({ groups }: Pick<Open, "groups">, scopes: readonly Scope[]) {
  const lineOf = (id: number | null): number[] =>
    id === null ? [] : [id, ...lineOf(groups.get(id).parentId)];
  const holds = (id: number | null) =>
    scopes.some((one) => one.kind === "group" && lineOf(id).includes(one.groupId));
  const named = ({ productKey, deviceName }: Device) =>
    scopes.some(
      (one) =>
        (one.kind === "product" && one.productKey === productKey) ||
        (one.kind === "device" && one.productKey === productKey && one.deviceName === deviceName),
    );
  const reaches = (device: Device) => named(device) || holds(device.groupId);
  const isMeant = (device: Device, { target }: BulkChange) => {
    if ("keys" in target) return target.keys.includes(`${device.productKey}/${device.deviceName}`);
    const { group, productKey } = target.filter;
    const isIn = group === undefined || (group !== "none" && lineOf(device.groupId).includes(group));
    return isIn && (productKey === undefined || productKey === device.productKey);
  };
  return { holds, named, reaches, isMeant };
}

/** What each device is like; null once it is gone. */
function stateOf({ devices, tags }: Open) {
  return Array.from({ length: 20 }, (_, n) => {
    const { productKey, deviceName } = nameOf(n);
    const device = devices.find(productKey, deviceName);
    if (device === undefined) return null;
    const { groupId, isEnabled, place } = device;
    return { device: keyAt(n), groupId, isEnabled, place, tags: tags.of(device) };
  });
}

function expectedOf(room: Open, scopes: readonly Scope[], change: BulkChange) {
  const { holds, named, reaches, isMeant } = oracle(room, scopes);
  const filter = "filter" in change.target ? change.target.filter : {};
  const isClosed =
    (typeof filter.group === "number" && !holds(filter.group)) ||
    (change.action === "move" && change.groupId !== null && !holds(change.groupId));
  const state = stateOf(room).map((before, n) => {
    const { productKey, deviceName } = nameOf(n);
    const device = room.devices.get(productKey, deviceName);
    const isStaying = change.action !== "move" || change.groupId !== null || named(device);
    if (isClosed || before === null || !reaches(device) || !isMeant(device, change) || !isStaying)
      return before;
    switch (change.action) {
      case "delete":
        return null;
      case "disable":
        return { ...before, isEnabled: false };
      case "tag":
        return { ...before, tags: change.tags };
      case "move":
        return { ...before, groupId: change.groupId };
      default:
        return { ...before, place: "hall" };
    }
  });
  return { isClosed, state };
}

test("at once", async () => {
  await fc.assert(
    fc.asyncProperty(plant, target, what, async (drawn, meant, changing) => {
      await using room = openPlant(drawn);
      const change = { ...changing, target: meant, dryRun: false } as BulkChange;
      const { isClosed, state } = expectedOf(room, drawn.scopes, change);
      const call = { role: "developer", scopes: drawn.scopes, body: change } as const;
      expect((await room.call("POST", "/devices/bulk", call)).status).toBe(isClosed ? 404 : 200);
      expect(stateOf(room)).toEqual(state);
    }),
    { numRuns: 120, seed: 7 },
  );
}, 60_000);

test("as a job", async () => {
  await fc.assert(
    fc.asyncProperty(plant, target, what, async (drawn, meant, changing) => {
      await using room = openPlant(drawn);
      const change = { ...changing, target: meant, dryRun: false } as BulkChange;
      const { state } = expectedOf(room, drawn.scopes, change);
      const started = { input: change, actor: "ann", scopes: drawn.scopes, title: "" };
      await room.jobs.ended(room.jobs.start(bulkKindOf(change), started).id);
      expect(stateOf(room)).toEqual(state);
    }),
    { numRuns: 60, seed: 11 },
  );
}, 60_000);

test("a device that leaves the reach while a job runs is not there for it, and one that comes in is", async () => {
  await using room = openPlant({ parents: [0, 0, 0, 0, 0, 0, 0], places: [] });
  const { devices, jobs } = room;
  const names = Array.from({ length: 120 }, (_, n) => `p${String(n).padStart(3, "0")}`);
  for (const [n, deviceName] of names.entries())
    devices.create({ productKey: "plain", deviceName, groupId: n === 118 ? 2 : 1 }, "test");
  const stop = devices.onChange(({ action, device }) => {
    if (action !== "disabled" || device.deviceName !== "p000") return;
    devices.update({ productKey: "plain", deviceName: "p117" }, { groupId: 2 }, "admin");
    devices.update({ productKey: "plain", deviceName: "p118" }, { groupId: 1 }, "admin");
  });
  const change = { action: "disable", dryRun: false } as const;
  const scopes = [{ kind: "group", groupId: 1 }] as const;
  for (const target of [{ filter: {} }, { keys: names.map((name) => `plain/${name}`) }]) {
    for (const name of names)
      devices.update({ productKey: "plain", deviceName: name }, { isEnabled: true }, "x");
    devices.update({ productKey: "plain", deviceName: "p117" }, { groupId: 1 }, "x");
    devices.update({ productKey: "plain", deviceName: "p118" }, { groupId: 2 }, "x");
    const input = { ...change, target };
    const job = await jobs.ended(
      jobs.start(bulkKindOf(input), { input, actor: "ann", scopes, title: "" }).id,
    );
    const left = names.filter((name) => devices.get("plain", name).isEnabled);
    expect([job.state, job.counts, left]).toEqual(["done", { changed: 119 }, ["p117"]]);
  }
  stop();
});
