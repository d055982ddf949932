import { expect, test } from "bun:test";
import { migrate, openDatabase } from "../../../../src/db/db.ts";
import { OWN_TEMPLATE_MIGRATIONS } from "../../../../src/products/templates/own/migrations.ts";
import { makeOwnTemplateStore } from "../../../../src/products/templates/own/own-template-store.ts";

test("keeps rows, lists them without what they hold, and sums their sizes", () => {
  const db = openDatabase(":memory:");
  migrate(db, "product-own-templates", OWN_TEMPLATE_MIGRATIONS);
  const store = makeOwnTemplateStore(db);
  expect([store.list(), store.totals()]).toEqual([[], { count: 0, bytes: 0 }]);
  const summary = {
    ...{ id: "own-1", name: "Press", family: "machine", maker: "M", makerModel: "P", description: "d" },
    ...{ note: "n", sources: "[]", verification: null, contentBytes: 7, propertyCount: 2, pointCount: 1 },
    ...{ productKey: null, createdBy: "ann", createdAt: 1, updatedBy: "bob", updatedAt: 2 },
  };
  store.put({ ...summary, content: "{}" });
  store.put({ ...summary, id: "own-2", productKey: "press", verification: "{}", content: "[]" });
  expect(store.list()[0]).toEqual(summary);
  expect(store.find("own-2")).toMatchObject({ productKey: "press", verification: "{}", content: "[]" });
  store.put({ ...summary, id: "own-2", contentBytes: 3, content: "{}" });
  expect(store.totals()).toEqual({ count: 2, bytes: 10 });
  store.remove("own-1");
  expect(store.list().map(({ id }) => id)).toEqual(["own-2"]);
});
