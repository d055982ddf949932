import { expect, test } from "bun:test";
import { isReached, reachFilter } from "../../../src/devices/listing/reach-filter.ts";
import { type GroupTree, makePermissions } from "../../../src/http/http.ts";
import type { Scope } from "../../../src/spine/permission.ts";
import { openWorld } from "../topology/world.ts";

const NO_GROUPS: GroupTree = { groupOf: () => undefined, isWithin: () => false, touches: () => false };
const reachTo = (...scopes: Scope[]) => makePermissions({}, scopes, NO_GROUPS).reach;

function openPlant() {
  const world = openWorld();
  const plant = world.groups.ensure(["Plant"]);
  const line = world.groups.ensure(["Plant", "Line"]);
  const yard = world.groups.ensure(["Yard"]);
  for (const [productKey, name, groupId] of [
    ["plain", "a", line.id],
    ["plain", "b", yard.id],
    ["plain", "c", null],
    ["gw", "a", plant.id],
  ] as const) {
    world.make(productKey, name);
    world.devices.update({ productKey, deviceName: name }, { groupId }, "ann");
  }
  return { world, plant, line, yard };
}

const DEVICE: Scope = { kind: "device", productKey: "plain", deviceName: "c" };
const PROPERTY: Scope = { kind: "property", productKey: "plain", deviceName: "a", identifier: "t" };

test("who reaches everything has no filter, who reaches nothing finds nothing", () => {
  const { world } = openPlant();
  expect(reachFilter(reachTo({ kind: "all" }), world.groups)).toBeUndefined();
  const none = reachFilter(reachTo(), world.groups);
  expect([none, world.devices.countOf({ reach: none })]).toEqual([
    { productKeys: [], groupIds: [], names: [] },
    0,
  ]);
});

test("finds the same devices in SQL and one by one, in whatever order they are listed", () => {
  const { world, plant, yard } = openPlant();
  const { devices, groups } = world;
  const everything = devices.list({ limit: 100 }).items;
  const found = (...scopes: Scope[]) => {
    const filter = reachFilter(reachTo(...scopes), groups);
    const names = everything.filter((device) => isReached(filter, device)).map(keyOf);
    for (const by of ["id", "name", "state", "lastSeen", "created", "product"] as const) {
      const sort = { by, isDescending: false };
      const page = devices.page({ reach: filter }, { sort, limit: 100 });
      expect([page.items.map(keyOf).sort(), page.total]).toEqual([[...names].sort(), names.length]);
    }
    expect(devices.idsOf({ reach: filter }, { after: 0, limit: 100 })).toHaveLength(names.length);
    expect(devices.countsOf({ reach: filter }).total).toBe(names.length);
    return names;
  };
  expect(found({ kind: "product", productKey: "gw" })).toEqual(["gw/a"]);
  expect(found({ kind: "group", groupId: plant.id })).toEqual(["plain/a", "gw/a"]);
  expect(found({ kind: "group", groupId: yard.id }, DEVICE)).toEqual(["plain/b", "plain/c"]);
  expect(found({ kind: "group", groupId: 999 })).toEqual([]);
  expect(found(PROPERTY)).toEqual([]);
});

test("a property makes its device a part that is reached", () => {
  const { world } = openPlant();
  const filter = reachFilter(reachTo(PROPERTY), world.groups, { isPart: true });
  expect(world.devices.list({ reach: filter, limit: 10 }).items.map(keyOf)).toEqual(["plain/a"]);
});

function keyOf({ productKey, deviceName }: { productKey: string; deviceName: string }): string {
  return `${productKey}/${deviceName}`;
}
