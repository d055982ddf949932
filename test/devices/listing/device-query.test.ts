import { expect, test } from "bun:test";
import { parseSort, resolveFilter } from "../../../src/devices/listing/device-query.ts";
import { EVERYTHING } from "../../harness/room-api.ts";
import { openWorld } from "../topology/world.ts";

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
      EVERYTHING,
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
  expect(resolveFilter(world, { createdAfter: 9_500, createdWithinS: 2 }, EVERYTHING)).toEqual({
    createdAfter: 9_500,
  });
  expect(() => resolveFilter(world, { view: 9 }, EVERYTHING)).toThrow("view 9 does not exist");
});

test("a minus turns the order round", () => {
  expect([parseSort("lastSeen"), parseSort("-id")]).toEqual([
    { by: "lastSeen", isDescending: false },
    { by: "id", isDescending: true },
  ]);
});
