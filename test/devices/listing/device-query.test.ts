import { expect, test } from "bun:test";
import { makeGroupTree } from "../../../src/app/group-tree.ts";
import { type NamedFilter, parseSort, resolveFilter } from "../../../src/devices/listing/device-query.ts";
import { makeReach } from "../../../src/http/http.ts";
import { EVERYTHING } from "../../harness/room-api.ts";
import { openWorld } from "../topology/world.ts";

const asker = { username: "ann", reach: EVERYTHING };

test("names become what they stand for now", () => {
  const world = openWorld();
  const { groups, views, make, clock } = world;
  const site = groups.ensure(["Plant"]);
  const line = groups.ensure(["Plant", "Line"]);
  const gateway = make("gw", "g1");
  const view = views.create({ name: "v", filter: { group: "none", createdWithinS: 1 } }, "ann");
  clock.advance(9_000);
  expect(
    resolveFilter(
      world,
      {
        ...{ gateway: "gw/g1", group: site.id, view: view.id, tag: ["floor", "line=a=b"] },
        ...{ enabled: true, seenBefore: 8_000, notSeenForS: 5, q: undefined },
      },
      asker,
    ),
  ).toEqual({
    gatewayId: gateway.id,
    groupIds: [site.id, line.id],
    tags: [
      { key: "floor", value: undefined },
      { key: "line", value: "a=b" },
    ],
    isEnabled: true,
    seenBefore: 5_000,
    within: { groupIds: null, createdAfter: 9_000 },
  });
  expect(resolveFilter(world, { createdAfter: 9_500, createdWithinS: 2 }, asker)).toEqual({
    createdAfter: 9_500,
  });
  expect(() => resolveFilter(world, { view: 9 }, asker)).toThrow("view 9 does not exist");
});

test("a minus turns the order round", () => {
  expect([parseSort("lastSeen"), parseSort("-id")]).toEqual([
    { by: "lastSeen", isDescending: false },
    { by: "id", isDescending: true },
  ]);
});

test("of what is not reached a filter tells nothing, not even that it is there", () => {
  const world = openWorld();
  const { groups, views, devices } = world;
  const line = groups.ensure(["Line"]);
  const yard = groups.ensure(["Yard"]);
  devices.create({ productKey: "gw", deviceName: "mine", groupId: line.id }, "test");
  devices.create({ productKey: "gw", deviceName: "theirs", groupId: yard.id }, "test");
  const own = views.create({ name: "own", filter: { enabled: true } }, "ann");
  const other = views.create({ name: "other", filter: {} }, "ben");
  const reach = makeReach(
    [{ kind: "group", groupId: line.id }],
    makeGroupTree(() => world),
  );
  const told = (named: NamedFilter) => {
    try {
      return Object.keys(resolveFilter(world, named, { username: "ann", reach }));
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect([told({ group: line.id }), told({ gateway: "gw/mine" }), told({ view: own.id })]).toEqual([
    ["groupIds", "reach"],
    ["gatewayId", "reach"],
    ["within", "reach"],
  ]);
  expect([told({ group: yard.id }), told({ group: 99 })]).toEqual([
    "group 2 does not exist.",
    "group 99 does not exist.",
  ]);
  expect([told({ gateway: "gw/theirs" }), told({ gateway: "gw/none" })]).toEqual([
    "device gw/theirs does not exist.",
    "device gw/none does not exist.",
  ]);
  expect([told({ view: other.id }), told({ view: 99 })]).toEqual([
    "view 2 does not exist.",
    "view 99 does not exist.",
  ]);
});
