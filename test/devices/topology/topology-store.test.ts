import { expect, test } from "bun:test";
import { TopologyStore } from "../../../src/devices/topology/topology-store.ts";
import { openWorld } from "./world.ts";

test("gives back what it was given, and counts both sides of a binding", () => {
  const { db, make } = openWorld();
  const store = new TopologyStore(db);
  const [gateway, child, tagged] = [make("gw", "g"), make("sub", "c"), make("plain", "p")].map(
    ({ id }) => id,
  );
  if (gateway === undefined || child === undefined || tagged === undefined) throw new Error("three devices");
  store.bind(child, gateway, 5);
  expect([store.gatewayIdOf(child), store.childIdsOf(gateway)]).toEqual([gateway, [child]]);
  expect(["gw", "sub", "plain"].map((key) => store.countByProduct(key))).toEqual([1, 1, 0]);
  store.unbind(child);
  expect([store.gatewayIdOf(child), store.childIdsOf(gateway)]).toEqual([undefined, []]);
  store.setTag(tagged, "a", "1");
  store.setTag(tagged, "a", "2");
  expect(store.tagsOf(tagged)).toEqual({ a: "2" });
  store.removeTag(tagged, "a");
  expect(store.tagsOf(tagged)).toEqual({});
});
