import { expect, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import { openSeparations } from "../../../src/products/versions/separations.ts";
import { makeVersionStore } from "../../../src/products/versions/store.ts";

test("what is under way is listed by place in the log until it is done", () => {
  const db = openDatabase(":memory:");
  const list = openSeparations(db);
  const row = (id: string, afterSeq: number) => ({
    id,
    productKey: "pk",
    property: "t",
    into: "t@v1",
    afterSeq,
  });
  for (const one of [row("b", 9), row("a", 3)]) makeVersionStore(db).addSeparation(one);
  expect(list.pending()).toEqual([row("a", 3), row("b", 9)]);
  list.remove("a");
  expect(list.pending()).toEqual([row("b", 9)]);
});
