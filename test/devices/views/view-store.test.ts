import { expect, test } from "bun:test";
import { ViewStore } from "../../../src/devices/views/view-store.ts";
import { openWorld } from "../topology/world.ts";

test("gives back what it was given, by name", () => {
  const store = new ViewStore(openWorld().db);
  const row = { filter: "{}", createdBy: "ann", createdAt: 1, updatedAt: 1 };
  const [b, a] = [store.insert({ name: "b", ...row }), store.insert({ name: "a", ...row })];
  expect(store.all().map(({ id }) => id)).toEqual([a, b]);
  store.update({ id: a, name: "c", ...row, filter: '{"q":"x"}', updatedAt: 2 });
  expect(store.byId(a)).toEqual({ id: a, name: "c", ...row, filter: '{"q":"x"}', updatedAt: 2 });
  store.remove(a);
  expect(store.byId(a)).toBeUndefined();
});
