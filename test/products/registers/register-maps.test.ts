import { expect, test } from "bun:test";
import * as v from "valibot";
import { openDatabase } from "../../../src/db/db.ts";
import { commitStaged } from "../../../src/kit/staged-change.ts";
import { openProducts } from "../../../src/products/products.ts";
import { openRegisterMaps } from "../../../src/products/registers/register-maps.ts";
import { EMPTY_REGISTER_MAP, RegisterMapSchema } from "../../../src/spine/register-map.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

const map = v.parse(RegisterMapSchema, {
  points: [{ identifier: "temperature", area: "input", address: 1, type: "int16", scale: 0.1 }],
});

function open() {
  const db = openDatabase(":memory:");
  const clock = makeManualClock(1_000);
  const products = openProducts({ db, clock });
  products.create({ productKey: "p1", name: "P" }, "ann");
  return { db, clock, products, maps: openRegisterMaps({ db, clock, products }) };
}

test("is empty at first, replaced as a whole, and outlives a restart", () => {
  const { db, clock, products, maps } = open();
  const changed: string[] = [];
  const stop = maps.onChange((productKey) => changed.push(productKey));
  expect(maps.get("p1")).toEqual(EMPTY_REGISTER_MAP);
  maps.set("p1", map, "ann");
  maps.set("p1", map, "ann");
  expect(maps.get("p1")).toEqual(map);
  expect(openRegisterMaps({ db, clock, products }).get("p1")).toEqual(map);
  expect(changed).toEqual(["p1"]);
  stop();
  maps.set("p1", EMPTY_REGISTER_MAP, "ann");
  expect(changed).toEqual(["p1"]);
  expect(() => maps.get("p2")).toThrow();
});

test("goes with its product, and comes with one that is made in the same commit", () => {
  const { db, products, maps } = open();
  maps.set("p1", map, "ann");
  products.remove("p1", "ann");
  products.create({ productKey: "p1", name: "Again" }, "ann");
  expect(maps.get("p1")).toEqual(EMPTY_REGISTER_MAP);
  commitStaged<unknown>(db, [
    products.stageCreate({ productKey: "p2", name: "P2" }, "ann"),
    maps.stage("p2", map, "ann"),
  ]);
  expect(maps.get("p2")).toEqual(map);
});

test("is a section of a product's file", () => {
  const { db, maps } = open();
  const { section } = maps;
  expect(section.read("p1")).toBeUndefined();
  expect(section.check(map)).toEqual([]);
  expect(section.check({ points: [{}] }).length).toBeGreaterThan(0);
  commitStaged(db, [section.stage("p1", map, "ann")]);
  expect(section.read("p1")).toEqual(map);
});
