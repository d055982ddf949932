import { expect, test } from "bun:test";
import { DEVICE_VIEWS } from "../../../src/spine/limits.ts";
import { openWorld } from "../topology/world.ts";

test("a view keeps its name and its filter, whoever opens it", () => {
  const { views, open, clock } = openWorld();
  const view = views.create(
    { name: "Silent presses", filter: { productKey: "plain", notSeenForS: 60 } },
    "ann",
  );
  const expected = {
    id: 1,
    name: "Silent presses",
    filter: { productKey: "plain", notSeenForS: 60 },
    createdBy: "ann",
    createdAt: 1_000,
    updatedAt: 1_000,
  };
  expect([view, views.get(1), open().views.all()]).toEqual([expected, expected, [expected]]);
  clock.advance(500);
  expect(views.update(1, { name: "All" })).toEqual({ ...expected, name: "All", updatedAt: 1_500 });
  expect(views.update(1, { filter: {} })).toEqual({ ...expected, name: "All", filter: {}, updatedAt: 1_500 });
  views.remove(1);
  expect(() => views.get(1)).toThrow("view 1 does not exist");
  expect(() => views.remove(1)).toThrow("view 1 does not exist");
});

test("names are taken once, views are not nested, and there are only so many", () => {
  const { views, db } = openWorld();
  views.create({ name: "a", filter: {} }, "ann");
  expect(() => views.create({ name: "a", filter: {} }, "ann")).toThrow("view a exists already");
  expect(() => views.create({ name: "b", filter: { view: 1 } }, "ann")).toThrow("another view");
  expect(() => views.update(1, { filter: { view: 1 } })).toThrow("another view");
  db.transaction(() => {
    for (let n = 1; n < DEVICE_VIEWS; n++) views.create({ name: `v${n}`, filter: {} }, "ann");
  });
  expect(() => views.create({ name: "more", filter: {} }, "ann")).toThrow("500 saved views");
});
