import { expect, test } from "bun:test";
import { deviceMetrics } from "../../src/devices/metrics.ts";
import { openWorld } from "./topology/world.ts";

test("groups, views and deleted devices are counted", () => {
  const world = openWorld();
  world.groups.ensure(["Plant", "Line"]);
  world.views.create({ name: "v", filter: {} }, "ann");
  world.make("plain", "a");
  world.devices.remove("plain", "a", "ann");
  expect(deviceMetrics(world).map(({ name, samples }) => [name, samples[0]?.value])).toEqual([
    ["gantry_device_groups", 2],
    ["gantry_device_views", 1],
    ["gantry_device_trash", 1],
  ]);
});
