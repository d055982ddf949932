import { expect, test } from "bun:test";
import { migrate, openDatabase } from "../../../src/db/db.ts";
import { openProducts } from "../../../src/products/products.ts";
import { REGISTER_MIGRATIONS } from "../../../src/products/registers/migrations.ts";
import { makeRegisterStore } from "../../../src/products/registers/register-store.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

test("keeps one row a product, with who wrote it and when", () => {
  const db = openDatabase(":memory:");
  openProducts({ db, clock: makeManualClock(1_000) }).create({ productKey: "p1", name: "P" }, "ann");
  migrate(db, "product-registers", REGISTER_MIGRATIONS);
  const store = makeRegisterStore(db);
  expect(store.find("p1")).toBeUndefined();
  store.put({ productKey: "p1", map: "{}", actor: "ann", updatedAt: 5 });
  store.put({ productKey: "p1", map: "[]", actor: "bob", updatedAt: 6 });
  expect(store.find("p1")).toEqual({ productKey: "p1", map: "[]", actor: "bob", updatedAt: 6 });
  expect(() => store.put({ productKey: "none", map: "{}", actor: "ann", updatedAt: 5 })).toThrow();
});
